package dev.firebreak.cli.command;

import dev.firebreak.cli.Exit;
import dev.firebreak.cli.Trouble;

import java.time.DateTimeException;
import java.time.Duration;
import java.util.Locale;

/** Durations on the command line, as in the files. */
final class Times {
    private Times() {}

    /** {@code 30s 10m 4h 2d} or ISO 8601. */
    static Duration parse(String text) {
        try {
            if (text.matches("[0-9]{1,9}[smh]")) {
                return Duration.parse("PT" + text.toUpperCase(Locale.ROOT));
            }
            return text.matches("[0-9]{1,6}d")
                    ? Duration.parse("P" + text.toUpperCase(Locale.ROOT))
                    : Duration.parse(text);
        } catch (DateTimeException e) {
            throw new Trouble(
                    Exit.USAGE,
                    "expected a time like 30s, 10m, 4h or 2d, found '%s': write its unit"
                            .formatted(text),
                    e);
        }
    }
}
