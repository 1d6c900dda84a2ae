package dev.firebreak.server.journal;

import java.io.Serial;

/**
 * An append was refused because its caller does not know the last entry. Nothing was written, and
 * the journal itself is sound.
 */
public final class HeadMoved extends JournalFailed {
    @Serial private static final long serialVersionUID = 1L;

    /**
     * @param expected the number that the caller believed to be the last
     * @param found the number of the last entry
     */
    public HeadMoved(long expected, long found) {
        super(
                "expected entry %d to be the last, found entry %d: read on from there before you append"
                        .formatted(expected, found));
    }
}
