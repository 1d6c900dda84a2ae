package dev.firebreak.server.loop;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What waits for the decider, in three lanes: people before devices, so that a flood of reports
 * does not keep an operator waiting, and stops before everything. The lanes of people and devices
 * are bounded; who may stop is not told to wait.
 */
final class Inbox {
    /** Reports and asks that wait; some batches' worth, so that they wait tens of milliseconds. */
    static final int MOST_OF_DEVICES = 8_192;

    /** Commands and questions that wait; further ones block their callers. */
    private static final int MOST_OF_PEOPLE = 1_024;

    /** Items in one batch: what one force of the disk carries. */
    private static final int MOST_AT_ONCE = 1_024;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition some = lock.newCondition();
    private final Condition room = lock.newCondition();
    private final Deque<Item> stops = new ArrayDeque<>();
    private final Deque<Item> people = new ArrayDeque<>();
    private final Deque<Item> devices = new ArrayDeque<>();
    private volatile boolean stopWaits;
    private boolean closed;

    /** Lets a device's item wait. */
    void report(Item item) throws NotDurable {
        lock.lock();
        try {
            requireOpen();
            if (devices.size() >= MOST_OF_DEVICES) {
                throw new Busy(MOST_OF_DEVICES);
            }
            devices.addLast(item);
            some.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Lets a person's item wait, as soon as there is room. */
    void command(Item item) throws NotDurable {
        lock.lock();
        try {
            while (people.size() >= MOST_OF_PEOPLE && !closed) {
                room.awaitUninterruptibly();
            }
            requireOpen();
            people.addLast(item);
            some.signal();
        } finally {
            lock.unlock();
        }
    }

    /**
     * A stop, and what those who stop want to know, goes before all others and is never told to
     * wait for room.
     */
    void stop(Item item) throws NotDurable {
        lock.lock();
        try {
            requireOpen();
            stops.addLast(item);
            stopWaits = true;
            some.signal();
        } finally {
            lock.unlock();
        }
    }

    /** The next batch, waiting for its first item; empty when nothing will ever come again. */
    List<Item> take() {
        lock.lock();
        try {
            while (stops.isEmpty() && people.isEmpty() && devices.isEmpty()) {
                if (closed) {
                    return List.of();
                }
                some.awaitUninterruptibly();
            }
            var batch = new ArrayList<>(takeStops());
            drain(people, batch);
            drain(devices, batch);
            room.signalAll();
            return batch;
        } finally {
            lock.unlock();
        }
    }

    /** The stops that wait, without waiting for any. */
    List<Item> stops() {
        if (!stopWaits) {
            return List.of();
        }
        lock.lock();
        try {
            return takeStops();
        } finally {
            lock.unlock();
        }
    }

    private List<Item> takeStops() {
        var all = List.copyOf(stops);
        stops.clear();
        stopWaits = false;
        return all;
    }

    /** Whether a stop waits; for each step of something long, so it must cost nothing. */
    boolean stopWaits() {
        return stopWaits;
    }

    private static void drain(Deque<Item> lane, List<Item> batch) {
        while (batch.size() < MOST_AT_ONCE && !lane.isEmpty()) {
            batch.add(lane.removeFirst());
        }
    }

    /** Takes no more; what waits is still taken out. */
    void close() {
        lock.lock();
        try {
            closed = true;
            some.signalAll();
            room.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** How many wait. */
    int size() {
        lock.lock();
        try {
            return stops.size() + people.size() + devices.size();
        } finally {
            lock.unlock();
        }
    }

    private void requireOpen() throws NotDurable {
        if (closed) {
            throw new NotDurable(
                    "expected a running server, found one that is being stopped: try again when it is back",
                    false);
        }
    }
}
