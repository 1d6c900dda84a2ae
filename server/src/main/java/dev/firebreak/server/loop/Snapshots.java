package dev.firebreak.server.loop;

import dev.firebreak.core.decision.Frozen;
import dev.firebreak.core.decision.World;
import dev.firebreak.core.words.Moment;
import dev.firebreak.server.journal.BrokenChain;
import dev.firebreak.server.journal.Checkpoint;
import dev.firebreak.server.journal.Journal;
import dev.firebreak.server.journal.Snapshot;
import dev.firebreak.server.journal.SnapshotStore;
import dev.firebreak.server.store.Fleet;
import dev.firebreak.server.store.FrozenCell;
import dev.firebreak.wire.json.Malformed;
import dev.firebreak.wire.log.Entry;
import dev.firebreak.wire.log.EntryCodec;
import dev.firebreak.wire.log.FrozenCodec;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Saves what the log amounts to, so that the next start reads only its end; and checks in the
 * background what this start did not read (decision 23). The loop never waits for it: while the
 * server runs, a snapshot is made of the one before it and the entries since, not of the live
 * state. That takes the memory of a second state while it lasts.
 */
final class Snapshots {
    private static final Logger LOG = LoggerFactory.getLogger(Snapshots.class);

    /** So many entries after the newest snapshot the next one is made: half a minute of reading. */
    private static final long ENTRIES_BETWEEN = 200_000;

    /** Fewer entries than that are folded sooner than a snapshot is read. */
    private static final long ENTRIES_WORTH_IT = 1_000;

    /** Entries checked at a time; between them the log can be tidied by its store. */
    private static final long ENTRIES_CHECKED_AT_ONCE = 50_000;

    private final Journal journal;
    private final Optional<SnapshotStore> store;
    private final EntryCodec entries;
    private final FrozenCodec<Kept> codec = new FrozenCodec<>(Kept.class);
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread;
    private Consumer<String> mistrust = _ -> {};
    private long begun;
    private long newest;
    private long checked;

    /** All that a start takes from a snapshot. */
    private record Kept(Frozen world, List<FrozenCell> cells, String rules, Moment last) {}

    /** Ends a reading where it has come far enough. */
    private static final class FarEnough extends IOException {
        private static final long serialVersionUID = 1L;
    }

    /**
     * @param store where they are; without one every start reads the whole log
     */
    Snapshots(Journal journal, Optional<SnapshotStore> store, EntryCodec entries) {
        this.journal = journal;
        this.store = store;
        this.entries = entries;
        this.thread = Thread.ofPlatform().name("snapshots").unstarted(this::run);
    }

    /**
     * Folds the log, from the newest snapshot on that is of any use.
     *
     * @param fleet learns what is durable; new
     * @throws IOException if the log cannot be read or understood
     */
    synchronized Fold fold(Fleet fleet) throws IOException {
        return fold(fleet, each -> fleet.learn(each.observation(), each.facts()));
    }

    private Fold fold(Fleet fleet, Consumer<Entry> watcher) throws IOException {
        var snapshot = store.isEmpty() ? Optional.<Snapshot>empty() : newest(store.get());
        var kept = snapshot.flatMap(this::read);
        if (kept.isEmpty()) {
            return Fold.of(journal, entries, watcher);
        }
        newest = snapshot.orElseThrow().at().seq();
        var world = World.of(kept.get().world());
        fleet.thaw(kept.get().cells(), kept.get().rules(), world);
        return Fold.from(world, kept.get().last(), newest, journal, entries, watcher);
    }

    /**
     * What the log amounts to, once more, without what devices' cells say. On any thread.
     *
     * @throws IOException if the log cannot be read or understood
     */
    synchronized World again() throws IOException {
        var snapshot = store.isEmpty() ? Optional.<Snapshot>empty() : newest(store.get());
        var kept = snapshot.flatMap(this::read);
        if (kept.isEmpty()) {
            return Fold.of(journal, entries, _ -> {}).world();
        }
        var world = World.of(kept.get().world());
        var seq = snapshot.orElseThrow().at().seq();
        return Fold.from(world, kept.get().last(), seq, journal, entries, _ -> {}).world();
    }

    private Optional<Snapshot> newest(SnapshotStore from) throws IOException {
        return from.newest(codec.format(), journal);
    }

    private Optional<Kept> read(Snapshot snapshot) {
        try {
            return Optional.of(codec.decode(snapshot.content()));
        } catch (Malformed e) {
            LOG.warn("the snapshot at {} is left aside: {}", snapshot.at(), e.line());
            return Optional.empty();
        }
    }

    /**
     * Begins to work in the background.
     *
     * @param broken takes a sentence if what this start believed is not what was once written
     */
    void start(Consumer<String> broken) {
        mistrust = broken;
        begun = newest;
        if (store.isPresent()) {
            thread.start();
        }
    }

    private void run() {
        try {
            check();
            while (!closing.await(1, TimeUnit.MINUTES)) {
                if (journal.head() - newest >= ENTRIES_BETWEEN) {
                    advance();
                }
            }
        } catch (FarEnough e) {
            LOG.debug("the check of the log was ended by the end of the server", e);
        } catch (IOException | RuntimeException e) {
            if (closing.getCount() == 0) {
                LOG.debug("the snapshot was ended by the end of the server", e);
                return;
            }
            // The server goes on without: the next start takes longer, that is all.
            LOG.error("no more snapshots are made until a restart: {}", e.toString(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Reads what lies before the snapshot that this start began with. What cannot be read, for
     * whatever reason, was not checked; a second look tells a disk that is late from one that is
     * damaged.
     */
    private void check() throws FarEnough {
        try {
            checkPast();
        } catch (FarEnough e) {
            throw e;
        } catch (BrokenChain e) {
            mistrust.accept(e.getMessage());
        } catch (IOException | RuntimeException e) {
            LOG.warn("entry {} could not be read, once more: {}", checked + 1, e.toString(), e);
            checkAgain();
        }
    }

    private void checkAgain() throws FarEnough {
        try {
            checkPast();
        } catch (FarEnough e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            mistrust.accept("entry %d cannot be read: %s".formatted(checked + 1, e.getMessage()));
        }
    }

    private void checkPast() throws IOException {
        while (checked < begun) {
            var to = Math.min(begun, checked + ENTRIES_CHECKED_AT_ONCE);
            try {
                journal.read(checked + 1, (seq, _, _) -> check(seq, to));
            } catch (FarEnough e) {
                if (closing.getCount() == 0) {
                    throw e;
                }
            }
        }
        if (begun > 0) {
            LOG.info("the {} entries before the snapshot are whole", begun);
        }
    }

    private void check(long seq, long to) throws FarEnough {
        if (seq > to || closing.getCount() == 0) {
            throw new FarEnough();
        }
        checked = seq;
    }

    /** Makes the next snapshot from the one before it and the log. */
    void advance() throws IOException {
        var fleet = new Fleet();
        var fold =
                fold(
                        fleet,
                        each -> {
                            if (closing.getCount() == 0) {
                                // The end of a server does not wait for a fold of its log.
                                throw new UncheckedIOException(new FarEnough());
                            }
                            fleet.learn(each.observation(), each.facts());
                        });
        save(fold.world(), fleet, fold.seq(), fold.last());
    }

    /**
     * Ends the work in the background, and saves the last state.
     *
     * @param last makes it durable that the state is {@code world} at its last entry; nothing if
     *     that is not sure
     */
    void close(Optional<Fold> last, Fleet fleet) {
        closing.countDown();
        var interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true; // it ends soon
            }
        }
        try {
            if (last.isPresent() && last.get().seq() - newest >= ENTRIES_WORTH_IT) {
                save(last.get().world(), fleet, last.get().seq(), last.get().last());
            }
        } catch (IOException | RuntimeException e) {
            LOG.error("the last snapshot could not be made: {}", e.toString(), e);
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void save(World world, Fleet fleet, long seq, Moment last)
            throws IOException {
        var at = journal.at(seq);
        if (store.isEmpty() || at.isEmpty()) {
            return;
        }
        var kept = new Kept(world.freeze(), fleet.freeze(), fleet.file().document(), last);
        save(store.get(), at.get(), codec.encode(kept));
    }

    private void save(SnapshotStore to, Checkpoint at, byte[] content) throws IOException {
        // A crash before this returns leaves the older snapshots; after it they are one less.
        to.save(new Snapshot(codec.format(), at, content));
        newest = at.seq();
        LOG.info("snapshot of {} entries, {} bytes", newest, content.length);
    }
}
