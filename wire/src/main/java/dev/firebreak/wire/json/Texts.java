package dev.firebreak.wire.json;

/** What can be said of foreign text before it is kept. */
public final class Texts {
    private Texts() {}

    /** Whether no half of a character (UTF-16 surrogate) stands without the other half. */
    public static boolean whole(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                boolean pair =
                        i + 1 < text.length()
                                && Character.isSurrogatePair(text.charAt(i), text.charAt(i + 1));
                if (!pair) {
                    return false;
                }
                i++;
            }
        }
        return true;
    }
}
