package dev.firebreak.cli.show;

import dev.firebreak.cli.show.Paint.Tone;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The wave ladder as lines of a given width: what state and why, a row for each wave, what limits
 * the speed, how full the budget is, and the last decisions.
 */
public final class LadderPicture {
    /** How many decisions fit under a ladder before nobody reads them. */
    private static final int DECISIONS = 4;

    private static final int LEAST_BAR = 8;
    private static final int MOST_BAR = 24;
    private static final int MOST_NAME = 16;
    private static final int MOST_LABEL = 22;

    private final Paint paint;
    private final int width;

    public LadderPicture(Paint paint, int width) {
        this.paint = paint;
        this.width = width;
    }

    /** The lines for {@code ladder}, with its decisions from old to new. */
    public List<String> lines(Ladder ladder, List<Decision> decisions) {
        var lines = new ArrayList<String>();
        lines.addAll(head(ladder));
        lines.addAll(rungs(ladder));
        if (!ladder.limits().isEmpty()) {
            lines.addAll(wrapped("Limits the speed now: " + ladder.limits(), width, "  "));
        }
        if (!ladder.budget().isEmpty()) {
            lines.addAll(wrapped("Unconfirmed / budget: " + budget(ladder), width, "  "));
        }
        for (var waiting : ladder.waiting()) {
            var line =
                    "Waiting: %s: %s"
                            .formatted(Count.of(waiting.devices(), "device"), waiting.why());
            lines.addAll(wrapped(line, width, "  "));
        }
        if (!ladder.counts().addUp()) {
            lines.add(
                    paint.in(
                            Tone.FAILED,
                            "ALARM: the counts do not add up (law 6): " + sum(ladder)));
        }
        decisions.stream()
                .skip(Math.max(0, decisions.size() - DECISIONS))
                .forEach(decision -> lines.addAll(wrapped(decision.line(), width, "      ")));
        return List.copyOf(lines);
    }

    /** Symbol and word of a rollout's state, in its colour. */
    public static String state(String state, Paint paint) {
        return switch (state) {
            case "RUNNING" -> paint.in(Tone.GOOD, "▶ RUNNING");
            case "COMPLETED" -> paint.in(Tone.GOOD, "● COMPLETED");
            case "HELD" -> paint.in(Tone.SILENT, "⏸ HELD");
            case "HALTED" -> paint.in(Tone.FAILED, "■ HALTED");
            case "ROLLING_BACK" -> paint.in(Tone.FAILED, "■ ROLLING BACK");
            case "ROLLED_BACK" -> paint.in(Tone.FAILED, "■ ROLLED BACK");
            case "WITHDRAWN" -> paint.in(Tone.QUIET, "○ WITHDRAWN");
            case "PROPOSED" -> "○ PROPOSED";
            case "APPROVED" -> "○ APPROVED";
            default -> Table.plain(state);
        };
    }

    private List<String> head(Ladder ladder) {
        var counts = ladder.counts();
        var harmed =
                paint.in(
                        ladder.harmed() > 0 ? Tone.FAILED : Tone.GOOD,
                        Count.of(ladder.harmed()) + " harmed");
        var lines = new ArrayList<String>();
        lines.add(
                "%s  %s  %s · %s exposed · %s unconfirmed"
                        .formatted(
                                paint.in(Tone.STRONG, Table.cut(Table.plain(ladder.release()), 28)),
                                state(ladder.state(), paint),
                                harmed,
                                Count.of(counts.exposed()),
                                Count.of(counts.unconfirmed())));
        lines.addAll(wrapped(Table.plain(ladder.headline()), width, "  "));
        return lines;
    }

    private List<String> rungs(Ladder ladder) {
        int name = longest(ladder, MOST_NAME, true);
        int label = longest(ladder, MOST_LABEL, false);
        int fixed = 3 + 2 + 3 + name + 1 + label + 2 + 2 + 16;
        int bar = Math.clamp(width - fixed, LEAST_BAR, MOST_BAR);
        var lines = new ArrayList<String>();
        var rungs = ladder.rungs();
        for (int i = 0; i < rungs.size(); i++) {
            var rung = rungs.get(i);
            var shown = shown(ladder.state(), rung.state());
            lines.add(
                    "%s %s %-2d %s %s  %s  %s"
                            .formatted(
                                    i + 1 < rungs.size() ? "├─" : "└─",
                                    symbol(shown),
                                    rung.wave(),
                                    cell(rung.name(), name),
                                    cell(label(rung), label),
                                    bar(rung, bar),
                                    tail(ladder, rung, shown))
                            .stripTrailing());
        }
        return lines;
    }

    private String tail(Ladder ladder, Ladder.Rung rung, String shown) {
        var tail =
                new StringBuilder(
                        "%s/%s".formatted(Count.of(rung.confirmed()), Count.of(rung.target())));
        if (rung.harmed() > 0) {
            tail.append(' ').append(paint.in(Tone.FAILED, rung.harmed() + " harmed"));
        } else if (shown.equals("BAKING")) {
            tail.append(" baking");
        }
        var working = shown.equals("OPEN") || shown.equals("BAKING");
        if (working && width > 100) {
            ladder.tightest()
                    .ifPresent(
                            scope ->
                                    tail.append(
                                            "  budget %s/%s"
                                                    .formatted(
                                                            Count.of(scope.used()),
                                                            Count.of(scope.limit()))));
        }
        return tail.toString();
    }

    private String bar(Ladder.Rung rung, int cells) {
        var risk = Math.max(0, rung.exposed() - rung.confirmed() - rung.harmed());
        return Bar.of(
                rung.target(),
                List.of(
                        new Bar.Part(rung.confirmed(), "█", Tone.GOOD),
                        new Bar.Part(rung.harmed(), "▓", Tone.FAILED),
                        new Bar.Part(risk, "▒", Tone.STRONG)),
                cells,
                paint);
    }

    /** A step at work in a rollout that is not is not at work. */
    private static String shown(String rollout, String step) {
        var working = step.equals("OPEN") || step.equals("BAKING");
        return switch (rollout) {
            case "HELD" -> working ? "HELD" : step;
            case "HALTED", "ROLLING_BACK", "ROLLED_BACK" -> working ? "STOPPED" : step;
            default -> step;
        };
    }

    private String symbol(String step) {
        return switch (step) {
            case "PROMOTED" -> paint.in(Tone.GOOD, "●");
            case "OPEN", "BAKING" -> paint.in(Tone.GOOD, "▶");
            case "HELD" -> paint.in(Tone.SILENT, "⏸");
            case "STOPPED" -> paint.in(Tone.FAILED, "■");
            default -> "○";
        };
    }

    private static String label(Ladder.Rung rung) {
        var steps = rung.steps() > 1 ? " (%d of %d)".formatted(rung.step(), rung.steps()) : "";
        var name = rung.name();
        var label =
                rung.now().startsWith(name)
                        ? rung.now().substring(name.length()).replaceFirst("^[\\s,:·]+", "")
                        : rung.now();
        return Table.plain(label) + steps;
    }

    private static int longest(Ladder ladder, int most, boolean names) {
        return ladder.rungs().stream()
                .mapToInt(rung -> Math.min(most, (names ? rung.name() : label(rung)).length()))
                .max()
                .orElse(0);
    }

    private static String cell(String text, int width) {
        return Table.padded(Table.cut(Table.plain(text), width), width);
    }

    private static String budget(Ladder ladder) {
        return ladder.budget().stream()
                .map(
                        line ->
                                "%s %s/%s"
                                        .formatted(
                                                Table.plain(line.scope()),
                                                Count.of(line.used()),
                                                Count.of(line.limit())))
                .collect(Collectors.joining(" · "));
    }

    private static String sum(Ladder ladder) {
        var c = ladder.counts();
        return ("%d exposed = %d in flight + %d confirmed + %d failed + %d silent"
                        + " + %d reverted + %d withdrawn + %d written off")
                .formatted(
                        c.exposed(),
                        c.inFlight(),
                        c.confirmed(),
                        c.failed(),
                        c.silent(),
                        c.reverted(),
                        c.withdrawn(),
                        c.writtenOff());
    }

    /** {@code text} broken at spaces; lines after the first begin with {@code indent}. */
    public static List<String> wrapped(String text, int width, String indent) {
        var lines = new ArrayList<String>();
        var words = text.strip();
        var line = new StringBuilder(text.substring(0, text.indexOf(words)));
        var first = true;
        for (var word : words.split(" +", -1)) {
            if (!first && line.length() + 1 + word.length() > width) {
                lines.add(line.toString());
                line = new StringBuilder(indent);
                first = true;
            }
            line.append(first ? "" : " ").append(word);
            first = false;
        }
        lines.add(line.toString());
        return words.isEmpty() ? List.of() : lines;
    }
}
