package dev.firebreak.wire.file;

/**
 * Where something stands in a file.
 *
 * @param line from 1
 * @param column from 1
 */
public record Spot(int line, int column) {
    /** Where a file begins; also what stands for values that came from no file. */
    public static final Spot START = new Spot(1, 1);
}
