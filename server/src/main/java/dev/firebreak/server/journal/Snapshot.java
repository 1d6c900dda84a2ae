package dev.firebreak.server.journal;

/**
 * The state of the fold after an entry, so that a restart need not read what came before it. What
 * is in it is its maker's affair.
 */
public final class Snapshot {
    private final int format;
    private final Checkpoint at;
    private final byte[] content;

    /**
     * @param format the version of the content's layout, from 1
     * @param at the last entry that went into the content
     * @param content the state; not copied, and not to be changed afterwards
     */
    public Snapshot(int format, Checkpoint at, byte[] content) {
        if (format < 1) {
            throw new IllegalArgumentException(
                    "expected a format from 1 on, found %d: number the layouts from 1"
                            .formatted(format));
        }
        this.format = format;
        this.at = at;
        this.content = content;
    }

    /** The version of the content's layout. */
    public int format() {
        return format;
    }

    /** The last entry that went into it. */
    public Checkpoint at() {
        return at;
    }

    /** The state. */
    public byte[] content() {
        return content;
    }
}
