package dev.firebreak.server.http;

import dev.firebreak.core.approval.Credential;
import dev.firebreak.core.words.Digest;
import dev.firebreak.core.words.Sha256;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The secrets that open the API, known by their SHA-256 only. A secret has 256 random bits, so a
 * plain hash is as good as a slow one, and the time that a look-up takes tells nothing that a
 * caller could use. Safe for many threads.
 */
public final class Tokens {
    /** Longer ones are not of ours; hashing them would be work for strangers. */
    private static final int LONGEST = 256;

    private static final int SECRET_BYTES = 32;

    /** So that a secret is recognised where it should not be, for example in a public file. */
    private static final String PREFIX = "fbk_";

    private static final SecureRandom RANDOM = new SecureRandom();

    private final Supplier<Map<Digest, Credential>> known;

    /**
     * The secrets whose hashes {@code known} has; asked each time, so a revoked one ends at once.
     */
    public Tokens(Supplier<Map<Digest, Credential>> known) {
        this.known = known;
    }

    /** Whose secret it is. */
    public Optional<Credential> find(String secret) {
        if (secret.length() > LONGEST) {
            return Optional.empty();
        }
        var digest = hash(secret);
        return Optional.ofNullable(known.get().get(digest))
                .filter(found -> same(found.secret(), digest));
    }

    /** What is kept of a secret. */
    public static Digest hash(String secret) {
        return Sha256.of(secret);
    }

    /** A secret that nobody can guess. */
    public static String newSecret() {
        var bytes = new byte[SECRET_BYTES];
        RANDOM.nextBytes(bytes);
        return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** Compares in a time that does not depend on where they differ. */
    private static boolean same(Digest a, Digest b) {
        return MessageDigest.isEqual(
                a.hex().getBytes(StandardCharsets.US_ASCII),
                b.hex().getBytes(StandardCharsets.US_ASCII));
    }
}
