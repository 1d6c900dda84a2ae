package dev.firebreak.server.journal;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * A note beside the journal of the last entry that was made durable, and of which file holds it. It
 * is written after each append and not forced: after a power cut it may be behind the journal,
 * never ahead of it. So a journal that does not hold what is noted has lost entries, which the
 * journal alone cannot show: a cut-off tail and a write-ahead log with a flipped bit both look like
 * a shorter history.
 *
 * <p>56 bytes: CRC32C of the rest (4), "FBH1" (4), entry number (8), hash (32), inode number of the
 * file (8).
 */
final class HeadNote implements AutoCloseable {
    private static final String NAME = "head";
    private static final int TAG = 0x46424831;
    private static final int BYTES = 56;
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
     * @param inode the number of the file that held it
     */
    record Noted(Checkpoint head, long inode) {}

    /**
     * Opens the note in {@code folder} for writing. One that is not there is made, with its space:
     * beside an empty journal it says so, beside another it says nothing until the first append.
     */
    static HeadNote open(Path folder, Checkpoint head, long inode) throws IOException {
        var path = folder.resolve(NAME);
        if (!Files.exists(path)) {
            var first = head.seq() == 0 ? bytes(head, inode) : new byte[BYTES];
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
        return Optional.of(new Noted(Checkpoint.of(seq, hash), bytes.getLong()));
    }

    void write(Checkpoint head, long inode) throws IOException {
        file.seek(0);
        file.write(bytes(head, inode));
    }

    private static byte[] bytes(Checkpoint head, long inode) {
        var bytes = ByteBuffer.allocate(BYTES).putInt(0).putInt(TAG);
        bytes.putLong(head.seq()).put(head.hashBytes()).putLong(inode);
        return bytes.putInt(0, crc(bytes.array())).array();
    }

    private static int crc(byte[] bytes) {
        var crc = new CRC32C();
        crc.update(bytes, CRC_BYTES, BYTES - CRC_BYTES);
        return (int) crc.getValue();
    }

    /** The number by which the file system knows {@code file}; a restored copy has another one. */
    static long inode(Path file) throws IOException {
        return ((Number) Files.getAttribute(file, "unix:ino")).longValue();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
