package dev.firebreak.core.device;

import dev.firebreak.core.words.Moment;

import java.time.Duration;

/** How often a device was heard since its soak began. */
record Soak(Moment since, int polls) {
    /**
     * The share of expected polls that a soak needs: a device that is there is heard (decision 9).
     */
    private static final double HEARD_ENOUGH = 0.8;

    static Soak from(Moment at) {
        return new Soak(at, 0);
    }

    /** It was heard {@code more} times, the last time before that at {@code before}. */
    Soak heard(int more, Moment before, Duration interval, Moment at) {
        return new Soak(since, polls + counted(more, before, interval, at));
    }

    /** Whether {@code more} polls now mean that it was heard through a soak of {@code span}. */
    boolean over(Duration span, int more, Moment before, Duration interval, Moment at) {
        if (!at.past(since, span)) {
            return false;
        }
        long expected = interval.isZero() ? 1 : at.since(since).toMillis() / interval.toMillis();
        long enough = Math.max(1, (long) Math.floor(HEARD_ENOUGH * expected));
        return polls + counted(more, before, interval, at) >= enough;
    }

    /** A burst proves no more than the polls that were due since it was last heard. */
    private int counted(int more, Moment before, Duration interval, Moment at) {
        var from = since.uptime().compareTo(before.uptime()) >= 0 ? since : before;
        long due = interval.isZero() ? 1 : 1 + at.since(from).toMillis() / interval.toMillis();
        return (int) Math.min(more, due);
    }
}
