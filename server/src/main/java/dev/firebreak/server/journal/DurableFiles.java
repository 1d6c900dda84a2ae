package dev.firebreak.server.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Files and folders that only their owner can open and that are whole or not there at all. */
final class DurableFiles {
    private static final Set<PosixFilePermission> FOLDER =
            PosixFilePermissions.fromString("rwx------");
    private static final Set<PosixFilePermission> FILE =
            PosixFilePermissions.fromString("rw-------");

    private DurableFiles() {}

    /** Marks a file that is still being written; after a crash such files are rubbish. */
    static final String UNFINISHED = ".unfinished";

    /**
     * Makes {@code folder} if it is not there.
     *
     * @throws IOException if others than its owner may enter it. It is not narrowed silently: who
     *     passes a shared folder by mistake must not find it shut for everybody else
     */
    static void privateFolder(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            Files.createDirectories(around(folder));
            Files.createDirectory(folder, PosixFilePermissions.asFileAttribute(FOLDER));
            forceFolder(around(folder));
        }
        var found = Files.getPosixFilePermissions(folder);
        if (!FOLDER.containsAll(found)) {
            throw new IOException(
                    "expected a folder that only its owner may enter, found %s with %s: chmod 700 %s"
                            .formatted(folder, PosixFilePermissions.toString(found), folder));
        }
    }

    /** Makes {@code file} if it is not there, and keeps it to its owner. */
    static void privateFile(Path file) throws IOException {
        if (Files.exists(file)) {
            Files.setPosixFilePermissions(file, FILE);
        } else {
            Files.createFile(file, ownerOnly());
            forceFolder(around(file));
        }
    }

    /**
     * Puts a file with the bytes of {@code parts} in the place of {@code file}. A crash on the way
     * leaves the old file, or none, and perhaps one named {@link #UNFINISHED}.
     */
    static void replace(Path file, ByteBuffer... parts) throws IOException {
        var unfinished = file.resolveSibling(file.getFileName() + UNFINISHED);
        Files.deleteIfExists(unfinished);
        try (var channel =
                FileChannel.open(
                        unfinished,
                        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                        ownerOnly())) {
            for (var part : parts) {
                while (part.hasRemaining()) {
                    channel.write(part);
                }
            }
            channel.force(true);
        }
        Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
        forceFolder(around(file));
    }

    /** Makes the names in {@code folder} survive a power cut. */
    static void forceFolder(Path folder) throws IOException {
        try (var channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /** The folder that {@code path} is in. */
    private static Path around(Path path) {
        return path.toAbsolutePath().resolveSibling("");
    }

    private static FileAttribute<Set<PosixFilePermission>> ownerOnly() {
        return PosixFilePermissions.asFileAttribute(FILE);
    }
}
