package dev.firebreak.cli.show;

import dev.firebreak.cli.show.Paint.Tone;

import java.util.ArrayList;
import java.util.List;

/**
 * A bar of fixed width with a part for each outcome. A part that is not empty has at least one
 * cell, so that one failed device of a million is seen.
 */
final class Bar {
    private static final String REST = "░";

    /** One part: how much of the whole, drawn how. */
    record Part(long amount, String cell, Tone tone) {}

    private Bar() {}

    static String of(long whole, List<Part> parts, int width, Paint paint) {
        var cells = cells(whole, parts, width);
        var bar = new StringBuilder();
        int used = 0;
        for (int i = 0; i < parts.size(); i++) {
            bar.append(paint.in(parts.get(i).tone(), parts.get(i).cell().repeat(cells.get(i))));
            used += cells.get(i);
        }
        return bar.append(paint.in(Tone.QUIET, REST.repeat(width - used))).toString();
    }

    private static List<Integer> cells(long whole, List<Part> parts, int width) {
        var cells = new ArrayList<Integer>();
        int left = width;
        for (int i = 0; i < parts.size(); i++) {
            var amount = parts.get(i).amount();
            var later = parts.stream().skip(i + 1L).filter(part -> part.amount() > 0).count();
            long share =
                    whole <= 0 ? 0 : Math.floorDiv(Math.min(amount, whole) * (long) width, whole);
            long wanted = amount > 0 ? Math.max(1, share) : 0;
            int given = (int) Math.clamp(wanted, 0, Math.max(0, left - later));
            cells.add(given);
            left -= given;
        }
        return cells;
    }
}
