package dev.firebreak.server.store;

import dev.firebreak.core.words.Digest;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The three digests of one stream of bytes, taken while it passes. One use, one thread. */
final class Checksums {
    private final MessageDigest sha256 = digest("SHA-256");
    private final MessageDigest sha1 = digest("SHA-1");
    private final MessageDigest md5 = digest("MD5");

    /** Takes what remains in {@code bytes} and leaves its position alone. */
    void take(ByteBuffer bytes) {
        sha256.update(bytes.duplicate());
        sha1.update(bytes.duplicate());
        md5.update(bytes.duplicate());
    }

    /** The digests of all that was taken; nothing can be taken after it. */
    Sums sums() {
        var hex = HexFormat.of();
        return new Sums(
                new Digest(hex.formatHex(sha256.digest())),
                hex.formatHex(sha1.digest()),
                hex.formatHex(md5.digest()));
    }

    /** What a stream of bytes is known by. */
    record Sums(Digest sha256, String sha1, String md5) {}

    private static MessageDigest digest(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(
                    "expected %s in every JDK, found none: use another JDK".formatted(algorithm),
                    e);
        }
    }
}
