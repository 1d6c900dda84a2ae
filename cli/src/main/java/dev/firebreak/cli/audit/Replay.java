package dev.firebreak.cli.audit;

import dev.firebreak.core.decision.World;
import dev.firebreak.wire.json.Malformed;
import dev.firebreak.wire.log.Entry;
import dev.firebreak.wire.log.EntryCodec;
import dev.firebreak.wire.log.EntryParts;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Decides everything in a log again (law 8). Each entry's observation is put to a world made of all
 * facts before it; what the world decides must be the entry's own bytes. The world then goes on
 * from the facts of the log, so that one difference is one problem and not all that come after it.
 */
public final class Replay {
    /** Who has more has another version, not a list to read. */
    private static final int MOST_PROBLEMS = 100;

    /** A halt has a fact for each open offer; the first of them tell what it is. */
    private static final int MOST_NAMES = 20;

    private final EntryCodec codec = new EntryCodec();
    private final List<byte[]> bodies = new ArrayList<>();
    private final World world = new World();
    private EntryParts parts = new EntryParts(codec);
    private final List<String> problems = new ArrayList<>();
    private long entries;
    private long different;

    /** Takes the next entry, or the next part of one. */
    public void entry(long seq, byte[] body) {
        entries++;
        try {
            bodies.add(body);
            var whole = parts.add(body);
            if (whole.isPresent()) {
                entry(seq, whole.get());
                bodies.clear();
            }
        } catch (Malformed e) {
            skip();
            problem("entry %d: %s".formatted(seq, e.line()));
        } catch (IllegalArgumentException | IllegalStateException e) {
            skip();
            problem(
                    "entry %d: expected facts that fit to those before, found others (%s): it cannot be replayed"
                            .formatted(seq, e.getMessage()));
        }
    }

    private void entry(long seq, Entry entry) {
        var decided = new Entry(entry.observation(), world.decide(entry.observation()).facts());
        if (!same(codec.parts(decided))) {
            problem(
                    ("entry %d: expected the facts of the log to follow from its observation (%s),"
                                    + " found %s instead of %s: %s")
                            .formatted(
                                    seq,
                                    entry.observation().getClass().getSimpleName(),
                                    names(decided),
                                    names(entry),
                                    "another version wrote it, or somebody changed it"));
        }
        entry.facts().forEach(world::apply);
    }

    private boolean same(List<byte[]> decided) {
        var count = decided.size();
        return count == bodies.size()
                && IntStream.range(0, count)
                        .allMatch(i -> Arrays.equals(decided.get(i), bodies.get(i)));
    }

    /** What cannot be put together is left out, so that what comes after it is looked at. */
    private void skip() {
        parts = new EntryParts(codec);
        bodies.clear();
    }

    /** After the last entry. */
    public void end() {
        if (parts.open()) {
            problem(
                    "entry %d: expected the rest of the decision that it begins, found the end of the log"
                            .formatted(entries));
        }
    }

    /** How many entries were replayed. */
    public long entries() {
        return entries;
    }

    /** Whether each decision came out as it is in the log. */
    public boolean same() {
        return different == 0;
    }

    /** The first hundred differences. */
    public List<String> problems() {
        return List.copyOf(problems);
    }

    private void problem(String words) {
        different++;
        if (problems.size() < MOST_PROBLEMS) {
            problems.add(words);
        }
    }

    private static List<String> names(Entry entry) {
        var names = entry.facts().stream().map(fact -> fact.getClass().getSimpleName());
        return names.limit(MOST_NAMES).toList();
    }
}
