package dev.firebreak.wire.log;

import dev.firebreak.core.decision.Fact;
import dev.firebreak.core.decision.Observation;
import dev.firebreak.wire.json.Malformed;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Puts entries of the log together again from their parts, which follow each other. Begins at the
 * first part of an entry. One thread at a time.
 */
public final class EntryParts {
    private final EntryCodec codec;
    private final List<Fact> facts = new ArrayList<>();
    private Optional<Observation> observation = Optional.empty();
    private int more;

    /** Nothing yet. */
    public EntryParts(EntryCodec codec) {
        this.codec = codec;
    }

    /**
     * Takes the next part.
     *
     * @return the entry, if this was the last part of it
     * @throws Malformed if this version knows no such part, or if it does not follow from the one
     *     before; nothing is taken then
     */
    public Optional<Entry> add(byte[] bytes) {
        var part = codec.part(bytes);
        var begins = part.observation().isPresent();
        if (begins == open()) {
            throw new Malformed(
                    "o",
                    open()
                            ? "expected %d more parts of the entry before, found another entry"
                                    .formatted(more)
                            : "expected the first part of an entry, found a later one");
        }
        if (!begins && part.more() != more - 1) {
            throw new Malformed(
                    "more",
                    "expected that %d parts of the entry follow, found %d"
                            .formatted(more - 1, part.more()));
        }
        observation = begins ? part.observation() : observation;
        facts.addAll(part.facts());
        more = part.more();
        return open() ? Optional.empty() : Optional.of(whole());
    }

    /** Whether parts are missing of the entry that was begun. */
    public boolean open() {
        return more > 0;
    }

    private Entry whole() {
        var entry = new Entry(observation.orElseThrow(), facts);
        observation = Optional.empty();
        facts.clear();
        return entry;
    }
}
