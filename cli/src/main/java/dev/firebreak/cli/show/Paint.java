package dev.firebreak.cli.show;

/**
 * Colour of words and bars. Good is blue, silence amber, failure dark red: the three that people
 * with any colour vision tell apart. Colour is never alone; each state has its symbol and word.
 */
public enum Paint {
    /** No escapes at all. */
    NONE,
    /** The 256 colours that every terminal of the last decades knows. */
    COLOURS;

    /** What a text says. */
    public enum Tone {
        GOOD("38;5;75"),
        SILENT("38;5;214"),
        FAILED("38;5;167"),
        QUIET("38;5;245"),
        STRONG("1");

        private final String code;

        Tone(String code) {
            this.code = code;
        }
    }

    private static final String ESCAPE = "\u001b[";

    /** {@code text} in the colour of {@code tone}. */
    public String in(Tone tone, String text) {
        return this == NONE || text.isEmpty()
                ? text
                : ESCAPE + tone.code + "m" + text + ESCAPE + "0m";
    }
}
