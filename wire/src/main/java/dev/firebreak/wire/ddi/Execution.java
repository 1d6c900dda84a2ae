package dev.firebreak.wire.ddi;

import java.util.Locale;
import java.util.Optional;

/** Where a device says that it is with an action. */
public enum Execution {
    CLOSED,
    PROCEEDING,
    CANCELED,
    SCHEDULED,
    REJECTED,
    RESUMED,
    DOWNLOADED,
    DOWNLOAD;

    /** The execution written as {@code text}, which is in small letters. */
    static Optional<Execution> of(String text) {
        for (var execution : values()) {
            if (execution.text().equals(text)) {
                return Optional.of(execution);
            }
        }
        return Optional.empty();
    }

    String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
