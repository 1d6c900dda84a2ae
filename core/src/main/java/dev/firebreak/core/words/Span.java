package dev.firebreak.core.words;

import java.time.Duration;

/**
 * How long something is, as people write it: {@code 30s}, {@code 10m}, {@code 4h}, {@code 2d 6h}.
 */
public final class Span {
    private static final long SECONDS_A_MINUTE = 60;
    private static final long SECONDS_AN_HOUR = 3600;
    private static final long SECONDS_A_DAY = 86_400;

    private Span() {}

    /**
     * {@code span} in its largest unit and, if that leaves a rest, the next one; never rounded up.
     */
    public static String told(Duration span) {
        if (span.isNegative()) {
            return "-" + told(span.negated());
        }
        long seconds = span.toSeconds();
        if (seconds >= SECONDS_A_DAY) {
            return pair(
                    seconds / SECONDS_A_DAY, "d", seconds % SECONDS_A_DAY / SECONDS_AN_HOUR, "h");
        }
        if (seconds >= SECONDS_AN_HOUR) {
            return pair(
                    seconds / SECONDS_AN_HOUR,
                    "h",
                    seconds % SECONDS_AN_HOUR / SECONDS_A_MINUTE,
                    "m");
        }
        if (seconds >= SECONDS_A_MINUTE) {
            return pair(seconds / SECONDS_A_MINUTE, "m", seconds % SECONDS_A_MINUTE, "s");
        }
        return seconds + "s";
    }

    private static String pair(long large, String largeUnit, long small, String smallUnit) {
        var first = large + largeUnit;
        return small == 0 ? first : first + " " + small + smallUnit;
    }
}
