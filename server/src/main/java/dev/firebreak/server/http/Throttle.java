package dev.firebreak.server.http;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Counts failures by address, in a table that strangers cannot grow. It slows the noise of wrong
 * tokens; it need not stop guessing, which 256 bits do, and so a right token passes whatever its
 * neighbours did: nobody can lock out somebody else behind the same address. Safe for many threads.
 */
public final class Throttle {
    /** Addresses remembered; the one that failed longest ago is forgotten first. */
    private static final int MOST_ADDRESSES = 10_000;

    private final int allowed;
    private final long windowNanos;
    private final LongSupplier nanos;
    private final Map<String, Failures> table;

    private record Failures(long since, int count) {}

    /**
     * A throttle.
     *
     * @param allowed failures of one address in one window
     * @param window how long they count
     * @param nanos a clock that does not jump, in nanoseconds
     */
    public Throttle(int allowed, Duration window, LongSupplier nanos) {
        this.allowed = allowed;
        this.windowNanos = window.toNanos();
        this.nanos = nanos;
        this.table =
                new LinkedHashMap<>() {
                    private static final long serialVersionUID = 1L;

                    @Override
                    protected boolean removeEldestEntry(Map.Entry<String, Failures> eldest) {
                        return size() > MOST_ADDRESSES;
                    }
                };
    }

    /** Notes a failure of {@code address}; whether it has had too many. */
    public synchronized boolean failed(String address) {
        var now = nanos.getAsLong();
        var old = Optional.ofNullable(table.remove(address));
        var failures =
                old.filter(known -> now - known.since() < windowNanos)
                        .map(known -> new Failures(known.since(), known.count() + 1))
                        .orElseGet(() -> new Failures(now, 1));
        table.put(address, failures);
        return failures.count() > allowed;
    }

    /** How many addresses are remembered. */
    public synchronized int size() {
        return table.size();
    }
}
