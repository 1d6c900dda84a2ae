package dev.firebreak.server.loop;

import dev.firebreak.core.decision.Visible;
import dev.firebreak.core.words.Digest;
import dev.firebreak.core.words.RolloutId;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * What every offer passes, new or repeated, and every piece of an artifact. A stop bars it before
 * anything else happens, and is acknowledged only when those that were inside are out (law 7).
 *
 * <p>No lock is held while bytes go to a socket: who enters is noted, then looks at the bars; who
 * stops sets the bar, then looks at the notes. One of the two sees the other.
 */
public final class OfferGate {
    /** How long a stop waits for a client that does not read; then its connection is reset. */
    private static final Duration PATIENCE = Duration.ofMillis(100);

    private static final Duration LOOK = Duration.ofNanos(200_000);

    private final Set<Pass> inside = ConcurrentHashMap.newKeySet();
    private volatile List<Bar> bars = List.of();

    /** Whom a stop keeps out. */
    sealed interface Bar {
        /** Everything of a rollout. */
        record All(RolloutId rollout) implements Bar {}

        /** Offers of a rollout that the device has not taken up. */
        record Unaccepted(RolloutId rollout) implements Bar {}

        /** Everything of a release. */
        record OfRelease(Digest release) implements Bar {}

        /** Any offer that the device has not taken up: the log cannot be written. */
        record Everywhere() implements Bar {}

        default boolean holds(Pass pass) {
            return switch (this) {
                case All(var rollout) -> pass.offer.rollout().equals(rollout);
                case Unaccepted(var rollout) ->
                        !pass.accepted && pass.offer.rollout().equals(rollout);
                case OfRelease(var release) -> pass.offer.release().equals(release);
                case Everywhere() -> !pass.accepted;
            };
        }
    }

    /** Hands something out; says whether it did. */
    @FunctionalInterface
    public interface Handing<E extends Exception> {
        /** For what is handed out in no time. */
        boolean hand() throws E;
    }

    /** The same for what takes its time before the first byte goes out. */
    @FunctionalInterface
    public interface LateHanding<E extends Exception> {
        /**
         * Writes it, if it still may go out.
         *
         * @param still whether no stop came since; asked right before the write, and if it says no
         *     nothing may be written
         */
        boolean hand(BooleanSupplier still) throws E;
    }

    /** The right to hand out one offer, or one piece of an artifact, now. */
    static final class Pass {
        private final Visible.Offered offer;
        private final boolean accepted;
        private final Thread taker;
        private boolean out;
        private boolean cut;

        private Pass(Visible.Offered offer, boolean accepted) {
            this.offer = offer;
            this.accepted = accepted;
            this.taker = Thread.currentThread();
        }

        private synchronized boolean isCut() {
            return cut;
        }

        /**
         * An interrupted virtual thread drops its socket: the client that does not read is cut off.
         */
        private synchronized boolean cut() {
            if (out) {
                return false;
            }
            cut = true;
            taker.interrupt();
            return true;
        }

        private synchronized void leave() {
            out = true;
            if (cut) {
                Thread.interrupted(); // it was meant for the socket, not for what comes next
            }
        }
    }

    /**
     * Hands an offer out, unless a stop bars it. Inside one must look again at what the device is
     * to be offered: a stop may have come and gone since the caller last looked.
     *
     * @param accepted whether the device has taken the offer up before
     * @param handing writes it
     * @return whether it was handed out
     */
    public <E extends Exception> boolean hand(
            Visible.Offered offer, boolean accepted, Handing<E> handing) throws E {
        return handLate(offer, accepted, _ -> handing.hand());
    }

    /** The same, with another look at the gate right before the write. */
    public <E extends Exception> boolean handLate(
            Visible.Offered offer, boolean accepted, LateHanding<E> handing) throws E {
        var pass = new Pass(offer, accepted);
        inside.add(pass);
        try {
            return enters(pass) && handing.hand(() -> enters(pass) && !pass.isCut());
        } finally {
            pass.leave();
            inside.remove(pass);
        }
    }

    private boolean enters(Pass pass) {
        return bars.stream().noneMatch(bar -> bar.holds(pass));
    }

    /** From here on nobody enters whom {@code bar} holds. */
    synchronized void shut(Bar bar) {
        var more = new ArrayList<>(bars);
        more.add(bar);
        bars = List.copyOf(more);
    }

    /** Takes one such bar away: what devices see now says the same as it did. */
    synchronized void lift(Bar bar) {
        var fewer = new ArrayList<>(bars);
        fewer.remove(bar);
        bars = List.copyOf(fewer);
    }

    /**
     * Returns when nobody is inside whom {@code bar} holds. Those that stay too long are cut off;
     * their offers count as received, which they are in the log.
     *
     * @return how many were cut off
     */
    int drain(Bar bar) {
        var until = System.nanoTime() + PATIENCE.toNanos();
        while (inside.stream().anyMatch(bar::holds)) {
            if (System.nanoTime() - until >= 0) {
                return (int) inside.stream().filter(bar::holds).filter(Pass::cut).count();
            }
            LockSupport.parkNanos(LOOK.toNanos());
        }
        return 0;
    }
}
