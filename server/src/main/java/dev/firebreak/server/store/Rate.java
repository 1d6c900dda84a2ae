package dev.firebreak.server.store;

import java.util.concurrent.atomic.AtomicLongFieldUpdater;

/**
 * So many at once, and so many a second after that, kept in one {@code long} of whoever is limited:
 * the time at which it would have used up what it took, had it taken evenly (the generic cell rate
 * algorithm, ITU-T I.371). No lock, no allocation, and nothing to forget.
 *
 * @param everyNanos one more may be taken each time so long has passed
 * @param burstNanos so far ahead of that pace one may be
 */
public record Rate(long everyNanos, long burstNanos) {
    private static final long SECOND = 1_000_000_000;

    /** {@code most} at once, {@code perSecond} after that. */
    public static Rate of(int most, int perSecond) {
        return new Rate(SECOND / perSecond, most * (SECOND / perSecond));
    }

    /**
     * Takes one from {@code owner}.
     *
     * @return 0 if it was to be had; otherwise how many nanoseconds to wait, and nothing is taken
     */
    <T> long take(AtomicLongFieldUpdater<T> due, T owner, long nowNanos) {
        while (true) {
            var before = due.get(owner);
            var after = Math.max(before, nowNanos) + everyNanos;
            var wait = after - nowNanos - burstNanos;
            if (wait > 0) {
                return wait;
            }
            if (due.compareAndSet(owner, before, after)) {
                return 0;
            }
        }
    }
}
