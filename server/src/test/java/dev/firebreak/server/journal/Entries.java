package dev.firebreak.server.journal;

import org.sqlite.SQLiteConfig;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

/** Entries as tests write and read them, and ways to spoil them. */
final class Entries {
    private Entries() {}

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Appends "entry-1" and so on until the head is {@code to}. */
    static void fill(Journal journal, long to) throws IOException {
        var bodies =
                LongStream.rangeClosed(journal.head() + 1, to)
                        .mapToObj(seq -> bytes("entry-" + seq))
                        .toList();
        journal.append(journal.head(), bodies);
    }

    /** The folder of a closed journal with the entries 1 to {@code to}. */
    static Path filled(Path folder, long to) throws IOException {
        try (var journal = SqliteJournal.open(folder)) {
            fill(journal, to);
        }
        return folder;
    }

    /** Each entry as "number text". */
    static List<String> read(Journal journal, long from) throws IOException {
        var found = new ArrayList<String>();
        journal.read(from, (seq, hash, body) -> found.add(line(seq, body)));
        return found;
    }

    static String line(long seq, byte[] body) {
        return seq + " " + new String(body, StandardCharsets.UTF_8);
    }

    /** Lets a stranger write in the file. */
    static void meddle(Path folder, String sql) {
        var url = "jdbc:sqlite:" + folder.resolve("facts.db");
        try (var connection = new SQLiteConfig().createConnection(url);
                var statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }
}
