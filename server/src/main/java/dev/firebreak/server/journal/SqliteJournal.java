package dev.firebreak.server.journal;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * The embedded journal: one SQLite file in WAL mode, each batch one transaction that is forced
 * before {@link #append} returns. A folder belongs to one process at a time.
 *
 * <p>Batches come ready-made: the caller gathers what many clients want and appends it at once,
 * because the force costs the same for one entry as for a thousand.
 */
public final class SqliteJournal implements Journal {
    private final Path file;
    private final FolderLock lock;
    private final Connection writer;
    private final PreparedStatement insert;
    private final HeadNote note;
    private final HeadNote.Origin origin;
    private final Optional<String> doubt;

    private volatile Checkpoint head;
    private boolean failed;
    private boolean closed;
    private String failure = "unknown";

    private SqliteJournal(Path file, FolderLock lock, Connection writer, HeadNote note, Found found)
            throws SQLException {
        this.file = file;
        this.lock = lock;
        this.writer = writer;
        this.note = note;
        this.origin = found.origin();
        this.head = found.head();
        this.doubt = found.doubt();
        this.insert =
                writer.prepareStatement("INSERT INTO entry(seq, hash, body) VALUES (?, ?, ?)");
    }

    /** What the folder said when it was opened. */
    private record Found(Checkpoint head, HeadNote.Origin origin, Optional<String> doubt) {}

    /**
     * Opens the journal in {@code folder}, which is made if it is not there. Only the last entry is
     * checked here; {@link #read} checks what it reads.
     *
     * @throws BrokenChain if the last entry does not follow from the one before
     * @throws IOException if another process has the folder, if others than its owner may enter it,
     *     if SQLite does not take a setting that durability needs, or if the file is not ours
     */
    public static SqliteJournal open(Path folder) throws IOException {
        DurableFiles.privateFolder(folder);
        var lock = FolderLock.take(folder);
        try {
            return open(folder.resolve(SqliteFile.NAME), folder, lock);
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    private static SqliteJournal open(Path file, Path folder, FolderLock lock) throws IOException {
        DurableFiles.privateFile(file);
        try {
            var writer = SqliteFile.writer(file);
            try {
                var head = lastLink(writer);
                var origin = HeadNote.Origin.of(file);
                var found = new Found(head, origin, doubt(writer, folder, head, origin));
                writer.commit(); // ends the read, so that it holds no page of the log
                var note = HeadNote.open(folder, head, origin);
                return new SqliteJournal(file, lock, writer, note, found);
            } catch (IOException | SQLException | RuntimeException e) {
                writer.close();
                throw e;
            }
        } catch (SQLException e) {
            throw unreadable(file, e);
        }
    }

    /**
     * A sentence if the store may have lost what it once held: entries are missing at the end, or
     * the file is a copy. Then offers may be out that it does not know of, so nothing may be
     * granted before a person has looked. The first append ends the doubt; the caller writes into
     * it that everything is on hold.
     */
    public Optional<String> doubt() {
        return doubt;
    }

    @Override
    public synchronized long append(long expectedHead, List<byte[]> entries) throws IOException {
        if (failed) {
            throw new JournalFailed(
                    "expected a sound journal, found one that failed before (%s): %s"
                            .formatted(failure, "restart, so that the disk is read again"));
        }
        if (expectedHead != head.seq()) {
            throw new HeadMoved(expectedHead, head.seq());
        }
        entries.forEach(Chain::requireBody);
        if (!entries.isEmpty()) {
            failed = true; // until the end is reached, however this is left
            head = commit(entries);
            failed = false;
        }
        return head.seq();
    }

    private Checkpoint commit(List<byte[]> entries) throws JournalFailed {
        try {
            var chain = Chain.after(head);
            for (var body : entries) {
                insert.setLong(1, chain.seq() + 1);
                insert.setBytes(2, chain.extend(body));
                insert.setBytes(3, body);
                insert.executeUpdate();
            }
            // A crash before the commit returns leaves all of the entries or none; none was told
            // of.
            writer.commit();
            // A crash here leaves a note that is behind, which is no reason for doubt.
            note.write(chain.checkpoint(), origin);
            return chain.checkpoint();
        } catch (SQLException | IOException e) {
            failure = String.valueOf(e.getMessage());
            undo();
            throw new JournalFailed(
                    "expected %d entries to become durable, found: %s: %s"
                            .formatted(
                                    entries.size(),
                                    failure,
                                    "free space or replace the disk, then restart"),
                    e);
        }
    }

    /** Gives the transaction up where it can be; if not, recovery after the restart decides. */
    private void undo() {
        try {
            writer.rollback();
        } catch (SQLException e) {
            failure = failure + "; " + e.getMessage();
        }
    }

    @Override
    public long head() {
        return head.seq();
    }

    @Override
    public byte[] headHash() {
        return head.hashBytes();
    }

    @Override
    public Optional<Checkpoint> at(long seq) throws IOException {
        var limit = head.seq();
        if (seq < 0 || seq > limit) {
            return Optional.empty();
        }
        try (var reader = SqliteFile.reader(file)) {
            return at(reader, seq);
        } catch (SQLException e) {
            throw unreadable(file, e);
        }
    }

    @Override
    public void read(long fromInclusive, EntryReader reader) throws IOException {
        var to = head.seq(); // what is not known to be durable is not shown
        if (fromInclusive < 1) {
            throw new IllegalArgumentException(
                    "expected an entry number from 1 on, found %d: entries begin with 1"
                            .formatted(fromInclusive));
        }
        if (fromInclusive > to) {
            return;
        }
        try (var connection = SqliteFile.reader(file)) {
            var before = at(connection, fromInclusive - 1);
            if (before.isEmpty()) {
                throw new BrokenChain(fromInclusive - 1, "the entry", "none");
            }
            follow(connection, Chain.after(before.get()), to, reader);
        } catch (SQLException e) {
            throw unreadable(file, e);
        }
    }

    private static void follow(Connection connection, Chain chain, long to, EntryReader reader)
            throws IOException, SQLException {
        try {
            SqliteFile.walk(
                    connection,
                    chain.seq() + 1,
                    to,
                    (seq, hash, body) -> {
                        chain.verify(seq, hash, body);
                        reader.entry(seq, hash, body);
                    });
        } catch (SQLException e) {
            if (SqliteFile.damaged(e)) {
                throw damaged(chain.seq() + 1, e);
            }
            throw e;
        }
        if (chain.seq() < to) {
            throw new BrokenChain(chain.seq() + 1, "the entry", "none, though the head is " + to);
        }
    }

    private static Optional<Checkpoint> at(Connection connection, long seq)
            throws IOException, SQLException {
        if (seq == 0) {
            return Optional.of(Checkpoint.START);
        }
        try (var select = connection.prepareStatement("SELECT hash FROM entry WHERE seq = ?")) {
            select.setLong(1, seq);
            try (var found = select.executeQuery()) {
                return found.next()
                        ? Optional.of(Checkpoint.found(seq, SqliteFile.bytes(found, 1)))
                        : Optional.empty();
            }
        } catch (SQLException e) {
            if (SqliteFile.damaged(e)) {
                throw damaged(seq, e);
            }
            throw e;
        }
    }

    /** The head of the file, once its last entry was seen to follow from the one before. */
    private static Checkpoint lastLink(Connection connection) throws IOException, SQLException {
        var last = SqliteFile.last(connection);
        if (last == 0) {
            return Checkpoint.START;
        }
        var before = at(connection, last - 1);
        if (before.isEmpty()) {
            throw new BrokenChain(last - 1, "the entry", "none");
        }
        var chain = Chain.after(before.get());
        follow(connection, chain, last, (seq, hash, body) -> {});
        return chain.checkpoint();
    }

    private static Optional<String> doubt(
            Connection connection, Path folder, Checkpoint head, HeadNote.Origin origin)
            throws IOException, SQLException {
        var noted = HeadNote.read(folder);
        if (noted.isEmpty()) {
            // Only an empty journal may be without one: the note is made before the first append.
            return head.seq() == 0
                    ? Optional.empty()
                    : Optional.of(
                            "expected a note of the last entry beside the journal, found none that"
                                    + " can be read: the journal may be an older copy");
        }
        var once = noted.get().head();
        if (once.seq() > head.seq() || !at(connection, once.seq()).equals(Optional.of(once))) {
            return Optional.of(
                    "expected the journal to hold %s, found that it ends at %s: entries were lost"
                            .formatted(once, head));
        }
        if (!noted.get().origin().fits(origin)) {
            return Optional.of(
                    "expected the file that was last appended to, found a copy of it: it may be older");
        }
        return Optional.empty();
    }

    private static BrokenChain damaged(long seq, SQLException e) {
        return new BrokenChain(seq, "a readable entry", String.valueOf(e.getMessage()));
    }

    private static IOException unreadable(Path file, SQLException e) {
        return new IOException(
                "expected a readable journal in %s, found: %s: look at it with 'audit verify'"
                        .formatted(file, e.getMessage()),
                e);
    }

    @Override
    public synchronized void close() throws IOException {
        if (closed) {
            return; // by now the folder may be somebody else's
        }
        closed = true;
        failed = true;
        failure = "it was closed";
        // Nothing waits here to be written: each append was durable or has thrown.
        try (lock;
                note;
                writer) {
            insert.close();
        } catch (SQLException e) {
            throw unreadable(file, e);
        }
    }
}
