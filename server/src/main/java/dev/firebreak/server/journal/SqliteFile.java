package dev.firebreak.server.journal;

import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteErrorCode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * The table of entries in one SQLite file: how it is opened, what it must promise, how its rows are
 * read. Whether the rows are right is not its question.
 */
final class SqliteFile {
    /** The file's name in the folder of the journal. */
    static final String NAME = "facts.db";

    /** The layout of the table. A file that says a higher number is left alone. */
    static final int SCHEMA = 1;

    /** "FBRK": marks the file as ours, for people and for the program {@code file}. */
    private static final int APPLICATION = 0x4642524B;

    /** What a commit promises: the write-ahead log is forced before the commit returns. */
    private static final String FULL = "2";

    /**
     * 4,000 pages are 16 MB: with the default of 1,000 the slowest of 100 appends took 5x longer.
     */
    private static final String CHECKPOINT_PAGES = "4000";

    /**
     * Readers never block the writer in WAL; the start and end of a log's life may, for a moment.
     */
    private static final String BUSY_MILLIS = "5000";

    /**
     * Rows for one read transaction: a longer one would keep the write-ahead log from shrinking.
     */
    private static final int PAGE_ROWS = 1_000;

    private SqliteFile() {}

    /** A connection that may append, on a file that has its table. */
    static Connection writer(Path file) throws IOException, SQLException {
        var connection = new SQLiteConfig().createConnection("jdbc:sqlite:" + file);
        try {
            demand(connection, "journal_mode", "WAL", "wal");
            demand(connection, "synchronous", "FULL", FULL);
            demand(connection, "wal_autocheckpoint", CHECKPOINT_PAGES, CHECKPOINT_PAGES);
            demand(connection, "busy_timeout", BUSY_MILLIS, BUSY_MILLIS);
            demand(connection, "trusted_schema", "OFF", "0");
            connection.setAutoCommit(false);
            layOut(connection, file);
            return connection;
        } catch (IOException | SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    /** A connection that cannot write, for a file that has its table; others may be appending. */
    static Connection reader(Path file) throws IOException, SQLException {
        var config = new SQLiteConfig();
        config.setReadOnly(true);
        var connection = config.createConnection("jdbc:sqlite:" + address(file));
        try {
            demand(connection, "busy_timeout", BUSY_MILLIS, BUSY_MILLIS);
            demand(connection, "trusted_schema", "OFF", "0");
            if (known(connection, file) == 0) {
                throw new IOException(
                        "expected a journal in %s, found an empty file: pass the folder of a server"
                                .formatted(file));
            }
            return connection;
        } catch (IOException | SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    /**
     * Hands over the rows numbered {@code from} to {@code to} as they are found, a page to a
     * transaction. Ends early where the file does.
     */
    static void walk(Connection connection, long from, long to, EntryReader rows)
            throws IOException, SQLException {
        var sql =
                "SELECT seq, hash, body FROM entry WHERE seq BETWEEN ? AND ? ORDER BY seq LIMIT "
                        + PAGE_ROWS;
        try (var select = connection.prepareStatement(sql)) {
            for (long next = from; next <= to; ) {
                select.setLong(1, next);
                select.setLong(2, to);
                var last = page(select, rows);
                if (last < next) {
                    return; // no row, or rows out of order in a damaged file: either is the end
                }
                next = last + 1;
            }
        }
    }

    private static long page(PreparedStatement select, EntryReader rows)
            throws IOException, SQLException {
        long last = 0;
        try (var found = select.executeQuery()) {
            while (found.next()) {
                last = found.getLong(1);
                rows.entry(last, bytes(found, 2), bytes(found, 3));
            }
        }
        return last;
    }

    /** The highest number, 0 in an empty table. */
    static long last(Connection connection) throws SQLException {
        return number(connection, "SELECT coalesce(max(seq), 0) FROM entry");
    }

    /**
     * True if SQLite says that the file's pages make no sense, as opposed to being out of reach.
     */
    static boolean damaged(SQLException e) {
        var code = e.getErrorCode() & 0xff; // the upper bits refine the lower ones
        return code == SQLiteErrorCode.SQLITE_CORRUPT.code
                || code == SQLiteErrorCode.SQLITE_NOTADB.code;
    }

    /** Damage may turn a value into NULL, although the table refuses it: that is no bytes. */
    static byte[] bytes(ResultSet row, int column) throws SQLException {
        var found = row.getBytes(column);
        return row.wasNull() ? new byte[0] : found;
    }

    /**
     * The file's name, for reading. SQLite wants to write beside a file in WAL mode; on a read-only
     * disk it is told that nobody will change the file, which is true there.
     */
    private static String address(Path file) {
        var folder = file.toAbsolutePath().resolveSibling(".");
        var log = file.resolveSibling(NAME + "-wal");
        return Files.isWritable(folder) || Files.exists(log)
                ? file.toString()
                : file.toUri() + "?immutable=1";
    }

    private static void layOut(Connection connection, Path file) throws IOException, SQLException {
        if (known(connection, file) == 0) {
            try (var statement = connection.createStatement()) {
                statement.executeUpdate(
                        """
                        CREATE TABLE entry(
                          seq INTEGER PRIMARY KEY,
                          hash BLOB NOT NULL CHECK (length(hash) = 32),
                          body BLOB NOT NULL
                        ) STRICT
                        """);
                statement.executeUpdate("PRAGMA application_id = " + APPLICATION);
                statement.executeUpdate("PRAGMA user_version = " + SCHEMA);
            }
        }
        // A crash before this leaves an empty file, which the next start lays out anew.
        connection.commit();
    }

    /** The file's schema version, 0 if it holds nothing yet; one that is not ours is refused. */
    private static long known(Connection connection, Path file) throws IOException, SQLException {
        var version = number(connection, "PRAGMA user_version");
        var application = number(connection, "PRAGMA application_id");
        var tables = number(connection, "SELECT count(*) FROM sqlite_schema");
        if (version == 0 && application == 0 && tables == 0) {
            return 0;
        }
        if (application != APPLICATION) {
            throw new IOException(
                    "expected a journal in %s, found an SQLite file of another program: %s"
                            .formatted(file, "choose another folder"));
        }
        if (version != SCHEMA) {
            throw new IOException(
                    "expected schema version %d in %s, found %d: use the Firebreak that wrote it, or a later one"
                            .formatted(SCHEMA, file, version));
        }
        return version;
    }

    private static void demand(Connection connection, String pragma, String value, String readBack)
            throws IOException, SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute("PRAGMA " + pragma + " = " + value);
            try (var found = statement.executeQuery("PRAGMA " + pragma)) {
                var is = found.next() ? found.getString(1) : "nothing";
                if (!readBack.equals(is)) {
                    throw new IOException(
                            "expected SQLite to take %s = %s, found %s: put the folder on a local disk"
                                    .formatted(pragma, value, is));
                }
            }
        }
    }

    private static long number(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement();
                var found = statement.executeQuery(sql)) {
            return found.next() ? found.getLong(1) : 0;
        }
    }
}
