package dev.firebreak.server.store;

import dev.firebreak.core.release.Artifact;
import dev.firebreak.core.words.Digest;

import java.nio.file.Path;

/**
 * A file that is wholly in the store; its bytes never change.
 *
 * @param sha256 its address
 * @param sha1 40 hexadecimal digits, for clients that know nothing better
 * @param md5 32 hexadecimal digits, likewise
 * @param sizeBytes its length
 * @param file where its bytes are; read only
 */
public record StoredArtifact(Digest sha256, String sha1, String md5, long sizeBytes, Path file) {
    /** The same file as a release names it. */
    public Artifact named(String filename) {
        return new Artifact(filename, sha256, sha1, md5, sizeBytes);
    }
}
