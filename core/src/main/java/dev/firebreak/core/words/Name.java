package dev.firebreak.core.words;

import java.util.regex.Pattern;

/** The shape of names that people give to things: the one check for all of them. */
final class Name {
    private static final Pattern SHAPE =
            Pattern.compile("[^\\s\\p{Cntrl}\\p{Cs}/][^\\p{Cntrl}\\p{Cs}/]{0,127}");

    private Name() {}

    static void check(String what, String value) {
        if (!SHAPE.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    "expected a %s of 1 to 128 printable characters without '/', found '%s': choose another"
                            .formatted(what, Reason.told(value)));
        }
    }
}
