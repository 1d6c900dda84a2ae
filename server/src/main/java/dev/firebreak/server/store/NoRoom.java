package dev.firebreak.server.store;

import java.io.IOException;

/** The disk is too full for what somebody wants to write; its reserve is for the log. */
public final class NoRoom extends IOException {
    private static final long serialVersionUID = 1L;

    private final String line;

    NoRoom(long wantedBytes, long reserveBytes, long foundBytes) {
        this(
                "expected room for %d bytes and a reserve of %d, found %d: free some of the disk"
                        .formatted(wantedBytes, reserveBytes, foundBytes));
    }

    private NoRoom(String line) {
        super(line);
        this.line = line;
    }

    /** What is wrong, and what to do. */
    public String line() {
        return line;
    }
}
