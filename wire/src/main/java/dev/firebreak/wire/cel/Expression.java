package dev.firebreak.wire.cel;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Something that can be worked out from the facts of one device. */
interface Expression {
    /** Longer ones are refused: a rule that nobody can read is no rule. */
    int LONGEST = 2000;

    /** What an expression must come to. */
    enum Kind {
        TRUTH,
        TEXT
    }

    /** The value; empty if the facts do not have what it needs. */
    Optional<Object> value(Map<String, ?> facts);

    /** What it looks at. */
    Reads reads();

    /** How often it failed for another reason than a missing key. */
    long faults();

    /**
     * The expression written in {@code text}.
     *
     * @throws ConditionFault if there is none
     */
    static Expression compile(String text, Vocabulary vocabulary, Kind kind) {
        if (text.length() > LONGEST) {
            throw new ConditionFault("write at most %d characters".formatted(LONGEST), "…");
        }
        var plain = PlainExpression.read(text.strip(), vocabulary, kind);
        return plain.isPresent() ? plain.get() : CelExpression.compile(text, vocabulary, kind);
    }

    /** What stands at the end of {@code path} in maps within maps. */
    static Optional<Object> walk(Map<String, ?> facts, List<String> path) {
        Object here = facts;
        for (var key : path) {
            if (!(here instanceof Map<?, ?> map)) {
                return Optional.empty();
            }
            var next = map.get(key);
            if (next == null) {
                return Optional.empty();
            }
            here = next;
        }
        return Optional.of(here);
    }
}
