package dev.firebreak.server.journal;

import java.io.IOException;
import java.io.Serial;

/** The journal is not what was once written: an entry is missing, changed or unreadable. */
public final class BrokenChain extends IOException {
    @Serial private static final long serialVersionUID = 1L;

    private final long seq;
    private final String expected;
    private final String found;

    /**
     * @param seq the first entry that is wrong
     * @param expected what should have been there
     * @param found what is there
     */
    public BrokenChain(long seq, String expected, String found) {
        super(
                "entry %d: expected %s, found %s: make no offers from this journal; restore a backup"
                        .formatted(seq, expected, found));
        this.seq = seq;
        this.expected = expected;
        this.found = found;
    }

    /** The number of the first entry that is wrong. */
    public long seq() {
        return seq;
    }

    /** What should have been there. */
    public String expected() {
        return expected;
    }

    /** What is there. */
    public String found() {
        return found;
    }
}
