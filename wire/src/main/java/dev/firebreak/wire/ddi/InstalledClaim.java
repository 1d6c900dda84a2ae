package dev.firebreak.wire.ddi;

import dev.firebreak.core.words.Reason;

/**
 * A device states what it runs, whoever installed it.
 *
 * @param name of the release
 * @param version of the release
 */
public record InstalledClaim(String name, String version) {
    private static final int LONGEST = 128;

    /**
     * The claim in a request's body.
     *
     * @throws Refused 400 if a field is missing or too long to be one of ours
     */
    public static InstalledClaim read(byte[] bytes, Format format) {
        var tree = Body.object(bytes, format);
        return new InstalledClaim(
                shortEnough(Body.text(tree, "name")), shortEnough(Body.text(tree, "version")));
    }

    private static String shortEnough(String text) {
        if (text.isBlank() || text.length() > LONGEST) {
            throw Body.unreadable(
                    "expected 1 to %d characters, found '%s': name the release"
                            .formatted(LONGEST, Reason.told(text)));
        }
        return text;
    }
}
