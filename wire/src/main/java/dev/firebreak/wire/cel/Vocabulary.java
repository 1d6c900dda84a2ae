package dev.firebreak.wire.cel;

import java.util.List;
import java.util.Set;

/** Which names an expression may use. */
public enum Vocabulary {
    /** {@code attributes} and {@code reported}, each a map of texts: rules of the fleet. */
    RULE,

    /**
     * {@code device}, with the operator's attributes and what they make of it: waves. What the
     * device says of itself is not among it.
     */
    SELECTOR;

    /** The names of the variables. */
    List<String> roots() {
        return switch (this) {
            case RULE -> List.of("attributes", "reported");
            case SELECTOR -> List.of("device");
        };
    }

    /** What {@code device} has; empty = the variables are maps with any key. */
    Set<String> fields() {
        return switch (this) {
            case RULE -> Set.of();
            case SELECTOR -> Set.of("id", "attributes", "tier", "region", "customer", "group");
        };
    }
}
