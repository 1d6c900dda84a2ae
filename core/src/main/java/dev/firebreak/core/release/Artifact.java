package dev.firebreak.core.release;

import dev.firebreak.core.words.Digest;
import dev.firebreak.core.words.Printable;

/**
 * One file of a release. The SHA-1 and MD5 are for device clients that know nothing better; nothing
 * is trusted because of them.
 *
 * @param filename 1 to 128 characters, no path
 * @param sha256 its address
 * @param sha1 40 hexadecimal digits
 * @param md5 32 hexadecimal digits
 * @param sizeBytes its length
 */
public record Artifact(String filename, Digest sha256, String sha1, String md5, long sizeBytes) {
    private static final int LONGEST = 128;

    public Artifact {
        if (filename.isBlank()
                || filename.length() > LONGEST
                || filename.startsWith(".")
                || filename.chars().anyMatch(c -> c == '/' || c == '\\')
                || !Printable.is(filename)) {
            throw new IllegalArgumentException(
                    "expected a file name of 1 to %d characters without a path, found one of %d: rename the file"
                            .formatted(LONGEST, filename.length()));
        }
    }
}
