package dev.firebreak.server.ddi;

import dev.firebreak.core.release.Release;
import dev.firebreak.core.words.ActionId;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * What was served for each action, so that one exposure does not become a thousand installs (S34)
 * and a success without a download is seen (S7). Kept in memory: after a restart it counts anew,
 * which errs towards serving an honest device that resumes.
 */
final class Ledger {
    /** Resuming costs some bytes twice; more than this beyond the size is another machine. */
    private static final double TOLERATED = 1.2;

    /**
     * What a broken line may take with it: bytes count when the kernel has them, and up to so many
     * lie in the buffers of both sides (Linux: 4 MiB to send, 6 MiB to receive) when a client dies.
     */
    private static final long LOST_WITH_A_LINE_BYTES = 8L << 20;

    /**
     * Broken lines that are believed; some clients begin at the first byte after each (ADR 0019).
     */
    private static final int BELIEVED_BREAKS = 2;

    /**
     * Actions kept; each belongs to an exposure that is not resolved, of which budgets allow few.
     */
    private static final int MOST = 100_000;

    /** Separate stretches of one file that are kept apart; a client with more is not resuming. */
    private static final int MOST_STRETCHES = 64;

    /**
     * A line on which no byte moved for so long is one that its device has left: machines on the
     * road change their address in the middle of a file (decision 14 means ranges to two at once).
     */
    private static final long STALLED_NANOS = Duration.ofSeconds(3).toNanos();

    private final Map<ActionId, Account> accounts = new ConcurrentHashMap<>();
    private final LongSupplier nanos;

    Ledger(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** What may follow from asking for bytes. */
    enum Leave {
        /** Serve them. */
        GRANTED,
        /** More than one machine needs, or to two machines at once. */
        EXCESSIVE
    }

    /** The account of {@code action}, which offers {@code release}. */
    Account account(ActionId action, Release release) {
        if (accounts.size() > MOST) {
            // Action numbers rise: the lowest belong to what was resolved longest ago.
            accounts.keySet().stream().sorted().limit(MOST / 10).toList().forEach(accounts::remove);
        }
        return accounts.computeIfAbsent(action, _ -> new Account(release, nanos));
    }

    /** One download on its way. */
    static final class Visit {
        private final String peer;
        private final LongSupplier nanos;
        private long movedNanos;
        private Optional<Thread> sender = Optional.empty();
        private boolean cut;

        private Visit(String peer, LongSupplier nanos) {
            this.peer = peer;
            this.nanos = nanos;
            this.movedNanos = nanos.getAsLong();
        }

        /** Some bytes are about to be sent, by this thread; whether they may be. */
        synchronized boolean sends() {
            if (!cut) {
                sender = Optional.of(Thread.currentThread());
            }
            return !cut;
        }

        /** They went out, or never will. */
        synchronized void sent() {
            movedNanos = nanos.getAsLong();
            sender = Optional.empty();
            if (cut) {
                Thread.interrupted(); // it was meant for the socket, not for what comes next
            }
        }

        private synchronized boolean stalled() {
            return nanos.getAsLong() - movedNanos >= STALLED_NANOS;
        }

        /** An interrupted thread drops the socket that it waits for. */
        private synchronized void cut() {
            cut = true;
            sender.ifPresent(Thread::interrupt);
        }
    }

    /** One action's account. Safe for several threads. */
    static final class Account {
        private final long limitBytes;
        private final Map<String, Long> sizes = new HashMap<>();
        private final Map<String, List<Ranges.Piece>> covered = new HashMap<>();
        private final List<Visit> visits = new ArrayList<>();
        private final LongSupplier nanos;
        private long servedBytes;
        private boolean started;
        private boolean completed;
        private boolean excessive;
        private boolean told;

        Account(Release release, LongSupplier nanos) {
            this.nanos = nanos;
            var total = 0L;
            for (var artifact : release.artifacts()) {
                sizes.put(artifact.filename(), artifact.sizeBytes());
                total += artifact.sizeBytes();
            }
            this.limitBytes =
                    (long) Math.ceil(total * TOLERATED)
                            + BELIEVED_BREAKS * Math.min(total, LOST_WITH_A_LINE_BYTES);
        }

        /**
         * A download to {@code peer} begins, to be ended by {@link #leave}; nothing if it is too
         * much. Lines to other addresses on which nothing moves any more are cut.
         */
        synchronized Optional<Visit> enter(String peer) {
            var others = visits.stream().filter(visit -> !visit.peer.equals(peer)).toList();
            excessive |= !others.stream().allMatch(Visit::stalled);
            if (excessive) {
                return Optional.empty();
            }
            others.forEach(Visit::cut);
            visits.removeAll(others);
            var visit = new Visit(peer, nanos);
            visits.add(visit);
            return Optional.of(visit);
        }

        synchronized void leave(Visit visit) {
            visits.remove(visit);
        }

        /** Whether so many more bytes may go out; they count if so. */
        synchronized Leave take(long bytes) {
            excessive |= servedBytes + bytes > limitBytes;
            if (excessive) {
                return Leave.EXCESSIVE;
            }
            servedBytes += bytes;
            return Leave.GRANTED;
        }

        /** Whether the core was told that bytes go out. */
        synchronized boolean started() {
            return started;
        }

        /** The core was told. */
        synchronized void start() {
            started = true;
        }

        /** Notes a stretch of a file that went out. */
        synchronized void cover(String file, Ranges.Piece stretch) {
            var known = new ArrayList<>(covered.getOrDefault(file, List.of()));
            known.add(stretch);
            covered.put(file, merged(known));
        }

        /** Whether with this stretch every byte of every file is out, for the first time. */
        synchronized boolean completes(String file, Ranges.Piece stretch) {
            cover(file, stretch);
            var first = !completed && whole();
            completed |= first;
            return first;
        }

        /** Whether the core is to be told, for the first time, that it was too much. */
        synchronized boolean tells() {
            var first = excessive && !told;
            told |= first;
            return first;
        }

        private boolean whole() {
            return sizes.entrySet().stream()
                    .allMatch(
                            size ->
                                    size.getValue() == 0
                                            || covered.getOrDefault(size.getKey(), List.of())
                                                    .equals(
                                                            List.of(
                                                                    new Ranges.Piece(
                                                                            0,
                                                                            size.getValue() - 1))));
        }

        private static List<Ranges.Piece> merged(List<Ranges.Piece> pieces) {
            var sorted =
                    pieces.stream().sorted(Comparator.comparingLong(Ranges.Piece::from)).toList();
            var merged = new ArrayList<Ranges.Piece>();
            for (var piece : sorted) {
                var last = merged.isEmpty() ? new Ranges.Piece(-2, -2) : merged.getLast();
                if (piece.from() <= last.to() + 1) {
                    merged.set(
                            merged.size() - 1,
                            new Ranges.Piece(last.from(), Math.max(last.to(), piece.to())));
                } else {
                    merged.add(piece);
                }
            }
            return merged.size() > MOST_STRETCHES
                    ? List.copyOf(merged.subList(0, MOST_STRETCHES))
                    : List.copyOf(merged);
        }
    }
}
