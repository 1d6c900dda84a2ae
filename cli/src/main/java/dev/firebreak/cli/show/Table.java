package dev.firebreak.cli.show;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Rows under their heads, each column as wide as its widest cell; the last one is not padded. */
public final class Table {
    private static final String GAP = "  ";

    private final List<List<String>> rows = new ArrayList<>();

    public Table(String... heads) {
        rows.add(List.of(heads));
    }

    /** Adds a row with as many cells as there are heads. */
    public void row(Object... cells) {
        rows.add(Stream.of(cells).map(cell -> plain(String.valueOf(cell))).toList());
    }

    /** The lines; without rows, {@code empty} says what would fill the table. */
    public List<String> lines(String empty) {
        if (rows.size() == 1) {
            return List.of(empty);
        }
        var widths = new int[rows.getFirst().size()];
        for (var row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        return rows.stream().map(row -> line(row, widths)).toList();
    }

    private static String line(List<String> row, int[] widths) {
        var line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            line.append(i == 0 ? "" : GAP).append(padded(row.get(i), widths[i]));
        }
        return line.toString().stripTrailing();
    }

    /** Foreign text may hold escapes that repaint a terminal: they are not printed. */
    public static String plain(String foreign) {
        return foreign.replaceAll("[\\p{Cntrl}\\u202a-\\u202e\\u2066-\\u2069]+", " ");
    }

    /** {@code text} filled up with spaces. */
    static String padded(String text, int width) {
        return text + " ".repeat(Math.max(0, width - text.length()));
    }

    /** {@code text} cut to {@code width}, with a sign that it was cut. */
    public static String cut(String text, int width) {
        return text.length() <= width ? text : text.substring(0, Math.max(0, width - 1)) + "…";
    }
}
