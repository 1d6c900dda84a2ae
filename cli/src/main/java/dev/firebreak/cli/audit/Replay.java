package dev.firebreak.cli.audit;

import dev.firebreak.core.decision.World;
import dev.firebreak.wire.json.Malformed;
import dev.firebreak.wire.log.Entry;
import dev.firebreak.wire.log.EntryCodec;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Decides everything in a log again (law 8). Each entry's observation is put to a world made of all
 * facts before it; what the world decides must be the entry's own bytes. The world then goes on
 * from the facts of the log, so that one difference is one problem and not all that come after it.
 */
public final class Replay {
    /** Who has more has another version, not a list to read. */
    private static final int MOST_PROBLEMS = 100;

    private final EntryCodec codec = new EntryCodec();
    private final World world = new World();
    private final List<String> problems = new ArrayList<>();
    private long entries;
    private long different;

    /** Takes the next entry. */
    public void entry(long seq, byte[] body) {
        entries++;
        try {
            var entry = codec.decode(body);
            var decided = new Entry(entry.observation(), world.decide(entry.observation()).facts());
            if (!Arrays.equals(codec.encode(decided), body)) {
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
        } catch (Malformed e) {
            problem("entry %d: %s".formatted(seq, e.line()));
        } catch (IllegalArgumentException | IllegalStateException e) {
            problem(
                    "entry %d: expected facts that fit to those before, found others (%s): it cannot be replayed"
                            .formatted(seq, e.getMessage()));
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
        return entry.facts().stream().map(fact -> fact.getClass().getSimpleName()).toList();
    }
}
