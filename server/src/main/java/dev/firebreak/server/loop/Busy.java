package dev.firebreak.server.loop;

/**
 * More is asked at once than is let wait; nothing was looked at, and it may be tried again (429).
 */
public final class Busy extends NotDurable {
    private static final long serialVersionUID = 1L;

    Busy(int limit) {
        super(
                "expected at most %d observations to wait, found as many: try again in a second"
                        .formatted(limit),
                false);
    }
}
