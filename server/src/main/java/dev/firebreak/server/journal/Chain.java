package dev.firebreak.server.journal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The rule that binds each entry to all before it: {@code hash(n) = SHA-256(hash(n-1) ‖ n ‖ body)},
 * n as 8 bytes, big-endian. The parts before the body have fixed lengths, so that no two different
 * histories give the same input. One rule for writing, reading and checking. Not safe for several
 * threads.
 */
final class Chain {
    /** Length of a hash in bytes. */
    static final int HASH_BYTES = 32;

    private static final String TAG = "dev.firebreak journal 1";

    private final MessageDigest sha256 = sha256();
    private final ByteBuffer number = ByteBuffer.allocate(Long.BYTES);
    private long seq;
    private byte[] hash;

    private Chain(long seq, byte[] hash) {
        this.seq = seq;
        this.hash = hash;
    }

    static Chain after(Checkpoint point) {
        return new Chain(point.seq(), point.hashBytes());
    }

    /** Takes {@code hash} as the hash of entry {@code seq}, whatever it is. */
    static Chain believing(long seq, byte[] hash) {
        return new Chain(seq, hash);
    }

    /** The hash before the first entry. */
    static byte[] genesis() {
        return sha256().digest(TAG.getBytes(StandardCharsets.UTF_8));
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(
                    "expected SHA-256 in every Java, found none: use an unaltered JDK", e);
        }
    }

    /** Refuses a body that no journal takes: an empty one says nothing, a huge one stops others. */
    static void requireBody(byte[] body) {
        if (body.length == 0 || body.length > Journal.MAX_BODY_BYTES) {
            throw new IllegalArgumentException(
                    "expected an entry of 1 to %d bytes, found %d: split it"
                            .formatted(Journal.MAX_BODY_BYTES, body.length));
        }
    }

    /** The number of the last entry taken in. */
    long seq() {
        return seq;
    }

    Checkpoint checkpoint() {
        return Checkpoint.of(seq, hash);
    }

    /** Takes in the next body and returns its hash. */
    byte[] extend(byte[] body) {
        hash = next(body);
        seq++;
        return hash.clone();
    }

    /**
     * Takes in the next entry as it was found.
     *
     * @throws BrokenChain if it does not follow from the one before; nothing is taken in then
     */
    void verify(long foundSeq, byte[] foundHash, byte[] body) throws BrokenChain {
        if (foundSeq != seq + 1) {
            throw new BrokenChain(seq + 1, "entry " + (seq + 1), "entry " + foundSeq);
        }
        var expected = next(body);
        if (!MessageDigest.isEqual(expected, foundHash)) {
            throw new BrokenChain(foundSeq, "chain hash " + hex(expected), hex(foundHash));
        }
        seq = foundSeq;
        hash = expected;
    }

    private byte[] next(byte[] body) {
        sha256.update(hash);
        sha256.update(number.clear().putLong(seq + 1).array());
        return sha256.digest(body);
    }

    private static String hex(byte[] hash) {
        return HexFormat.of().formatHex(hash);
    }
}
