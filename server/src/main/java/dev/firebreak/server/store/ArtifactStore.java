package dev.firebreak.server.store;

import dev.firebreak.core.words.Digest;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Files addressed by their SHA-256. A file becomes visible under its digest only when it is whole
 * and forced to the disk; until then it is a part, which may be resumed if its digest was named
 * beforehand. Safe for many threads.
 */
public final class ArtifactStore {
    /** Unfinished uploads at a time: each may be as large as the limit. */
    private static final int MOST_PARTS = 64;

    /** Nobody comes back to an upload after this long. */
    private static final Duration PART_LIFE = Duration.ofDays(2);

    private static final int CHUNK_BYTES = 64 << 10;

    private final Path whole;
    private final Path parts;
    private final long limitBytes;
    private final Room room;
    private final Set<String> busy = ConcurrentHashMap.newKeySet();
    private final SecureRandom random = new SecureRandom();

    /** What an upload came to. */
    public sealed interface Uploaded {
        /** All of it is durable, under its digest. */
        record Whole(StoredArtifact artifact) implements Uploaded {}

        /** The part is kept; {@code receivedBytes} in all so far. */
        record Part(long receivedBytes) implements Uploaded {}
    }

    /**
     * Where the bytes of a request belong in the whole file.
     *
     * @param firstByte the offset of the first of them
     * @param sizeBytes how long the part is
     * @param totalBytes how long the whole file is
     */
    public record Span(long firstByte, long sizeBytes, long totalBytes) {}

    private ArtifactStore(Path whole, Path parts, long limitBytes, Room room) {
        this.whole = whole;
        this.parts = parts;
        this.limitBytes = limitBytes;
        this.room = room;
    }

    /**
     * The store in {@code folder}, which is made if need be, with the room that its disk has.
     *
     * @param limitBytes the longest file that is taken
     * @throws IOException if the folder cannot be made or read
     */
    public static ArtifactStore open(Path folder, long limitBytes) throws IOException {
        return open(folder, limitBytes, Room.on(Files.createDirectories(folder)));
    }

    /**
     * The store in {@code folder}, which is made if need be; abandoned parts are removed.
     *
     * @param limitBytes the longest file that is taken
     * @param room what files may take of the disk
     * @throws IOException if the folder cannot be made or read
     */
    public static ArtifactStore open(Path folder, long limitBytes, Room room) throws IOException {
        var store =
                new ArtifactStore(
                        Files.createDirectories(folder.resolve("sha256")),
                        Files.createDirectories(folder.resolve("incoming")),
                        limitBytes,
                        room);
        store.dropAbandoned();
        return store;
    }

    /** The longest file that is taken, in bytes. */
    public long limitBytes() {
        return limitBytes;
    }

    /**
     * The whole file with this digest, if the store has it.
     *
     * @throws IOException if the disk fails
     */
    public Optional<StoredArtifact> find(Digest digest) throws IOException {
        var file = file(digest);
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        var size = Files.size(file);
        try {
            var sums =
                    Files.readString(sums(digest), StandardCharsets.UTF_8).strip().split(" ", -1);
            return Optional.of(new StoredArtifact(digest, sums[0], sums[1], size, file));
        } catch (NoSuchFileException e) {
            // The sums are written first, so only a person can have removed them: make them anew.
            var made = checksums(file).sums();
            writeSums(made);
            return Optional.of(new StoredArtifact(digest, made.sha1(), made.md5(), size, file));
        }
    }

    /** How many bytes of an unfinished upload are kept; 0 if there is none. */
    public long received(Digest digest) throws IOException {
        var part = part(digest.hex());
        return Files.isRegularFile(part) ? Files.size(part) : 0;
    }

    /**
     * Takes a file of which not even the length is known beforehand; if the bytes stop, nothing is
     * kept.
     *
     * @throws IOException if the bytes stop coming or the disk fails
     * @throws UploadRefused if the store does not take it
     */
    public StoredArtifact add(InputStream bytes) throws IOException, UploadRefused {
        return add(bytes, 0);
    }

    /**
     * The same for a file that is said to be {@code announcedBytes} long; 0 if nothing is said.
     *
     * @throws IOException if the bytes stop coming or the disk fails
     * @throws UploadRefused if the store does not take it
     */
    public StoredArtifact add(InputStream bytes, long announcedBytes)
            throws IOException, UploadRefused {
        if (announcedBytes > limitBytes) {
            throw tooLarge(0);
        }
        var name = new byte[16];
        random.nextBytes(name);
        var part = part(HexFormat.of().formatHex(name));
        countParts(part);
        var checksums = new Checksums();
        try (var lot = room.take(announcedBytes)) {
            receive(bytes, part, lot, checksums, 0, limitBytes);
            return finish(part, checksums.sums());
        } catch (NoRoom e) {
            throw noRoom(e, 0);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    /**
     * Takes a part of the file with a digest that was named beforehand. What was received stays,
     * also when the bytes stop in the middle; the next part begins where they stopped.
     *
     * @throws IOException if the bytes stop coming or the disk fails
     * @throws UploadRefused if the store does not take it
     */
    public Uploaded add(Digest digest, Span span, InputStream bytes)
            throws IOException, UploadRefused {
        var known = find(digest);
        if (known.isPresent()) {
            return new Uploaded.Whole(known.get());
        }
        if (!busy.add(digest.hex())) {
            throw new UploadRefused(
                    UploadRefused.Why.BUSY,
                    0,
                    "expected one upload of %s at a time, found another one: wait for it"
                            .formatted(digest.brief()));
        }
        try {
            return addAlone(digest, span, bytes);
        } finally {
            busy.remove(digest.hex());
        }
    }

    private Uploaded addAlone(Digest digest, Span span, InputStream bytes)
            throws IOException, UploadRefused {
        var part = part(digest.hex());
        var have = received(digest);
        if (span.firstByte() != have) {
            throw new UploadRefused(
                    UploadRefused.Why.NOT_NEXT,
                    have,
                    "expected the part that begins at byte %d, found %d: continue from there"
                            .formatted(have, span.firstByte()));
        }
        if (span.totalBytes() > limitBytes) {
            throw tooLarge(have);
        }
        countParts(part);
        var checksums = have == 0 ? new Checksums() : checksums(part);
        try (var lot = room.take(span.totalBytes() - have)) {
            receive(bytes, part, lot, checksums, have, have + span.sizeBytes());
        } catch (NoRoom e) {
            throw noRoom(e, received(digest));
        }
        var now = Files.size(part);
        if (now < span.totalBytes()) {
            return new Uploaded.Part(now);
        }
        var sums = checksums.sums();
        if (!sums.sha256().equals(digest)) {
            Files.delete(part);
            throw new UploadRefused(
                    UploadRefused.Why.OTHER_DIGEST,
                    0,
                    "expected bytes with the digest %s, found %s: send the file again from its start"
                            .formatted(digest, sums.sha256()));
        }
        return new Uploaded.Whole(finish(part, sums));
    }

    /** Appends the bytes to {@code part}, which has {@code have} of them, up to {@code most}. */
    private void receive(
            InputStream bytes, Path part, Room.Lot lot, Checksums checksums, long have, long most)
            throws IOException, UploadRefused {
        try (var out =
                FileChannel.open(
                        part,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.APPEND)) {
            var chunk = new byte[CHUNK_BYTES];
            var total = have;
            for (int n = bytes.read(chunk); n >= 0; n = bytes.read(chunk)) {
                if (total + n > most) {
                    throw tooLarge(total);
                }
                total += n;
                lot.write(n);
                var received = ByteBuffer.wrap(chunk, 0, n);
                checksums.take(received);
                writeFully(out, received);
            }
            out.force(true);
        }
    }

    /** Makes a received file visible under its digest. */
    private StoredArtifact finish(Path part, Checksums.Sums sums) throws IOException {
        var file = file(sums.sha256());
        Files.createDirectories(folder(sums.sha256()));
        // A crash here leaves a part that is resumed or dropped: nobody was told of it.
        writeSums(sums);
        // A crash here leaves sums without a file: find does not see them, the next upload
        // rewrites them.
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        // A crash before this line may lose the name; the caller has no answer yet.
        forceFolder(folder(sums.sha256()));
        forceFolder(whole); // the folder may be new itself
        return new StoredArtifact(sums.sha256(), sums.sha1(), sums.md5(), Files.size(file), file);
    }

    private void writeSums(Checksums.Sums sums) throws IOException {
        var file = sums(sums.sha256());
        Files.createDirectories(folder(sums.sha256()));
        try (var out =
                FileChannel.open(
                        file,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.TRUNCATE_EXISTING)) {
            var line = "%s %s%n".formatted(sums.sha1(), sums.md5());
            writeFully(out, ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8)));
            out.force(true);
        }
    }

    private static Checksums checksums(Path file) throws IOException {
        var sums = new Checksums();
        try (var in = FileChannel.open(file, StandardOpenOption.READ)) {
            var chunk = ByteBuffer.allocate(CHUNK_BYTES);
            while (in.read(chunk) >= 0) {
                sums.take(chunk.flip());
                chunk.clear();
            }
        }
        return sums;
    }

    private static void writeFully(FileChannel out, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            out.write(bytes);
        }
    }

    private static void forceFolder(Path folder) throws IOException {
        try (var channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private void countParts(Path part) throws IOException, UploadRefused {
        try (var open = Files.list(parts)) {
            if (!Files.exists(part) && open.count() >= MOST_PARTS) {
                throw new UploadRefused(
                        UploadRefused.Why.NO_ROOM,
                        0,
                        "expected at most %d unfinished uploads, found as many: finish one"
                                .formatted(MOST_PARTS));
            }
        }
    }

    private void dropAbandoned() throws IOException {
        var oldest = Instant.now().minus(PART_LIFE);
        try (var open = Files.list(parts)) {
            for (var part : open.toList()) {
                var named = part.getFileName().toString().length() > 64;
                if (!named || Files.getLastModifiedTime(part).toInstant().isBefore(oldest)) {
                    Files.deleteIfExists(part);
                }
            }
        }
    }

    private static UploadRefused noRoom(NoRoom why, long have) {
        return new UploadRefused(UploadRefused.Why.NO_ROOM, have, why.line());
    }

    private UploadRefused tooLarge(long have) {
        return new UploadRefused(
                UploadRefused.Why.TOO_LARGE,
                have,
                "expected at most %d bytes and no more than announced, found more: split the file"
                        .formatted(limitBytes));
    }

    /** Files by the first two digits of their digests, so that no folder grows too long. */
    private Path folder(Digest digest) {
        return whole.resolve(digest.hex().substring(0, 2));
    }

    private Path file(Digest digest) {
        return folder(digest).resolve(digest.hex());
    }

    private Path sums(Digest digest) {
        return folder(digest).resolve(digest.hex() + ".sums");
    }

    private Path part(String name) {
        return parts.resolve(name + ".part");
    }
}
