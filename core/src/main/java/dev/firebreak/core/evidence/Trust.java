package dev.firebreak.core.evidence;

/** Who vouches for a piece of evidence, as found when its envelope was opened. */
public sealed interface Trust {
    /** A key that the tenant's policy knows signed exactly these bytes. */
    record Signed(String keyId) implements Trust {}

    /** The envelope bears no signature. */
    record Unsigned() implements Trust {}

    /** Signed by a key that nobody told us of. */
    record UnknownSigner(String keyId) implements Trust {}

    /** A known key is named, and the signature is not its. */
    record BadSignature(String keyId) implements Trust {}

    /** The envelope or statement could not be read. */
    record Unreadable(String why) implements Trust {}
}
