package dev.firebreak.wire.ddi;

import java.util.Locale;
import java.util.Optional;

/** How a device says that an action ended. */
public enum Finished {
    SUCCESS,
    FAILURE,
    NONE;

    /** The result written as {@code text}, which is in small letters. */
    static Optional<Finished> of(String text) {
        for (var finished : values()) {
            if (finished.text().equals(text)) {
                return Optional.of(finished);
            }
        }
        return Optional.empty();
    }

    String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
