package dev.firebreak.core.words;

/** Whether text can be written, sent and read again as it is. */
public final class Printable {
    private Printable() {}

    /**
     * No control character, and no half of a surrogate pair: UTF-8 has no bytes for that one, so
     * the log would read back another text than was decided upon.
     */
    public static boolean is(String text) {
        return text.codePoints().noneMatch(Printable::cannotBe);
    }

    private static boolean cannotBe(int point) {
        return Character.isISOControl(point) || Character.getType(point) == Character.SURROGATE;
    }
}
