package dev.firebreak.server.loop;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** Time that passes when a test says so. Safe for several threads. */
public final class HandClock implements InstantSource {
    private static final Instant START = Instant.parse("2026-03-02T08:00:00Z");

    private volatile Duration passed = Duration.ZERO;
    private volatile Duration jumped = Duration.ZERO;

    /** A clock that stands. */
    public HandClock() {}

    /** Both clocks go on. */
    public synchronized void pass(Duration time) {
        passed = passed.plus(time);
    }

    /** The wall clock is set to another time; uptime goes on as it was. */
    public synchronized void jump(Duration by) {
        jumped = jumped.plus(by);
    }

    @Override
    public Instant instant() {
        return START.plus(passed).plus(jumped);
    }

    /** The monotonic clock. */
    public long nanos() {
        return passed.toNanos();
    }
}
