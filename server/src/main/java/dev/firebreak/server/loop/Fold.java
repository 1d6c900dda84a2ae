package dev.firebreak.server.loop;

import dev.firebreak.core.decision.Fact;
import dev.firebreak.core.decision.World;
import dev.firebreak.core.words.Moment;
import dev.firebreak.server.journal.Journal;
import dev.firebreak.wire.json.Malformed;
import dev.firebreak.wire.log.Entry;
import dev.firebreak.wire.log.EntryCodec;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;

/** The state that a log amounts to: its facts applied one after the other, and nothing else. */
final class Fold {
    private final EntryCodec codec;
    private final World world = new World();
    private Moment last = new Moment(Instant.EPOCH, Duration.ZERO);
    private long epoch;

    Fold(EntryCodec codec) {
        this.codec = codec;
    }

    /**
     * Folds all of {@code journal}.
     *
     * @param watcher sees each entry after it was applied
     * @throws IOException if an entry cannot be read or understood; the message names it
     */
    static Fold of(Journal journal, EntryCodec codec, Consumer<Entry> watcher) throws IOException {
        var fold = new Fold(codec);
        journal.read(
                1,
                (seq, _, body) -> {
                    try {
                        watcher.accept(fold.apply(body));
                    } catch (Malformed e) {
                        throw new IOException(
                                "entry %d of the log: %s".formatted(seq, e.line()), e);
                    }
                });
        return fold;
    }

    private Entry apply(byte[] body) {
        var entry = codec.decode(body);
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

    /** How many server lives the log has seen. */
    long epoch() {
        return epoch;
    }
}
