package dev.firebreak.cli.show;

import dev.firebreak.cli.show.Paint.Tone;

import java.util.ArrayList;
import java.util.List;

/**
 * The wave ladder as lines of a given width: what state and why, a row for each wave, what limits
 * the speed, how full the budget is, and the last decisions.
 */
public final class LadderPicture {
    /** How many decisions fit under a ladder before nobody reads them. */
    private static final int DECISIONS = 4;

    private static final String LEGEND =
            "       █ confirmed  ▒ exposed, not yet confirmed  ▓ harmed  ░ not exposed";

    private static final int LEAST_BAR = 8;
    private static final int MOST_BAR = 24;
    private static final int MOST_NAME = 16;
    private static final int MOST_LABEL = 24;

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
        if (!ladder.rungs().isEmpty()) {
            lines.add(paint.in(Tone.QUIET, LEGEND));
        }
        lines.addAll(wrapped(waitsFor(ladder), width, "  "));
        lines.addAll(new BudgetPicture(paint, width).lines(ladder));
        ladder.waits().forEach(line -> lines.addAll(wrapped(line, width, "  ")));
        if (!ladder.counts().addUp()) {
            lines.add(
                    paint.in(
                            Tone.FAILED,
                            "ALARM: the counts do not add up (law 6): " + sum(ladder)));
        }
        decisions.stream()
                .skip(Math.max(0, decisions.size() - DECISIONS)) // the newest
                .forEach(decision -> lines.addAll(wrapped(decision.line(), width, "      ")));
        return List.copyOf(lines);
    }

    /**
     * The same in at most {@code most} lines: older decisions go first, then the waves that are
     * furthest from the one at work, which are counted instead.
     */
    public List<String> within(int most, Ladder ladder, List<Decision> decisions) {
        int told = Math.min(DECISIONS, decisions.size());
        var lines = lines(ladder, decisions);
        while (lines.size() > most && told > 0) {
            told--;
            lines = lines(ladder, decisions.subList(decisions.size() - told, decisions.size()));
        }
        int over = lines.size() - most;
        var rungs = rungs(ladder);
        if (over <= 0 || rungs.size() < 2) {
            return lines;
        }
        int shown = Math.max(1, rungs.size() - over - 2);
        int first = Math.clamp(atWork(ladder) - shown / 2, 0, rungs.size() - shown);
        var cut = new ArrayList<String>(lines);
        int from = cut.indexOf(rungs.getFirst());
        cut.subList(from, from + rungs.size()).clear();
        var window = new ArrayList<String>();
        if (first > 0) {
            window.add("├─ ⋮ %s before".formatted(Count.of(first, "wave")));
        }
        window.addAll(rungs.subList(first, first + shown));
        int after = rungs.size() - first - shown;
        if (after > 0) {
            window.add("└─ ⋮ %s to come".formatted(Count.of(after, "wave")));
        }
        cut.addAll(from, window);
        return List.copyOf(cut);
    }

    private static int atWork(Ladder ladder) {
        for (int i = 0; i < ladder.rungs().size(); i++) {
            if (!ladder.rungs().get(i).state().equals("PROMOTED")) {
                return i;
            }
        }
        return ladder.rungs().size() - 1;
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
                "%s %s  %s  %s · %s exposed · %s unconfirmed"
                        .formatted(
                                Table.plain(ladder.id()),
                                paint.in(Tone.STRONG, Table.cut(Table.plain(ladder.release()), 26)),
                                state(ladder.state(), paint),
                                harmed,
                                Count.of(counts.exposed()),
                                Count.of(counts.unconfirmed())));
        var step =
                ladder.state().equals("RUNNING")
                        ? ladder.atWork()
                                .map(
                                        it ->
                                                " %s of %s exposed."
                                                        .formatted(
                                                                Count.of(it.reached()),
                                                                Count.of(it.target())))
                                .orElse("")
                        : "";
        lines.addAll(wrapped(Table.plain(ladder.headline()) + step, width, "  "));
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
                                    tail(rung, shown))
                            .stripTrailing());
        }
        return lines;
    }

    private String tail(Ladder.Rung rung, String shown) {
        if (rung.devices() == 0 && shown.equals("NEXT")) {
            return "";
        }
        var tail =
                new StringBuilder(
                        "%s/%s".formatted(Count.of(rung.confirmed()), Count.of(rung.devices())));
        if (rung.harmed() > 0) {
            tail.append(' ').append(paint.in(Tone.FAILED, rung.harmed() + " harmed"));
        } else if (shown.equals("BAKING")) {
            tail.append(" baking");
        } else if (shown.equals("PROMOTED") && rung.exposed() < rung.devices()) {
            tail.append(" %s left out".formatted(Count.of(rung.devices() - rung.exposed())));
        }
        return tail.toString();
    }

    /** What must happen before anything more does, and who may do it. */
    public static String waitsFor(Ladder ladder) {
        var id = Table.plain(ladder.id());
        return switch (ladder.state()) {
            case "PROPOSED" ->
                    "Waits for another person: 'firebreak rollout approve %s'".formatted(id);
            case "APPROVED" -> "Waits for its start: 'firebreak rollout start %s'".formatted(id);
            case "HELD" ->
                    "Waits for a person: 'firebreak rollout resume %s --reason …' or 'firebreak halt %s'"
                            .formatted(id, id);
            case "RUNNING" ->
                    ladder.limits().isEmpty()
                            ? ""
                            : "Limits the speed now: " + Table.plain(ladder.limits());
            default -> "";
        };
    }

    private String bar(Ladder.Rung rung, int cells) {
        var risk = Math.max(0, rung.exposed() - rung.confirmed() - rung.harmed());
        return Bar.of(
                rung.devices(),
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

    /** Regions, share and which step it is; of a long list of regions the beginning. */
    private static String label(Ladder.Rung rung) {
        var steps = rung.steps() > 1 ? " (%d of %d)".formatted(rung.step(), rung.steps()) : "";
        var now =
                rung.now().startsWith(rung.name())
                        ? rung.now().substring(rung.name().length())
                        : rung.now();
        int cut = now.strip().lastIndexOf(' ');
        var where = cut < 0 ? "" : now.strip().substring(0, cut);
        var share = (cut < 0 ? now.strip() : now.strip().substring(cut + 1)) + steps;
        return (Table.cut(Table.plain(where), Math.max(0, MOST_LABEL - share.length() - 1))
                        + " "
                        + Table.plain(share))
                .strip();
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
