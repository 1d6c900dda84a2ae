package dev.firebreak.core.laws;

import java.util.Optional;

/** What a law objects to: what it expected, and what it found. */
record Finding(String expected, String found) {
    @SuppressWarnings("AnnotateFormatMethod") // the annotation would be a dependency of its own
    static Optional<Finding> of(String expected, String found, Object... values) {
        return Optional.of(new Finding(expected, found.formatted(values)));
    }

    /** Nothing to object to. */
    static final Optional<Finding> NONE = Optional.empty();
}
