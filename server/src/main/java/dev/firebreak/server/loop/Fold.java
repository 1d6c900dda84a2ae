package dev.firebreak.server.loop;

import dev.firebreak.core.decision.Fact;
import dev.firebreak.core.decision.World;
import dev.firebreak.core.words.Moment;
import dev.firebreak.server.journal.Journal;
import dev.firebreak.wire.json.Malformed;
import dev.firebreak.wire.log.Entry;
import dev.firebreak.wire.log.EntryCodec;
import dev.firebreak.wire.log.EntryParts;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;

/** The state that a log amounts to: its facts applied one after the other, and nothing else. */
final class Fold {
    private final EntryCodec codec;
    private final World world;
    private Moment last;
    private long epoch;
    private long seq;

    private Fold(EntryCodec codec, World world, Moment last, long seq) {
        this.codec = codec;
        this.world = world;
        this.last = last;
        this.epoch = world.epoch();
        this.seq = seq;
    }

    /**
     * Folds all of {@code journal}.
     *
     * @param watcher sees each entry after it was applied
     * @throws IOException if an entry cannot be read or understood; the message names it
     */
    static Fold of(Journal journal, EntryCodec codec, Consumer<Entry> watcher) throws IOException {
        var nothing = new Moment(Instant.EPOCH, Duration.ZERO);
        return new Fold(codec, new World(), nothing, 0).on(journal, watcher);
    }

    /** A fold that has come to entry {@code seq} by being lived. */
    static Fold at(EntryCodec codec, World world, long seq) {
        return new Fold(codec, world, world.now(), seq);
    }

    /**
     * Folds what comes after entry {@code seq} of {@code journal}.
     *
     * @param world what the entries up to there amount to; the fold's own from now on
     * @param last when that entry was observed
     */
    static Fold from(
            World world,
            Moment last,
            long seq,
            Journal journal,
            EntryCodec codec,
            Consumer<Entry> watcher)
            throws IOException {
        return new Fold(codec, world, last, seq).on(journal, watcher);
    }

    private Fold on(Journal journal, Consumer<Entry> watcher) throws IOException {
        var parts = new EntryParts(codec);
        journal.read(
                seq + 1,
                (number, _, body) -> {
                    try {
                        var entry = parts.add(body);
                        if (entry.isPresent()) {
                            watcher.accept(apply(entry.get()));
                            seq = number;
                        }
                    } catch (Malformed e) {
                        throw new IOException(
                                "entry %d of the log: %s".formatted(number, e.line()), e);
                    }
                });
        if (parts.open()) {
            throw new IOException(
                    "expected the rest of the entry that begins at %d of the log, found its end: %s"
                            .formatted(seq + 1, "restore a backup"));
        }
        return this;
    }

    private Entry apply(Entry entry) {
        entry.facts().forEach(world::apply);
        last = entry.observation().at();
        if (entry.facts().stream().anyMatch(Fact.ServerStarted.class::isInstance)) {
            epoch++;
        }
        return entry;
    }

    World world() {
        return world;
    }

    /** When the last entry was observed. */
    Moment last() {
        return last;
    }

    /** The number of the last entry in it. */
    long seq() {
        return seq;
    }

    /** How many server lives the log has seen. */
    long epoch() {
        return epoch;
    }
}
