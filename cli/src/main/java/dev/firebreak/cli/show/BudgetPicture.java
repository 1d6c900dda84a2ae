package dev.firebreak.cli.show;

import dev.firebreak.cli.show.Paint.Tone;

import java.util.ArrayList;
import java.util.List;

/**
 * How many places of the budget are taken: the fleet's, and those of every other scope in which one
 * is. An ended rollout has nothing to take, and shows only what it still holds.
 */
final class BudgetPicture {
    private static final int CELLS = 10;

    /** More would push the ladder off the screen; the fullest say what matters. */
    private static final int MOST_SCOPES = 5;

    private static final int MOST_NAME = 40;

    private final Paint paint;
    private final int width;

    BudgetPicture(Paint paint, int width) {
        this.paint = paint;
        this.width = width;
    }

    List<String> lines(Ladder ladder) {
        var shown =
                ladder.budget().stream()
                        .filter(
                                it ->
                                        it.used() > 0
                                                || (begun(ladder) && it.scope().equals("fleet")))
                        .sorted((one, other) -> Double.compare(fullness(other), fullness(one)))
                        .limit(MOST_SCOPES)
                        .toList();
        if (shown.isEmpty()) {
            return List.of();
        }
        int name = shown.stream().mapToInt(it -> name(it).length()).max().orElse(0);
        var lines = new ArrayList<String>();
        for (var scope : shown) {
            lines.add(
                    "%s  %s  %s  %s/%s%s"
                            .formatted(
                                    lines.isEmpty() ? "Budget" : "      ",
                                    Table.padded(name(scope), name),
                                    cells(scope),
                                    Count.of(scope.used()),
                                    Count.of(scope.limit()),
                                    full(scope) ? paint.in(Tone.SILENT, " full") : ""));
        }
        return lines;
    }

    private static boolean begun(Ladder ladder) {
        return switch (ladder.state()) {
            case "RUNNING", "HELD", "ROLLING_BACK" -> true;
            default -> false;
        };
    }

    private String name(Ladder.Scope scope) {
        return Table.cut(Table.plain(scope.scope()), Math.min(MOST_NAME, width / 2));
    }

    private String cells(Ladder.Scope scope) {
        int used = (int) Math.clamp(Math.ceil(fullness(scope) * CELLS), 0, CELLS);
        return paint.in(full(scope) ? Tone.SILENT : Tone.GOOD, "▰".repeat(used))
                + paint.in(Tone.QUIET, "▱".repeat(CELLS - used));
    }

    private static boolean full(Ladder.Scope scope) {
        return scope.used() > 0 && scope.used() >= scope.limit();
    }

    private static double fullness(Ladder.Scope scope) {
        return scope.limit() <= 0
                ? Math.min(1, scope.used())
                : (double) scope.used() / scope.limit();
    }
}
