package dev.firebreak.server.journal;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32C;

/**
 * A note beside the journal of the last entry that was made durable, and of which file holds it. It
 * is written after each append and not forced: after a power cut it may be behind the journal,
 * never ahead of it. So a journal that does not hold what is noted has lost entries, which the
 * journal alone cannot show: a cut-off tail and a write-ahead log with a flipped bit both look like
 * a shorter history.
 *
 * <p>64 bytes: CRC32C of the rest (4), "FBH1" (4), entry number (8), hash (32), inode number of the
 * file (8), when it was made (8; nanoseconds since 1970, 0 = unknown).
 */
final class HeadNote implements AutoCloseable {
    private static final String NAME = "head";
    private static final int TAG = 0x46424831;
    private static final int BYTES = 64;
    private static final int CRC_BYTES = 4;

    /** A reader beside a running server may see half of a write; the next look sees it whole. */
    private static final int LOOKS = 5;

    /** Not a channel: that would be closed for good when a thread is interrupted inside it. */
    private final RandomAccessFile file;

    private HeadNote(RandomAccessFile file) {
        this.file = file;
    }

    /**
     * What was noted.
     *
     * @param head the last durable entry
     * @param origin of the file that held it
     */
    record Noted(Checkpoint head, Origin origin) {}

    /**
     * By what the file system tells a file from a copy of it. A number alone is not enough: it is
     * given again when its file was deleted.
     *
     * @param inode the file's number
     * @param bornNanos when it was made, since 1970; 0 if the file system does not know
     */
    record Origin(long inode, long bornNanos) {
        /** Of the file as it is now. */
        static Origin of(Path file) throws IOException {
            var inode = ((Number) Files.getAttribute(file, "unix:ino")).longValue();
            return new Origin(inode, tellsBirth(file) ? born(file) : 0);
        }

        private static long born(Path file) throws IOException {
            return Files.readAttributes(file, BasicFileAttributes.class)
                    .creationTime()
                    .to(TimeUnit.NANOSECONDS);
        }

        /** Where no birth is known, Java tells the last change instead: then both can be set. */
        private static boolean tellsBirth(Path file) throws IOException {
            var probe =
                    Files.createTempFile(file.toAbsolutePath().resolveSibling(""), "", ".probe");
            try {
                Files.setLastModifiedTime(probe, FileTime.fromMillis(0));
                return born(probe) != 0;
            } finally {
                Files.delete(probe);
            }
        }

        /** Whether a file of origin {@code other} may be this one. */
        boolean fits(Origin other) {
            var unknown = bornNanos == 0 || other.bornNanos == 0;
            return inode == other.inode && (unknown || bornNanos == other.bornNanos);
        }
    }

    /**
     * Opens the note in {@code folder} for writing. One that is not there is made, with its space:
     * beside an empty journal it says so, beside another it says nothing until the first append.
     */
    static HeadNote open(Path folder, Checkpoint head, Origin origin) throws IOException {
        var path = folder.resolve(NAME);
        if (!Files.exists(path)) {
            var first = head.seq() == 0 ? bytes(head, origin) : new byte[BYTES];
            DurableFiles.replace(path, ByteBuffer.wrap(first));
        }
        return new HeadNote(new RandomAccessFile(path.toFile(), "rw"));
    }

    /** What the note in {@code folder} says, if there is one that can be read. */
    static Optional<Noted> read(Path folder) throws IOException {
        var path = folder.resolve(NAME);
        Optional<Noted> noted = Optional.empty();
        for (int look = 0; look < LOOKS && noted.isEmpty() && Files.exists(path); look++) {
            try (var in = Files.newInputStream(path)) {
                noted = parse(in.readNBytes(BYTES));
            }
        }
        return noted;
    }

    private static Optional<Noted> parse(byte[] found) {
        var bytes = ByteBuffer.wrap(found);
        if (found.length < BYTES || bytes.getInt() != crc(found) || bytes.getInt() != TAG) {
            return Optional.empty();
        }
        var seq = bytes.getLong();
        var hash = new byte[Chain.HASH_BYTES];
        bytes.get(hash);
        var origin = new Origin(bytes.getLong(), bytes.getLong());
        return Optional.of(new Noted(Checkpoint.of(seq, hash), origin));
    }

    void write(Checkpoint head, Origin origin) throws IOException {
        file.seek(0);
        file.write(bytes(head, origin));
    }

    private static byte[] bytes(Checkpoint head, Origin origin) {
        var bytes = ByteBuffer.allocate(BYTES).putInt(0).putInt(TAG);
        bytes.putLong(head.seq()).put(head.hashBytes());
        bytes.putLong(origin.inode()).putLong(origin.bornNanos());
        return bytes.putInt(0, crc(bytes.array())).array();
    }

    private static int crc(byte[] bytes) {
        var crc = new CRC32C();
        crc.update(bytes, CRC_BYTES, BYTES - CRC_BYTES);
        return (int) crc.getValue();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
