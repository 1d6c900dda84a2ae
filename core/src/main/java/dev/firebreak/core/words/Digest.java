package dev.firebreak.core.words;

import java.util.regex.Pattern;

/**
 * What a sealed thing is addressed by: the SHA-256 (FIPS 180-4) of its bytes, so that two things
 * with one digest are one.
 *
 * @param hex 64 lower-case hexadecimal digits
 */
public record Digest(String hex) implements Comparable<Digest> {
    private static final Pattern SHAPE = Pattern.compile("[0-9a-f]{64}");
    private static final int SHORT = 12;

    public Digest {
        if (!SHAPE.matcher(hex).matches()) {
            throw new IllegalArgumentException(
                    "expected 64 lower-case hexadecimal digits, found '%s': pass a SHA-256"
                            .formatted(hex));
        }
    }

    /** The first twelve digits, for people. */
    public String brief() {
        return hex.substring(0, SHORT);
    }

    @Override
    public int compareTo(Digest other) {
        return hex.compareTo(other.hex);
    }

    @Override
    public String toString() {
        return hex;
    }
}
