package dev.firebreak.core.words;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * A share of a whole, exact to one part in a billion.
 *
 * @param billionths 0 (nothing) to 1,000,000,000 (everything)
 */
public record Ratio(long billionths) implements Comparable<Ratio> {
    private static final long WHOLE = 1_000_000_000L;

    /** Nothing. */
    public static final Ratio NONE = new Ratio(0);

    /** Everything. */
    public static final Ratio ALL = new Ratio(WHOLE);

    public Ratio {
        if (billionths < 0 || billionths > WHOLE) {
            throw new IllegalArgumentException(
                    "expected a ratio from 0 to 1, found %s: write it like 0.1%% or 0.001"
                            .formatted(BigDecimal.valueOf(billionths, 9)));
        }
    }

    /**
     * The ratio written as {@code 0.1%} or {@code 0.001}.
     *
     * @throws IllegalArgumentException for anything else, with an example of what to write
     */
    public static Ratio parse(String text) {
        try {
            var percent = text.endsWith("%");
            var number = new BigDecimal(percent ? text.substring(0, text.length() - 1) : text);
            var share = percent ? number.movePointLeft(2) : number;
            return new Ratio(
                    share.movePointRight(9).setScale(0, RoundingMode.UNNECESSARY).longValueExact());
        } catch (ArithmeticException | NumberFormatException e) {
            throw new IllegalArgumentException(
                    "expected a ratio like 0.1%% or 0.001, found '%s': write a number from 0 to 1, or 0%% to 100%%"
                            .formatted(Reason.told(text)),
                    e);
        }
    }

    /** The share of {@code whole}, rounded up. */
    public long ceilOf(long whole) {
        return Math.ceilDiv(Math.multiplyExact(billionths, whole), WHOLE);
    }

    /** The share of {@code whole}, rounded down. */
    public long floorOf(long whole) {
        return Math.multiplyExact(billionths, whole) / WHOLE;
    }

    /** As a number from 0 to 1. */
    public double value() {
        return billionths / (double) WHOLE;
    }

    @Override
    public int compareTo(Ratio other) {
        return Long.compare(billionths, other.billionths);
    }

    @Override
    public String toString() {
        return BigDecimal.valueOf(billionths, 7).stripTrailingZeros().toPlainString() + "%";
    }
}
