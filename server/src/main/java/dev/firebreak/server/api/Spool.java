package dev.firebreak.server.api;

import dev.firebreak.server.store.Room;

import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * An answer that grows while its request is still being read. It cannot be sent meanwhile: a client
 * that reads nothing before it has sent everything would wait for us, and we for it. Short ones
 * stay in memory, long ones go to a file that is gone with the spool.
 */
final class Spool implements AutoCloseable {
    private static final int IN_MEMORY_BYTES = 1 << 20;

    private final Path folder;
    private final Room.Lot lot;
    private final ByteArrayOutputStream memory = new ByteArrayOutputStream();
    private Optional<Path> file = Optional.empty();
    private OutputStream out = memory;

    /**
     * A spool in {@code folder}, of whose disk {@code room} says how much there is.
     *
     * @throws IOException if there is none
     */
    Spool(Path folder, Room room) throws IOException {
        this.folder = folder;
        this.lot = room.take(0);
    }

    /**
     * Makes sure that so many bytes can be added, before something is done that they must tell.
     *
     * @throws IOException if they cannot
     */
    void expect(long bytes) throws IOException {
        lot.expect(bytes);
    }

    /** Adds {@code bytes}. */
    void write(byte[] bytes) throws IOException {
        if (file.isEmpty() && memory.size() + bytes.length > IN_MEMORY_BYTES) {
            var path = Files.createTempFile(folder, "answer", ".ndjson");
            file = Optional.of(path);
            out = new BufferedOutputStream(Files.newOutputStream(path));
            memory.writeTo(out);
            memory.reset();
        }
        lot.write(bytes.length);
        out.write(bytes);
    }

    /** Copies everything to {@code target}; nothing can be added afterwards. */
    void copyTo(OutputStream target) throws IOException {
        out.close();
        try (InputStream in =
                file.isPresent()
                        ? Files.newInputStream(file.get())
                        : new ByteArrayInputStream(memory.toByteArray())) {
            in.transferTo(target);
        }
    }

    @Override
    public void close() throws IOException {
        lot.close();
        out.close();
        if (file.isPresent()) {
            Files.deleteIfExists(file.get());
        }
    }
}
