package dev.firebreak.cli.show;

import tools.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * One decision with its reasons and numbers, as the log has it.
 *
 * @param entry the number of the log entry, 0 if not told
 * @param what the kind of fact, for example {@code Halted}
 * @param rule the rule that fired, empty if a person decided
 * @param by who decided, empty if a rule did
 * @param numbers what the rule looked at, as {@code name value}
 */
public record Decision(
        long entry,
        String at,
        String what,
        String rule,
        String by,
        String reason,
        List<String> numbers) {
    /** Out of one element of {@code GET /rollouts/{id}/decisions}. */
    public static Decision of(JsonNode tree) {
        return new Decision(
                Look.number(tree, "seq"),
                Look.text(tree, "at"),
                Look.text(tree, "what"),
                Look.text(tree, "rule"),
                Look.text(tree, "by"),
                Look.maybe(tree, "reason").orElseGet(() -> step(tree.path("fact"))),
                tree.path("numbers").properties().stream()
                        .map(number -> number.getKey() + " " + number.getValue().asString())
                        .toList());
    }

    /** A fact about a step needs no reason; which step it is, counted from 1, says enough. */
    private static String step(JsonNode fact) {
        if (!fact.has("step")) {
            return "";
        }
        var step = "step " + (Look.number(fact, "step") + 1);
        if (fact.has("cutoff") && !fact.has("target")) {
            return step + ": not all of those who may come did; further devices may";
        }
        return fact.has("target")
                ? "%s: %d of %s"
                        .formatted(
                                step,
                                Look.number(fact, "target"),
                                Count.of(Look.number(fact, "candidates"), "device"))
                : step;
    }

    /** What and why. */
    public String told() {
        return Table.plain(reason.isEmpty() ? what : what + ": " + reason);
    }

    /** When, to the second. */
    public String second() {
        return at.replaceFirst("\\.[0-9]+Z$", "Z");
    }

    /** One line: time of day, what, why. */
    public String line() {
        return "%s %s%s"
                .formatted(
                        Count.clock(at), told(), entry > 0 ? " (entry %d)".formatted(entry) : "");
    }

    /** All of it, for {@code explain}. */
    public List<String> lines(int width) {
        var lines = new ArrayList<String>();
        lines.add(
                "%s  %s%s%s%s"
                        .formatted(
                                second(),
                                Table.plain(what),
                                by.isEmpty() ? "" : "  by " + Table.plain(by),
                                rule.isEmpty() ? "" : "  rule " + Table.plain(rule),
                                entry > 0 ? "  entry " + entry : ""));
        if (!reason.isEmpty()) {
            lines.addAll(LadderPicture.wrapped("    " + Table.plain(reason), width, "    "));
        }
        if (!numbers.isEmpty()) {
            var all = numbers.stream().map(Table::plain).collect(Collectors.joining(" · "));
            lines.addAll(LadderPicture.wrapped("    " + all, width, "    "));
        }
        return List.copyOf(lines);
    }
}
