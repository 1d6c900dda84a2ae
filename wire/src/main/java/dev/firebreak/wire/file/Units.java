package dev.firebreak.wire.file;

import dev.firebreak.core.words.Ratio;

import java.time.DateTimeException;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/** Durations and shares as people write them: always with what they are counted in. */
final class Units {
    private static final Pattern DURATION = Pattern.compile("(\\d{1,9})([smhd])");
    private static final Pattern PERCENT = Pattern.compile("\\d{1,3}(?:\\.\\d{1,9})?%");
    private static final Pattern FRACTION = Pattern.compile("[01]?\\.\\d{1,9}");
    private static final Pattern WHOLE = Pattern.compile("\\d{1,9}");
    private static final long SECONDS_A_MINUTE = 60;
    private static final long SECONDS_AN_HOUR = 3600;
    private static final long SECONDS_A_DAY = 86_400;

    private Units() {}

    /** A duration like {@code 30s}, {@code 10m}, {@code 4h}, {@code 2d} or {@code PT1H30M}. */
    static Optional<Duration> duration(String text) {
        var shape = DURATION.matcher(text);
        if (shape.matches()) {
            long count = Long.parseLong(shape.group(1));
            return Optional.of(
                    switch (shape.group(2)) {
                        case "s" -> Duration.ofSeconds(count);
                        case "m" -> Duration.ofMinutes(count);
                        case "h" -> Duration.ofHours(count);
                        default -> Duration.ofDays(count);
                    });
        }
        if (!text.startsWith("P")) {
            return Optional.empty();
        }
        try {
            return Optional.of(Duration.parse(text));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /** A duration in the largest unit in which it is whole; days from two days on. */
    static String text(Duration duration) {
        long seconds = duration.toSeconds();
        if (duration.isNegative() || !duration.equals(Duration.ofSeconds(seconds))) {
            return duration.toString();
        }
        if (seconds % SECONDS_A_DAY == 0 && seconds > SECONDS_A_DAY) {
            return seconds / SECONDS_A_DAY + "d";
        }
        if (seconds % SECONDS_AN_HOUR == 0 && seconds > 0) {
            return seconds / SECONDS_AN_HOUR + "h";
        }
        if (seconds % SECONDS_A_MINUTE == 0 && seconds > 0) {
            return seconds / SECONDS_A_MINUTE + "m";
        }
        return seconds + "s";
    }

    /** A share like {@code 0.1%} or {@code 0.001}; never a bare whole number. */
    static Optional<Ratio> ratio(String text) {
        if (!PERCENT.matcher(text).matches() && !FRACTION.matcher(text).matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(Ratio.parse(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** A whole number of at most nine digits. */
    static Optional<Integer> whole(String text) {
        return WHOLE.matcher(text).matches()
                ? Optional.of(Integer.parseInt(text))
                : Optional.empty();
    }
}
