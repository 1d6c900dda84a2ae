package dev.firebreak.core.hold;

import dev.firebreak.core.plan.Window;

import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Optional;

/**
 * When offers may be made. A window is read on the wall clock of its own zone, or else of the
 * device's; where neither is a known IANA name it is read in UTC, so that a wrong zone shifts the
 * hours and never opens them round the clock.
 *
 * <p>Wall clocks jump: where the zone's clock is put forward over a window's hours there is no such
 * hour that day, and where it is put back the hour counts twice.
 */
public final class Windows {
    private Windows() {}

    /** Whether an offer may be made at {@code now}; without any window, always. */
    public static boolean open(List<Window> windows, Optional<String> deviceZone, Instant now) {
        return windows.isEmpty()
                || windows.stream()
                        .anyMatch(window -> open(window, local(window, deviceZone, now)));
    }

    private static boolean open(Window window, ZonedDateTime now) {
        var time = now.toLocalTime();
        boolean afterStart = !time.isBefore(window.from());
        boolean beforeEnd = time.isBefore(window.to());
        var today = now.getDayOfWeek();
        if (window.from().isBefore(window.to())) {
            return begins(window, today) && afterStart && beforeEnd;
        }
        // Over midnight (or, with equal ends, the whole day round): what began yesterday goes on.
        return (begins(window, today) && afterStart)
                || (begins(window, today.minus(1)) && beforeEnd);
    }

    private static boolean begins(Window window, DayOfWeek day) {
        return window.days().contains(day);
    }

    private static ZonedDateTime local(Window window, Optional<String> deviceZone, Instant now) {
        return now.atZone(
                window.zone().or(() -> deviceZone).map(Windows::zone).orElse(ZoneOffset.UTC));
    }

    private static ZoneId zone(String name) {
        try {
            return ZoneId.of(name);
        } catch (DateTimeException e) {
            return ZoneOffset.UTC;
        }
    }
}
