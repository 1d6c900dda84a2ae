package dev.firebreak.server.journal;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;

/**
 * Says how many entries of 200 bytes a second become durable, by size of batch. Run by hand, with a
 * folder on the disk in question that does not exist yet; nothing is asserted.
 */
final class JournalSpeed {
    private static final List<Integer> BATCHES = List.of(1, 16, 64, 256, 1_024);
    private static final int ROUNDS = 5;
    private static final int BODY_BYTES = 200;
    private static final Duration ROUND = Duration.ofSeconds(2);

    private JournalSpeed() {}

    /**
     * Measures.
     *
     * @param args the folder
     */
    public static void main(String[] args) throws IOException {
        try (var out = new FileOutputStream(FileDescriptor.out);
                var journal = SqliteJournal.open(Path.of(args[0]))) {
            for (int round = 0; round < ROUNDS; round++) {
                for (int size : BATCHES) {
                    var batch = Collections.nCopies(size, new byte[BODY_BYTES]);
                    var first = journal.head();
                    var start = System.nanoTime();
                    while (System.nanoTime() - start < ROUND.toNanos()) {
                        journal.append(journal.head(), batch);
                    }
                    var seconds = (System.nanoTime() - start) / 1e9;
                    var line =
                            "round %d, batches of %5d: %8.0f entries/s%n"
                                    .formatted(round, size, (journal.head() - first) / seconds);
                    out.write(Entries.bytes(line));
                }
            }
            var start = System.nanoTime();
            journal.read(1, (seq, hash, body) -> {});
            var seconds = (System.nanoTime() - start) / 1e9;
            out.write(
                    Entries.bytes(
                            "read and checked %d entries: %.0f entries/s%n"
                                    .formatted(journal.head(), journal.head() / seconds)));
        }
    }
}
