package dev.firebreak.server.journal;

import java.io.IOException;
import java.io.Serial;

/**
 * An append whose durability cannot be promised. Whether its entries are there is known only after
 * a restart; nobody may be told of them before that.
 */
public class JournalFailed extends IOException {
    @Serial private static final long serialVersionUID = 1L;

    /**
     * @param message what was expected, what was found, what to do
     */
    public JournalFailed(String message) {
        super(message);
    }

    /**
     * @param message what was expected, what was found, what to do
     * @param cause what the store said
     */
    public JournalFailed(String message, Throwable cause) {
        super(message, cause);
    }
}
