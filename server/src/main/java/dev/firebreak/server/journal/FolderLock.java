package dev.firebreak.server.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The right to write in a folder, held by one process at a time. The operating system takes it back
 * when the process ends in whatever way, so that nothing is left to clean up after a crash.
 */
final class FolderLock implements AutoCloseable {
    /**
     * The folders held by this process. POSIX drops a process's lock when it closes <em>any</em>
     * descriptor of the file, so a second attempt must be refused before it opens the file.
     */
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    /** A process number has at most 19 digits; what is longer was not written here. */
    private static final int PID_BYTES = 19;

    private final Path folder;
    private final FileChannel channel;

    private FolderLock(Path folder, FileChannel channel) {
        this.folder = folder;
        this.channel = channel;
    }

    /**
     * Takes the lock of {@code folder}.
     *
     * @throws IOException if another process, or another part of this one, holds it
     */
    static FolderLock take(Path folder) throws IOException {
        var real = folder.toRealPath();
        if (!HELD.add(real)) {
            throw taken(real, "this process itself");
        }
        try {
            return new FolderLock(real, lock(real));
        } catch (IOException | RuntimeException e) {
            HELD.remove(real);
            throw e;
        }
    }

    private static FileChannel lock(Path folder) throws IOException {
        var file = folder.resolve("lock");
        DurableFiles.privateFile(file);
        var channel = FileChannel.open(file, StandardOpenOption.WRITE);
        try {
            if (channel.tryLock() == null) {
                throw taken(folder, "process " + holder(file));
            }
            channel.truncate(0);
            channel.write(ByteBuffer.wrap(pid().getBytes(StandardCharsets.US_ASCII)), 0);
            return channel;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static String pid() {
        return Long.toString(ProcessHandle.current().pid());
    }

    private static String holder(Path file) throws IOException {
        try (var in = Files.newInputStream(file)) {
            var text = new String(in.readNBytes(PID_BYTES), StandardCharsets.US_ASCII);
            return text.matches("[0-9]+") ? text : "(number unknown)";
        }
    }

    private static IOException taken(Path folder, String holder) {
        return new IOException(
                "expected to be the only process that writes in %s, found that %s does: %s"
                        .formatted(folder, holder, "stop it, or choose another folder"));
    }

    @Override
    public void close() throws IOException {
        try {
            channel.close();
        } finally {
            HELD.remove(folder);
        }
    }
}
