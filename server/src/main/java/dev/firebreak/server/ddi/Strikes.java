package dev.firebreak.server.ddi;

import dev.firebreak.core.words.DeviceId;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Devices that report on what is not theirs, or long closed. Each such report is logged, so their
 * number is limited: who guesses numbers must not fill the log (S11), and neither must somebody who
 * does so under many names.
 */
final class Strikes {
    /** Two clients that share a name, or one that repeats itself, stay below this. */
    private static final int AT_ONCE = 10;

    private static final double PER_SECOND = 0.1;

    /** All devices together: a whole fleet that was restored from an old image, but no flood. */
    private static final int ALL_AT_ONCE = 10_000;

    private static final double ALL_PER_SECOND = 100;

    /** Devices remembered; beyond that the one that was seen least lately is forgotten. */
    static final int MOST = 10_000;

    private final Map<DeviceId, Bucket> buckets =
            new LinkedHashMap<>(16, 0.75f, true) {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<DeviceId, Bucket> eldest) {
                    return size() > MOST;
                }
            };

    private final Bucket all;
    private final LongSupplier nanos;

    Strikes(LongSupplier nanos) {
        this.nanos = nanos;
        this.all = new Bucket(ALL_AT_ONCE, ALL_PER_SECOND, nanos);
    }

    /** Notes another try; whether it may be looked at. */
    synchronized boolean allow(DeviceId device) {
        return buckets.computeIfAbsent(device, _ -> new Bucket(AT_ONCE, PER_SECOND, nanos)).take()
                && all.take();
    }

    /** How many devices are remembered. */
    synchronized int size() {
        return buckets.size();
    }
}
