package dev.firebreak.server.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * Snapshots as files beside the journal. They only save time: whatever is wrong with one, it is
 * left aside and said so, and the fold starts further back.
 *
 * <p>A file is: "FBSNAP1\n" (8 bytes), format (4), entry number (8), chain hash (32), length of the
 * content (8), the content, SHA-256 of all that (32). One thread at a time.
 */
public final class SnapshotStore {
    private static final long TAG = 0x4642534E4150310AL;
    private static final int HEAD_BYTES = 8 + 4 + 8 + Chain.HASH_BYTES + 8;
    private static final Pattern NAME = Pattern.compile("snapshot-([0-9]{19})");

    private final Path folder;
    private final Consumer<String> log;

    /**
     * @param folder the folder of the journal, which the caller has open
     * @param log takes a sentence for each snapshot that is left aside
     */
    public SnapshotStore(Path folder, Consumer<String> log) {
        this.folder = folder;
        this.log = log;
    }

    /**
     * Makes {@code snapshot} durable, and deletes all others but the newest before it. Those said
     * to be after it belong to a journal that is no longer there.
     *
     * @throws IOException if it could not be written; the older ones are still there then
     */
    public void save(Snapshot snapshot) throws IOException {
        var content = snapshot.content();
        var head = ByteBuffer.allocate(HEAD_BYTES).putLong(TAG).putInt(snapshot.format());
        head.putLong(snapshot.at().seq()).put(snapshot.at().hashBytes());
        head.putLong(content.length).flip();
        var file = folder.resolve("snapshot-%019d".formatted(snapshot.at().seq()));
        DurableFiles.replace(
                file, head, ByteBuffer.wrap(content), ByteBuffer.wrap(sum(head.array(), content)));
        var older = files().stream().filter(other -> other.compareTo(file) < 0).findFirst();
        try (var all = Files.newDirectoryStream(folder, "snapshot-*")) {
            for (var other : all) {
                if (!other.equals(file) && !Optional.of(other).equals(older)) {
                    Files.delete(other);
                }
            }
        }
    }

    /**
     * The newest snapshot that is whole, in the layout {@code format}, and whose checkpoint {@code
     * journal} holds.
     *
     * @throws IOException if the folder or the journal cannot be read
     */
    public Optional<Snapshot> newest(int format, Journal journal) throws IOException {
        for (var file : files()) {
            try {
                var snapshot = read(file, format);
                var at = snapshot.at();
                if (journal.at(at.seq()).equals(Optional.of(at))) {
                    return Optional.of(snapshot);
                }
                leaveAside(file, "an entry that the journal holds", at.toString());
            } catch (Unusable e) {
                leaveAside(file, e.expected, e.found);
            }
        }
        return Optional.empty();
    }

    /**
     * A sentence if a snapshot is of entries that {@code journal} does not hold: then the journal
     * is older than it once was, or another one.
     *
     * @throws IOException if the folder or the journal cannot be read
     */
    public Optional<String> doubt(Journal journal) throws IOException {
        return strangers(journal).stream()
                .findFirst()
                .map(
                        file ->
                                ("expected the journal to hold what %s was made of, found"
                                                + " that it ends at %d or differs: it may be older")
                                        .formatted(file.getFileName(), journal.head()));
    }

    /**
     * Deletes the snapshots that give rise to {@link #doubt}.
     *
     * @throws IOException if that cannot be done; then the doubt comes back
     */
    public void forget(Journal journal) throws IOException {
        for (var file : strangers(journal)) {
            Files.delete(file);
        }
    }

    private List<Path> strangers(Journal journal) throws IOException {
        var strangers = new ArrayList<Path>();
        for (var file : files()) {
            try (var bytes = Files.newInputStream(file)) {
                var in = ByteBuffer.wrap(bytes.readNBytes(HEAD_BYTES));
                if (in.remaining() == HEAD_BYTES && in.getLong() == TAG) {
                    in.getInt();
                    var seq = in.getLong();
                    var hash = new byte[Chain.HASH_BYTES];
                    in.get(hash);
                    if (!journal.at(seq).equals(Optional.of(Checkpoint.of(seq, hash)))) {
                        strangers.add(file);
                    }
                }
            }
        }
        return strangers;
    }

    private void leaveAside(Path file, String expected, String found) {
        log.accept(
                "snapshot %s is left aside: expected %s, found %s: the state is rebuilt from older facts"
                        .formatted(file.getFileName(), expected, found));
    }

    /** Why a file is of no use. Never leaves this class. */
    private static final class Unusable extends Exception {
        private static final long serialVersionUID = 1L;

        final String expected;
        final String found;

        Unusable(String expected, String found) {
            super(expected + ", " + found);
            this.expected = expected;
            this.found = found;
        }
    }

    private static Snapshot read(Path file, int format) throws IOException, Unusable {
        var bytes = Files.readAllBytes(file);
        var in = ByteBuffer.wrap(bytes);
        if (bytes.length < HEAD_BYTES + Chain.HASH_BYTES || in.getLong() != TAG) {
            throw new Unusable("the beginning of a snapshot", bytes.length + " other bytes");
        }
        var foundFormat = in.getInt();
        var seq = in.getLong();
        var hash = new byte[Chain.HASH_BYTES];
        in.get(hash);
        var length = in.getLong();
        if (length != bytes.length - HEAD_BYTES - Chain.HASH_BYTES) {
            throw new Unusable(length + " bytes of content", bytes.length + " bytes in all");
        }
        var content = new byte[(int) length];
        in.get(content);
        if (!in.equals(ByteBuffer.wrap(sum(bytes, content)))) {
            throw new Unusable("the checksum of its bytes", "another");
        }
        if (foundFormat != format) {
            throw new Unusable("format " + format, "format " + foundFormat);
        }
        return new Snapshot(format, Checkpoint.of(seq, hash), content);
    }

    /** The checksum of a file whose head is at the beginning of {@code head}. */
    private static byte[] sum(byte[] head, byte[] content) {
        var sha256 = Chain.sha256();
        sha256.update(head, 0, HEAD_BYTES);
        return sha256.digest(content);
    }

    /** The snapshots by name, newest first; what a crash left unfinished is not among them. */
    private List<Path> files() throws IOException {
        var files = new ArrayList<Path>();
        try (var all = Files.newDirectoryStream(folder, "snapshot-*")) {
            for (var file : all) {
                if (NAME.matcher(String.valueOf(file.getFileName())).matches()) {
                    files.add(file);
                }
            }
        }
        files.sort(Comparator.reverseOrder());
        return files;
    }
}
