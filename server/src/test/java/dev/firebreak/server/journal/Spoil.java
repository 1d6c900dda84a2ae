package dev.firebreak.server.journal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** What bad disks do to files. */
final class Spoil {
    private Spoil() {}

    /** Flips one bit in the first place where {@code file} holds {@code marker}. */
    static void flip(Path file, byte[] marker) throws IOException {
        var bytes = Files.readAllBytes(file);
        var text = new String(bytes, StandardCharsets.ISO_8859_1);
        var place = text.indexOf(new String(marker, StandardCharsets.ISO_8859_1));
        if (place < 0) {
            throw new IOException(
                    "expected the marker in " + file + ", found none: close it first");
        }
        bytes[place] ^= 1;
        Files.write(file, bytes);
    }
}
