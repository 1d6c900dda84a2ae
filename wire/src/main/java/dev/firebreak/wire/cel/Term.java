package dev.firebreak.wire.cel;

import java.util.Map;
import java.util.Optional;

/** A text made from a device's attributes, for example its region. Safe for many threads. */
public final class Term {
    private final Expression expression;

    private Term(Expression expression) {
        this.expression = expression;
    }

    /**
     * A term of a rule of the fleet.
     *
     * @throws ConditionFault if {@code text} is none
     */
    public static Term rule(String text) {
        return new Term(Expression.compile(text, Vocabulary.RULE, Expression.Kind.TEXT));
    }

    /** Its text for a device; empty if the device does not have what it needs. */
    public Optional<String> text(Map<String, ?> facts) {
        return expression
                .value(facts)
                .filter(String.class::isInstance)
                .map(String.class::cast)
                .filter(text -> !text.isBlank());
    }

    /** What it looks at. */
    public Reads reads() {
        return expression.reads();
    }

    /** How often it failed for another reason than a missing key. */
    public long faults() {
        return expression.faults();
    }
}
