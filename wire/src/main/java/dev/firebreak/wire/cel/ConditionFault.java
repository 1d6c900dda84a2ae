package dev.firebreak.wire.cel;

/** An expression that cannot be used: it does not parse, has the wrong type, or is too long. */
public final class ConditionFault extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final String what;

    ConditionFault(String what, String text) {
        super("expected a CEL expression, found '%s': %s".formatted(text, what));
        this.what = what;
    }

    /** What is wrong with it, in a few words for the author. */
    public String what() {
        return what;
    }
}
