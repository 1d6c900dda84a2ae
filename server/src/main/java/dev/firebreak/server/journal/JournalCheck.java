package dev.firebreak.server.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Checks a journal from its first entry to its last, by reading alone: also while a server appends
 * to it, also a copy on a disk that cannot be written.
 *
 * <p>What the file alone can show is a changed, missing or inserted entry. A history that somebody
 * rewrote from some entry on with all its hashes, and a tail that was cut off, show only against a
 * checkpoint kept elsewhere; a cut-off tail also against the note beside the file.
 */
public final class JournalCheck {
    /**
     * Damage is named entry by entry up to here; who has 100 problems needs a backup, not a list.
     */
    private static final int MOST_PROBLEMS = 100;

    /**
     * What was found.
     *
     * @param entries how many entries were read
     * @param head the last entry before the first problem; of an intact journal the last of all
     * @param intact true if there are no problems
     * @param problems the first hundred, in order
     */
    public record Report(long entries, Checkpoint head, boolean intact, List<Problem> problems) {}

    /**
     * Something that is not as it was written.
     *
     * @param entry the number of the entry concerned
     * @param expected what should be there
     * @param found what is there
     */
    public record Problem(long entry, String expected, String found) {
        @Override
        public String toString() {
            return "entry %d: expected %s, found %s".formatted(entry, expected, found);
        }
    }

    /** A point that the journal must hold, and who says so. */
    private record Wanted(Checkpoint point, String source) {}

    private final List<Wanted> wanted = new ArrayList<>();
    private final EntryReader each;
    private final List<Problem> problems = new ArrayList<>();
    private Chain chain = Chain.after(Checkpoint.START);
    private Checkpoint sound = Checkpoint.START;
    private long entries;

    private JournalCheck(EntryReader each) {
        this.each = each;
    }

    /**
     * Checks the journal in {@code folder}.
     *
     * @param since a checkpoint from earlier that the journal must still hold
     * @param each is handed each sound entry, up to the first problem: what comes after one cannot
     *     be replayed
     * @throws IOException if there is no journal, if it is not ours, or from {@code each}
     */
    public static Report run(Path folder, Optional<Checkpoint> since, EntryReader each)
            throws IOException {
        var file = folder.resolve(SqliteFile.NAME);
        if (!Files.isRegularFile(file)) {
            throw new IOException(
                    "expected a journal %s in %s, found none: pass the folder of a server or its copy"
                            .formatted(SqliteFile.NAME, folder));
        }
        var check = new JournalCheck(each);
        since.ifPresent(point -> check.wanted.add(new Wanted(point, "the checkpoint given")));
        HeadNote.read(folder) // before the entries, which may grow meanwhile
                .map(noted -> new Wanted(noted.head(), "the note beside the journal"))
                .ifPresent(check.wanted::add);
        return check.report(file);
    }

    private Report report(Path file) throws IOException {
        try (var connection = SqliteFile.reader(file)) {
            entries(connection);
        } catch (SQLException e) {
            problem(chain.seq() + 1, "a readable entry", String.valueOf(e.getMessage()));
        }
        for (var want : wanted) {
            if (want.point().seq() > chain.seq()) {
                problem(
                        want.point().seq(),
                        expected(want),
                        "that the journal ends at " + chain.seq());
            } else if (want.point().seq() == 0 && !want.point().equals(Checkpoint.START)) {
                problem(0, expected(want), "that journals begin with " + Checkpoint.START.hash());
            }
        }
        var intact = problems.isEmpty();
        return new Report(
                entries, intact ? chain.checkpoint() : sound, intact, List.copyOf(problems));
    }

    private void entries(Connection connection) throws IOException, SQLException {
        var last = SqliteFile.last(connection);
        SqliteFile.walk(connection, 1, last, this::entry);
        if (chain.seq() < last) {
            problem(chain.seq() + 1, "the entry", "none, though the last is " + last);
        }
    }

    /** After a problem the chain goes on from what was found, so that each is named once. */
    private void entry(long seq, byte[] hash, byte[] body) throws IOException {
        entries++;
        for (var want : wanted) {
            if (want.point().seq() == seq && !Arrays.equals(want.point().hashBytes(), hash)) {
                problem(seq, expected(want), HexFormat.of().formatHex(hash));
            }
        }
        try {
            chain.verify(seq, hash, body);
        } catch (BrokenChain e) {
            problem(e.seq(), e.expected(), e.found());
            chain = Chain.believing(seq, hash);
        }
        if (problems.isEmpty()) {
            each.entry(seq, hash, body);
        }
    }

    private static String expected(Wanted want) {
        return "chain hash %s, as %s says".formatted(want.point().hash(), want.source());
    }

    private void problem(long entry, String expected, String found) {
        if (problems.isEmpty()) {
            sound = chain.checkpoint();
        }
        if (problems.size() < MOST_PROBLEMS) {
            problems.add(new Problem(entry, expected, found));
        }
    }
}
