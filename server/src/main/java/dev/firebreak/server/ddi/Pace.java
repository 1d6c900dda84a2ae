package dev.firebreak.server.ddi;

import dev.firebreak.core.decision.Visible;
import dev.firebreak.core.words.DeviceId;
import dev.firebreak.core.words.Ratio;
import dev.firebreak.server.loop.Published;
import dev.firebreak.server.store.Cell;

import java.time.Duration;

/**
 * How soon a device is told to poll again. Who could soon be granted, is exposed, or stands beside
 * an exposed device for comparison polls often, all of them alike, so that their return times
 * compare; nobody is asked more often because it was chosen.
 *
 * @param told what the answer says, in the server's time: where that is sped up, so are the
 *     simulated devices, and plan values stay what they are
 */
record Pace(Duration told) {
    /** What a client's {@code HH:mm:ss} can say. */
    private static final Duration LONGEST = Duration.ofDays(1).minusSeconds(1);

    private static final Duration SHORTEST = Duration.ofSeconds(1);

    static Pace of(Cell cell, Published published) {
        var rules = published.rules();
        var meant = watched(cell, published) ? rules.watched() : rules.idle();
        return of(spread(meant, rules.jitter(), cell.device()));
    }

    /** Rounded to what can be told. */
    static Pace of(Duration meant) {
        var told = Duration.ofSeconds(Math.round(meant.toMillis() / 1000.0));
        told = told.compareTo(SHORTEST) < 0 ? SHORTEST : told;
        told = told.compareTo(LONGEST) > 0 ? LONGEST : told;
        return new Pace(told);
    }

    private static boolean watched(Cell cell, Published published) {
        var place = cell.placement();
        return cell.watched()
                || !(cell.visible() instanceof Visible.Nothing)
                || published.strata().contains(place.stratum())
                || published.crowded().stream().anyMatch(step -> step.mayTake(place));
    }

    /**
     * The interval of one device: longer or shorter by up to {@code jitter}, always by the same, so
     * that devices that were switched on together do not poll together for ever.
     */
    static Duration spread(Duration meant, Ratio jitter, DeviceId device) {
        var scattered = device.value().hashCode() * 0x9E3779B97F4A7C15L;
        var unit = (scattered >>> 11) / (double) (1L << 53);
        var factor = 1 + jitter.value() * (2 * unit - 1);
        return Duration.ofMillis(Math.round(meant.toMillis() * factor));
    }
}
