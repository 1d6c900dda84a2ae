package dev.firebreak.server.ddi;

import dev.firebreak.core.words.DeviceId;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * Devices that report on what is not theirs, or long closed. Each such report is logged, so their
 * number is limited: who guesses numbers must not fill the log (S11).
 */
final class Strikes {
    /** Two clients that share a name, or one that repeats itself, stay below this. */
    private static final int AT_ONCE = 10;

    private static final double PER_SECOND = 0.1;

    /** Devices remembered; beyond that those that behaved for longest are forgotten. */
    private static final int MOST = 10_000;

    private final Map<DeviceId, Bucket> buckets = new ConcurrentHashMap<>();
    private final LongSupplier nanos;

    Strikes(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** Notes another try; whether it may be looked at. */
    boolean allow(DeviceId device) {
        if (buckets.size() > MOST) {
            buckets.values().removeIf(Bucket::full);
        }
        return buckets.computeIfAbsent(device, _ -> new Bucket(AT_ONCE, PER_SECOND, nanos)).take();
    }
}
