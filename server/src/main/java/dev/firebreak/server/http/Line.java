package dev.firebreak.server.http;

import java.time.Duration;

/**
 * How long one connection may let us wait. It has so much patience at most; what it makes us wait
 * for a request that it began, or for an answer that it does not take, uses it up, and the bytes
 * that move give it back. So whoever stalls is cut off, and so is whoever dribbles, but not whoever
 * is slow. Between two requests it may be silent as long.
 */
final class Line {
    /** Slower than any modem: at this rate a poll takes seconds. */
    private static final long LEAST_BYTES_PER_SECOND = 256;

    private static final long NANOS = 1_000_000_000;

    private final String address;
    private final boolean spare;
    private final long mostNanos;
    private long leftNanos;
    private boolean wrote = true;
    private boolean idle = true;
    private boolean waiting;
    private boolean cut;
    private long sinceNanos;
    private Thread waiter = Thread.currentThread();

    /**
     * @param address whose
     * @param spare whether it has one of the places that are kept for operators
     */
    Line(String address, boolean spare, Duration patience) {
        this.address = address;
        this.spare = spare;
        this.mostNanos = patience.toNanos();
    }

    String address() {
        return address;
    }

    boolean spare() {
        return spare;
    }

    /** We begin to wait for bytes of the client. */
    synchronized void reading(long nowNanos) {
        if (wrote) {
            // After an answer a new request begins, with its first byte.
            wrote = false;
            idle = true;
            leftNanos = mostNanos;
        }
        await(nowNanos);
    }

    /** We begin to wait for the client to take bytes. */
    synchronized void writing(long nowNanos) {
        wrote = true;
        idle = false;
        await(nowNanos);
    }

    private void await(long nowNanos) {
        waiting = true;
        sinceNanos = nowNanos;
        waiter = Thread.currentThread();
    }

    /**
     * The wait is over.
     *
     * @param bytes how many moved
     * @return whether the connection was cut off meanwhile
     */
    synchronized boolean waited(int bytes, long nowNanos) {
        leftNanos -= idle ? 0 : nowNanos - sinceNanos;
        leftNanos = Math.min(mostNanos, leftNanos + bytes * NANOS / LEAST_BYTES_PER_SECOND);
        idle = false;
        waiting = false;
        if (cut) {
            Thread.interrupted(); // it was meant for the socket, not for what comes next
        }
        return cut;
    }

    /** Whether a request of it is under way. */
    synchronized boolean busy() {
        return !idle;
    }

    /** Cuts it off if it let us wait for too long; whether it did. */
    synchronized boolean cutIfOverdue(long nowNanos) {
        if (!waiting || cut || nowNanos - sinceNanos <= leftNanos) {
            return false;
        }
        cut = true;
        // An interrupted thread drops the socket that it waits for.
        waiter.interrupt();
        return true;
    }
}
