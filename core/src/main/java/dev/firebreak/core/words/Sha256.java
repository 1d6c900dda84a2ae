package dev.firebreak.core.words;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 (FIPS 180-4) of bytes and of texts in UTF-8: a pure function, and the only one used. */
public final class Sha256 {
    private Sha256() {}

    /** The digest of {@code parts}, one after the other. */
    public static Digest of(byte[]... parts) {
        return new Digest(HexFormat.of().formatHex(bytes(parts)));
    }

    /** The digest of {@code text} in UTF-8. */
    public static Digest of(String text) {
        return of(text.getBytes(StandardCharsets.UTF_8));
    }

    static byte[] bytes(byte[]... parts) {
        try {
            var sha = MessageDigest.getInstance("SHA-256");
            for (var part : parts) {
                sha.update(part);
            }
            return sha.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("expected SHA-256 in every JDK, found none", e);
        }
    }
}
