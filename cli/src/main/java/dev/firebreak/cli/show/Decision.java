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
                Look.text(tree, "reason"),
                tree.path("numbers").properties().stream()
                        .map(number -> number.getKey() + " " + number.getValue().asString())
                        .toList());
    }

    /** One line: time of day, what, why. */
    public String line() {
        return "%s %s: %s%s"
                .formatted(
                        Count.clock(at),
                        Table.plain(what),
                        Table.plain(reason),
                        entry > 0 ? " (entry %d)".formatted(entry) : "");
    }

    /** All of it, for {@code explain}. */
    public List<String> lines(int width) {
        var lines = new ArrayList<String>();
        lines.add(
                "%s  %s%s%s%s"
                        .formatted(
                                at,
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
