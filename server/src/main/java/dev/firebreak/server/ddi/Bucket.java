package dev.firebreak.server.ddi;

import java.util.function.LongSupplier;

/** Lets so many through at once, and so many a second after that. Safe for several threads. */
final class Bucket {
    private static final double NANOS = 1e9;

    private final double most;
    private final double perSecond;
    private final LongSupplier nanos;
    private double left;
    private long lastNanos;

    Bucket(int most, double perSecond, LongSupplier nanos) {
        this.most = most;
        this.perSecond = perSecond;
        this.nanos = nanos;
        this.left = most;
        this.lastNanos = nanos.getAsLong();
    }

    synchronized boolean take() {
        var now = nanos.getAsLong();
        left = Math.min(most, left + (now - lastNanos) / NANOS * perSecond);
        lastNanos = now;
        if (left < 1) {
            return false;
        }
        left--;
        return true;
    }
}
