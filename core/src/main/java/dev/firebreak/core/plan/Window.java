package dev.firebreak.core.plan;

import java.time.DayOfWeek;
import java.time.LocalTime;
import java.util.List;
import java.util.Optional;

/**
 * When offers may be made. Outside of every window the offer is withheld.
 *
 * @param days on which it begins
 * @param from inclusive
 * @param to exclusive; before {@code from} = on the next day
 * @param zone an IANA name; empty = the device's own zone
 */
public record Window(List<DayOfWeek> days, LocalTime from, LocalTime to, Optional<String> zone) {
    public Window {
        days = List.copyOf(days);
    }
}
