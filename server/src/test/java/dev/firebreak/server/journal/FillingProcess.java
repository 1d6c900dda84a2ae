package dev.firebreak.server.journal;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * A process that appends until its files may not grow any further, and then wants to stop a
 * rollout. Standard output says how it went, a line each.
 */
final class FillingProcess {
    private static final int MOST_ENTRIES = 10_000;
    private static final int BODY_BYTES = 10_000;

    private FillingProcess() {}

    /**
     * Fills the folder.
     *
     * @param args the folder
     */
    public static void main(String[] args) throws IOException {
        AppendingProcess.endWithParent();
        var folder = Path.of(args[0]);
        try (var out = new FileOutputStream(FileDescriptor.out);
                var journal = SqliteJournal.open(folder);
                var stops = StopFile.open(folder)) {
            try {
                for (int i = 0; i < MOST_ENTRIES; i++) {
                    var number = journal.append(journal.head(), List.of(new byte[BODY_BYTES]));
                    out.write(Entries.bytes("acknowledged " + number + "\n"));
                }
            } catch (JournalFailed e) {
                out.write(Entries.bytes("failed " + e.getMessage() + "\n"));
            }
            try {
                journal.append(journal.head(), List.of(new byte[1]));
            } catch (JournalFailed e) {
                out.write(Entries.bytes("refused " + e.getMessage() + "\n"));
            }
            stops.force(Entries.bytes("halt"));
            out.write(Entries.bytes("stopped\n"));
        }
    }
}
