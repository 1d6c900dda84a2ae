package dev.firebreak.server.journal;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;

/**
 * A process that tests start and kill. Eight threads each want one entry durable at a time; one
 * thread gathers what they want and appends it. Each acknowledged entry is a line on standard
 * output, written in one piece and without a buffer: {@code number text .}
 */
final class AppendingProcess {
    private static final int THREADS = 8;
    private static final int MOST_ENTRIES = 1_000_000;
    private static final int MOST_PER_BATCH = 64;

    /** One entry, and who waits for its number. */
    private record Wish(String text, CompletableFuture<Long> number) {}

    private final BlockingQueue<Wish> wishes = new ArrayBlockingQueue<>(THREADS);
    private final OutputStream out = new FileOutputStream(FileDescriptor.out);

    private AppendingProcess() {}

    /**
     * Appends until it is killed.
     *
     * @param args the folder, and a name for this life
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        endWithParent();
        var process = new AppendingProcess();
        try (var journal = SqliteJournal.open(Path.of(args[0]))) {
            for (int thread = 0; thread < THREADS; thread++) {
                var name = args[1] + "-" + thread;
                Thread.ofPlatform().daemon().start(() -> process.wish(name));
            }
            process.append(journal);
        }
    }

    /** So that nothing is left running when the test itself is killed. */
    static void endWithParent() {
        Thread.ofPlatform()
                .daemon()
                .start(
                        () -> {
                            try {
                                while (System.in.read() >= 0) {
                                    // whatever is said, only the end counts
                                }
                            } catch (IOException e) {
                                throw new UncheckedIOException(e);
                            } finally {
                                Runtime.getRuntime().halt(1);
                            }
                        });
    }

    private void wish(String name) {
        try {
            for (int i = 0; i < MOST_ENTRIES / THREADS; i++) {
                var wish = new Wish(name + "-" + i, new CompletableFuture<>());
                wishes.put(wish);
                var line = wish.number().join() + " " + wish.text() + " .\n";
                out.write(Entries.bytes(line));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void append(Journal journal) throws IOException, InterruptedException {
        while (journal.head() < MOST_ENTRIES) {
            var batch = new ArrayList<>(List.of(wishes.take()));
            wishes.drainTo(batch, MOST_PER_BATCH);
            var number = journal.head();
            journal.append(number, batch.stream().map(wish -> Entries.bytes(wish.text())).toList());
            for (var wish : batch) {
                wish.number().complete(++number);
            }
        }
    }
}
