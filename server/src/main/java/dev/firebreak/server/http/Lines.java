package dev.firebreak.server.http;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/**
 * The connections that are open. None is held for ever without a word, no address holds all of
 * them, and the last ones are kept for operators. Safe for many threads.
 */
public final class Lines implements AutoCloseable {
    private static final Duration LOOK = Duration.ofSeconds(1);

    /** So long a connection may let us wait. */
    public static final Duration PATIENCE = Duration.ofSeconds(60);

    /** On a place that others wait for. */
    private static final Duration SPARE_PATIENCE = Duration.ofSeconds(10);

    private final Limits limits;
    private final LongSupplier nanos;
    private final Set<Line> open = ConcurrentHashMap.newKeySet();
    private final Map<String, Integer> byAddress = new HashMap<>();
    private final AtomicLong cut = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private volatile boolean closed;

    /**
     * How many connections there may be.
     *
     * @param most altogether
     * @param spare of these, how many are kept for operators
     * @param perAddress from one address, or one network of IPv6 that one party is given; those of
     *     this machine and of trusted proxies are not limited
     * @param patience how long one may let us wait
     */
    public record Limits(int most, int spare, int perAddress, Duration patience) {
        public Limits {
            if (spare < 0 || spare >= most || perAddress < 1 || !patience.isPositive()) {
                throw new IllegalArgumentException(
                        "expected positive limits, fewer spare connections than all, found %d, %d, %d, %s: correct them"
                                .formatted(most, spare, perAddress, patience));
            }
        }
    }

    /** No connections yet. */
    public Lines(Limits limits, LongSupplier nanos) {
        this.limits = limits;
        this.nanos = nanos;
    }

    /** Looks after the connections from now on, until it is closed. */
    public Lines watched() {
        Thread.ofPlatform()
                .name("lines")
                .daemon()
                .start(
                        () -> {
                            while (!closed) {
                                LockSupport.parkNanos(LOOK.toNanos());
                                cutOverdue();
                            }
                        });
        return this;
    }

    /**
     * A connection was made; to be ended by {@link #end}. Nothing if its address has enough.
     *
     * @param limited whether its address counts
     */
    synchronized Optional<Line> begin(String address, boolean limited) {
        if (limited && byAddress.getOrDefault(address, 0) >= limits.perAddress()) {
            refused.incrementAndGet();
            return Optional.empty();
        }
        var spare = open.size() >= limits.most() - limits.spare();
        var line = new Line(address, spare, spare ? shorter() : limits.patience());
        byAddress.merge(address, 1, Integer::sum);
        open.add(line);
        return Optional.of(line);
    }

    private Duration shorter() {
        return limits.patience().compareTo(SPARE_PATIENCE) < 0 ? limits.patience() : SPARE_PATIENCE;
    }

    synchronized void end(Line line) {
        open.remove(line);
        byAddress.computeIfPresent(line.address(), (_, count) -> count == 1 ? null : count - 1);
    }

    long now() {
        return nanos.getAsLong();
    }

    /** Cuts off whoever let us wait for too long. */
    void cutOverdue() {
        var now = now();
        cut.addAndGet(open.stream().filter(line -> line.cutIfOverdue(now)).count());
    }

    /** How many are open. */
    public int size() {
        return open.size();
    }

    /** How many requests are under way. */
    public int busy() {
        return (int) open.stream().filter(Line::busy).count();
    }

    /** How many were cut off because they let us wait for too long. */
    public long cut() {
        return cut.get();
    }

    /** How many were refused because their address had enough. */
    public long refused() {
        return refused.get();
    }

    @Override
    public void close() {
        closed = true;
    }
}
