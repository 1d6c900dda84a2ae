package dev.firebreak.core.evidence;

/** Who vouches for a piece of evidence, as found when its envelope was opened. */
public sealed interface Trust {
    /**
     * A key that the tenant's policy knew signed exactly these bytes.
     *
     * @param keyId what the policy calls it
     * @param key the key itself, as the policy had it then: another one may bear the name by now
     */
    record Signed(String keyId, String key) implements Trust {}

    /** The envelope bears no signature. */
    record Unsigned() implements Trust {}

    /** Signed by a key that nobody told us of. */
    record UnknownSigner(String keyId) implements Trust {}

    /** A known key is named, and the signature is not its. */
    record BadSignature(String keyId) implements Trust {}

    /** The envelope or statement could not be read. */
    record Unreadable(String why) implements Trust {}
}
