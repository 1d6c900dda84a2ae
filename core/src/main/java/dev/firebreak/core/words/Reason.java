package dev.firebreak.core.words;

/**
 * Why something happened, in one line of plain text for a person to read.
 *
 * @param text 1 to 500 characters, no line breaks or other control characters
 */
public record Reason(String text) {
    private static final int LONGEST = 500;

    public Reason {
        if (text.isBlank() || text.length() > LONGEST || !Printable.is(text)) {
            throw new IllegalArgumentException(
                    "expected one line of 1 to %d characters, found %d characters: clean foreign text with Reason.told"
                            .formatted(LONGEST, text.length()));
        }
    }

    /**
     * The reason in text that a device or a person sent us: control characters become spaces, half
     * pairs a question mark, the tail is cut.
     */
    public static Reason told(String foreign) {
        var line = foreign.replaceAll("\\p{Cntrl}+", " ").replaceAll("\\p{Cs}", "?").strip();
        return new Reason(line.isEmpty() ? "no reason given" : cut(line));
    }

    /** Never in the middle of a pair. */
    private static String cut(String line) {
        if (line.length() <= LONGEST) {
            return line;
        }
        int end = Character.isHighSurrogate(line.charAt(LONGEST - 1)) ? LONGEST - 1 : LONGEST;
        return line.substring(0, end);
    }

    @Override
    public String toString() {
        return text;
    }
}
