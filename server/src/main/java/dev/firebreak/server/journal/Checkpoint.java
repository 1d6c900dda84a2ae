package dev.firebreak.server.journal;

import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * A point in the journal, to be kept elsewhere: the number of an entry and the hash that commits to
 * it and all before it. A journal that does not hold a checkpoint taken from it earlier was cut
 * off, rewritten, or is an older copy.
 *
 * @param seq the entry's number; 0 before the first
 * @param hash 64 lower-case hex digits
 */
public record Checkpoint(long seq, String hash) {
    private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");
    private static final Pattern TEXT = Pattern.compile("(0|[1-9][0-9]{0,17}):([0-9a-f]{64})");

    /** The point before the first entry of every journal. */
    public static final Checkpoint START = of(0, Chain.genesis());

    /** Refuses what cannot be a point in a journal. */
    public Checkpoint {
        if (seq < 0 || !HASH.matcher(hash).matches()) {
            throw new IllegalArgumentException(
                    "expected an entry number and 64 lower-case hex digits, found %d and '%s': %s"
                            .formatted(seq, hash, "take both from 'audit verify'"));
        }
    }

    /** The checkpoint of entry {@code seq} with the 32 bytes of {@code hash}. */
    static Checkpoint of(long seq, byte[] hash) {
        return new Checkpoint(seq, HexFormat.of().formatHex(hash));
    }

    /**
     * The checkpoint of an entry as it is stored.
     *
     * @throws BrokenChain if {@code hash} cannot be a hash
     */
    static Checkpoint found(long seq, byte[] hash) throws BrokenChain {
        if (hash.length != Chain.HASH_BYTES) {
            throw new BrokenChain(seq, "a hash of 32 bytes", hash.length + " bytes");
        }
        return of(seq, hash);
    }

    /**
     * Reads what {@link #toString} writes.
     *
     * @throws IllegalArgumentException if {@code text} is anything else
     */
    public static Checkpoint parse(String text) {
        var found = TEXT.matcher(text.strip());
        if (!found.matches()) {
            throw new IllegalArgumentException(
                    "expected a checkpoint such as 1042:9f86d081…, a number and 64 hex digits, found '%s': %s"
                            .formatted(text, "copy the line that 'audit verify' printed"));
        }
        return new Checkpoint(Long.parseLong(found.group(1)), found.group(2));
    }

    /** The 32 bytes of the hash. */
    public byte[] hashBytes() {
        return HexFormat.of().parseHex(hash);
    }

    /** One word, {@code seq:hash}, for a command line or a note in a safe. */
    @Override
    public String toString() {
        return seq + ":" + hash;
    }
}
