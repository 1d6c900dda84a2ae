package dev.firebreak.server.ddi;

import dev.firebreak.core.release.Release;
import dev.firebreak.core.words.ActionId;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

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

    /** Broken lines that are believed; some clients begin at the first byte after each (ADR 0019). */
    private static final int BELIEVED_BREAKS = 2;

    /**
     * Actions kept; each belongs to an exposure that is not resolved, of which budgets allow few.
     */
    private static final int MOST = 100_000;

    /** Separate stretches of one file that are kept apart; a client with more is not resuming. */
    private static final int MOST_STRETCHES = 64;

    private final Map<ActionId, Account> accounts = new ConcurrentHashMap<>();

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
        return accounts.computeIfAbsent(action, _ -> new Account(release));
    }

    /** One action's account. Safe for several threads. */
    static final class Account {
        private final long limitBytes;
        private final Map<String, Long> sizes = new HashMap<>();
        private final Map<String, List<Ranges.Piece>> covered = new HashMap<>();
        private final Map<String, Integer> peers = new HashMap<>();
        private long servedBytes;
        private boolean started;
        private boolean completed;
        private boolean excessive;
        private boolean told;

        Account(Release release) {
            var total = 0L;
            for (var artifact : release.artifacts()) {
                sizes.put(artifact.filename(), artifact.sizeBytes());
                total += artifact.sizeBytes();
            }
            this.limitBytes =
                    (long) Math.ceil(total * TOLERATED)
                            + BELIEVED_BREAKS * Math.min(total, LOST_WITH_A_LINE_BYTES);
        }

        /** A download to {@code peer} begins; to be ended by {@link #leave} if granted. */
        synchronized Leave enter(String peer) {
            excessive |= !peers.isEmpty() && !peers.containsKey(peer);
            if (excessive) {
                return Leave.EXCESSIVE;
            }
            peers.merge(peer, 1, Integer::sum);
            return Leave.GRANTED;
        }

        synchronized void leave(String peer) {
            peers.computeIfPresent(peer, (_, count) -> count == 1 ? null : count - 1);
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
