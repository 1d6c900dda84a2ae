package dev.firebreak.cli.show;

import java.util.List;
import java.util.function.Consumer;

/**
 * Draws frames over each other by moving the cursor. There is no second screen: the last frame
 * stays where it was drawn, in what a person can scroll back to.
 */
public final class Canvas {
    private static final char ESCAPE = '\u001b';
    private static final String TO_END = ESCAPE + "[J";
    private static final String TO_LINE_END = ESCAPE + "[K";

    private final Consumer<String> screen;
    private final int width;
    private int drawn;

    public Canvas(Consumer<String> screen, int width) {
        this.screen = screen;
        this.width = width;
    }

    /** Draws {@code lines} where the last frame was; one write, so that nothing flickers. */
    public void frame(List<String> lines) {
        var frame = new StringBuilder();
        if (drawn > 0) {
            frame.append(ESCAPE).append('[').append(drawn).append("A\r");
        }
        for (var line : lines) {
            frame.append(fitting(line)).append(TO_LINE_END).append('\n');
        }
        screen.accept(frame.append(TO_END).toString());
        drawn = lines.size();
    }

    /** A line that would wrap takes two rows and spoils the count: it is cut. */
    String fitting(String line) {
        int columns = 0;
        for (int i = 0; i < line.length(); i++) {
            if (line.charAt(i) == ESCAPE) {
                i = line.indexOf('m', i);
                if (i < 0) {
                    return line;
                }
            } else if (++columns > width) {
                return line.substring(0, i) + (line.indexOf(ESCAPE) >= 0 ? ESCAPE + "[0m" : "");
            }
        }
        return line;
    }
}
