package dev.firebreak.server.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What strangers' bytes may take of a disk: a reserve stays free, so that the log can grow and
 * stops be kept. Whoever writes takes a lot first, as long as was announced, or a step at a time
 * where nothing was; the lots that are open count as taken. Safe for many threads.
 */
public final class Room {
    /** Left free for the log; some million entries. */
    private static final long RESERVE_BYTES = 256L << 20;

    /** So often others than we are looked for, who may fill the disk as well. */
    private static final long STEP_BYTES = 4L << 20;

    private final Free free;
    private final long reserveBytes;
    private long promisedBytes;

    /** How many bytes the disk has left. */
    @FunctionalInterface
    public interface Free {
        long bytes() throws IOException;
    }

    /**
     * Room on any disk.
     *
     * @param reserveBytes what is left free in any case
     */
    public Room(Free free, long reserveBytes) {
        this.free = free;
        this.reserveBytes = reserveBytes;
    }

    /** Room on the disk that {@code folder} is on, with the usual reserve. */
    public static Room on(Path folder) {
        return new Room(() -> Files.getFileStore(folder).getUsableSpace(), RESERVE_BYTES);
    }

    /**
     * Sets room aside.
     *
     * @param bytes as many as were announced; 0 if nothing was
     * @throws NoRoom if the reserve would not stay free
     */
    public Lot take(long bytes) throws IOException {
        var lot = new Lot();
        try {
            lot.expect(bytes);
        } catch (IOException e) {
            lot.close();
            throw e;
        }
        return lot;
    }

    /** How much is promised to those who write and not written yet. */
    public synchronized long promisedBytes() {
        return promisedBytes;
    }

    private synchronized void promise(long bytes) throws IOException {
        var found = free.bytes();
        var wanted = promisedBytes + bytes;
        if (found - wanted < reserveBytes) {
            throw new NoRoom(wanted, reserveBytes, found);
        }
        promisedBytes = wanted;
    }

    private synchronized void settle(long bytes) {
        promisedBytes -= bytes;
    }

    /** What one writer may write; one thread at a time. */
    public final class Lot implements AutoCloseable {
        private long leftBytes;
        private long unseenBytes;

        private Lot() {}

        /**
         * Makes sure that {@code bytes} more can be written.
         *
         * @throws NoRoom if the reserve would not stay free
         */
        public void expect(long bytes) throws IOException {
            var more = Math.max(0, bytes - leftBytes);
            promise(more);
            leftBytes += more;
            unseenBytes = 0;
        }

        /**
         * So many bytes are about to be written.
         *
         * @throws NoRoom if the reserve would not stay free; they must not be written then
         */
        public void write(long bytes) throws IOException {
            if (bytes > leftBytes) {
                expect(Math.max(bytes, STEP_BYTES));
            } else if (unseenBytes >= STEP_BYTES) {
                expect(0);
            }
            leftBytes -= bytes;
            unseenBytes += bytes;
            settle(bytes);
        }

        /** Gives back what was not written. */
        @Override
        public void close() {
            settle(leftBytes);
            leftBytes = 0;
        }
    }
}
