package dev.firebreak.server.ddi;

import dev.firebreak.server.loop.Loop;
import dev.firebreak.server.store.Cell;
import dev.firebreak.server.store.Rate;

/**
 * How much of one device is put up with. No known client comes near: it is for a device that has
 * gone mad, and that is told to wait rather than refused. Files are not limited here, since a
 * client that streams asks for hundreds of pieces a second; their bytes are counted elsewhere. What
 * all devices together ask of the loop is limited by its queue.
 */
final class Patience {
    private static final Rate READS = Rate.of(300, 100);

    /** rauc-hawkbit-updater tells ten steps in a second or two. */
    private static final Rate TELLS = Rate.of(100, 20);

    private static final long SECOND = 1_000_000_000;

    private final Loop loop;

    Patience(Loop loop) {
        this.loop = loop;
    }

    /** Whether it may read now; the answer is given if not. */
    boolean reads(Exchange exchange, Cell cell) {
        return passes(exchange, cell.read(READS, nanos()));
    }

    /** Whether it may tell something now; the answer is given if not. */
    boolean tells(Exchange exchange, Cell cell) {
        return passes(exchange, cell.tell(TELLS, nanos()));
    }

    /** The server's time: where that is sped up, so are the devices. */
    private long nanos() {
        return loop.clock().now().uptime().toNanos();
    }

    private static boolean passes(Exchange exchange, long waitNanos) {
        if (waitNanos == 0) {
            return true;
        }
        exchange.later(Exchange.TOO_MANY, (int) Math.ceilDiv(waitNanos, SECOND));
        return false;
    }
}
