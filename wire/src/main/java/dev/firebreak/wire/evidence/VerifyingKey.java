package dev.firebreak.wire.evidence;

import dev.firebreak.core.words.Sha256;
import dev.firebreak.wire.json.Malformed;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/** The public half of a signing key: 32 bytes, written in base64 in policies. */
public final class VerifyingKey {
    private static final int LENGTH = 32;
    private static final int ID_DIGITS = 16;

    /** What comes before the 32 bytes in an X.509 public key of this kind (RFC 8410). */
    private static final byte[] PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");

    private final byte[] raw;
    private final PublicKey key;

    private VerifyingKey(byte[] raw, PublicKey key) {
        this.raw = raw;
        this.key = key;
    }

    /**
     * The key that a policy writes as {@code base64}.
     *
     * @throws Malformed if it is not the base64 of a public key of 32 bytes
     */
    public static VerifyingKey parse(String base64) {
        try {
            var raw = Base64.getDecoder().decode(base64);
            if (raw.length != LENGTH) {
                throw malformed("%d bytes".formatted(raw.length));
            }
            var encoded = Arrays.copyOf(PREFIX, PREFIX.length + LENGTH);
            System.arraycopy(raw, 0, encoded, PREFIX.length, LENGTH);
            return new VerifyingKey(
                    raw,
                    KeyFactory.getInstance("Ed25519")
                            .generatePublic(new X509EncodedKeySpec(encoded)));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw malformed("another text");
        }
    }

    static VerifyingKey of(PublicKey key) {
        var encoded = key.getEncoded();
        return new VerifyingKey(
                Arrays.copyOfRange(encoded, encoded.length - LENGTH, encoded.length), key);
    }

    /** {@code ed25519:} and the first 16 digits of the SHA-256 of the 32 bytes. */
    public String keyId() {
        return "ed25519:" + Sha256.of(raw).hex().substring(0, ID_DIGITS);
    }

    /** The 32 bytes in base64. */
    public String base64() {
        return Base64.getEncoder().encodeToString(raw);
    }

    /** Whether {@code signature} over {@code message} was made with this key's private half. */
    public boolean verifies(byte[] message, byte[] signature) {
        try {
            var verification = Signature.getInstance("Ed25519");
            verification.initVerify(key);
            verification.update(message);
            return verification.verify(signature);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private static Malformed malformed(String found) {
        return new Malformed(
                "",
                "expected an Ed25519 public key of 32 bytes in base64, found %s: copy it from 'evidence sign'"
                        .formatted(found));
    }
}
