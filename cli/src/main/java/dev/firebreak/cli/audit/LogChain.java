package dev.firebreak.cli.audit;

import dev.firebreak.core.words.Digest;
import dev.firebreak.core.words.Sha256;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * The chain of a log, computed anew: {@code hash(n) = SHA-256(hash(n-1) ‖ n ‖ body)}, n as 8 bytes,
 * big-endian; {@code hash(0)} is the SHA-256 of a fixed text. The same rule as the server's,
 * written a second time, so that neither is believed because of the other.
 */
public final class LogChain {
    private static final Digest START =
            Sha256.of("dev.firebreak journal 1".getBytes(StandardCharsets.UTF_8));

    private final Optional<String> since;
    private final List<String> problems = new ArrayList<>();
    private Digest hash = START;
    private long seq;
    private boolean met;

    /**
     * A chain before its first entry.
     *
     * @param since {@code seq:hash}, a checkpoint that the log must hold
     */
    public LogChain(Optional<String> since) {
        this.since = since;
        meet();
    }

    /**
     * Takes in the next entry as it was found.
     *
     * @return whether it follows from the ones before; after one that does not nothing is sound
     */
    public boolean sound(long foundSeq, String foundHash, byte[] body) {
        if (!problems.isEmpty()) {
            return false;
        }
        if (foundSeq != seq + 1) {
            problems.add("expected entry %d, found entry %d".formatted(seq + 1, foundSeq));
            return false;
        }
        var next =
                Sha256.of(
                        HexFormat.of().parseHex(hash.hex()),
                        ByteBuffer.allocate(Long.BYTES).putLong(foundSeq).array(),
                        body);
        if (!next.hex().equals(foundHash)) {
            problems.add(
                    "entry %d: expected chain hash %s, found %s"
                            .formatted(foundSeq, next, foundHash));
            return false;
        }
        seq = foundSeq;
        hash = next;
        meet();
        return true;
    }

    /** What the chain shows, once all entries are in. */
    public LogFolder.Chained end() {
        if (!met && since.isPresent() && problems.isEmpty()) {
            problems.add(
                    ("expected a log that holds the checkpoint %s, found one without it:"
                                    + " it was cut off, rewritten, or is an older copy")
                            .formatted(since.get()));
        }
        return new LogFolder.Chained(seq, seq + ":" + hash, problems);
    }

    private void meet() {
        met = met || since.filter((seq + ":" + hash)::equals).isPresent();
    }
}
