package dev.firebreak.server.loop;

import dev.firebreak.core.words.Moment;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * The server's two clocks as one value. Uptime is monotonic and continues where the log left off:
 * bakes, soaks and silence are measured by it. The wall is asked of the system each time, so that a
 * jump of it shows as a difference between the two.
 *
 * <p>Sped up by a factor of N, both run N times as fast from the start on. Then the wall never
 * begins before the last time in the log, or evidence and tokens would come from the future.
 */
public final class ServerClock {
    private final InstantSource system;
    private final LongSupplier nanos;
    private final Instant systemStart;
    private final Instant wallStart;
    private final long nanosStart;
    private final Duration uptimeStart;
    private final int factor;

    /**
     * @param system the wall clock
     * @param nanos a monotonic clock in nanoseconds, like {@link System#nanoTime}
     * @param last the last moment in the log
     * @param factor 1, or how many times as fast the clocks run
     */
    public ServerClock(InstantSource system, LongSupplier nanos, Moment last, int factor) {
        if (factor < 1) {
            throw new IllegalArgumentException(
                    "expected a time factor from 1 on, found %d: time does not stop or run back"
                            .formatted(factor));
        }
        this.system = system;
        this.nanos = nanos;
        this.systemStart = system.instant();
        this.wallStart = factor > 1 && last.wall().isAfter(systemStart) ? last.wall() : systemStart;
        this.nanosStart = nanos.getAsLong();
        this.uptimeStart = last.uptime();
        this.factor = factor;
    }

    /** Both clocks now. */
    public Moment now() {
        var uptime = Duration.ofNanos(nanos.getAsLong() - nanosStart).multipliedBy(factor);
        var wall = Duration.between(systemStart, system.instant()).multipliedBy(factor);
        return new Moment(wallStart.plus(wall), uptimeStart.plus(uptime));
    }

    /** How many times as fast as real time the clocks run. */
    public int factor() {
        return factor;
    }
}
