package dev.firebreak.wire.cel;

import java.util.Map;

/**
 * A condition over one device. It holds only if it comes to exactly {@code true}: a missing key or
 * a failure is no yes. Safe for use by many threads.
 */
public final class Condition {
    private final Expression expression;

    private Condition(Expression expression) {
        this.expression = expression;
    }

    /**
     * A condition of a rule of the fleet.
     *
     * @throws ConditionFault if {@code text} is none
     */
    public static Condition rule(String text) {
        return new Condition(Expression.compile(text, Vocabulary.RULE, Expression.Kind.TRUTH));
    }

    /**
     * A condition of a wave.
     *
     * @throws ConditionFault if {@code text} is none
     */
    public static Condition selector(String text) {
        return new Condition(Expression.compile(text, Vocabulary.SELECTOR, Expression.Kind.TRUTH));
    }

    /** Whether it holds for a device; {@code facts} has the variables of its vocabulary. */
    public boolean holds(Map<String, ?> facts) {
        return expression.value(facts).filter(Boolean.TRUE::equals).isPresent();
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
