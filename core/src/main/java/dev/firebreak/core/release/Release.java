package dev.firebreak.core.release;

import dev.firebreak.core.words.Digest;

import java.util.List;

/**
 * Immutable artifacts under a name and a version, sealed once and never edited.
 *
 * @param digest SHA-256 of the canonical manifest: all the other fields
 * @param name what is released
 * @param version which of it; a name and a version are sealed once
 * @param kind what kind of thing it is
 * @param artifacts 1 to 16 files, in the order in which devices see them
 * @param part under which name clients see the files; {@code bApp} unless the release says
 *     otherwise
 * @param reversible whether going back is possible at all (fused firmware and migrated data are
 *     not)
 */
public record Release(
        Digest digest,
        String name,
        String version,
        Kind kind,
        List<Artifact> artifacts,
        String part,
        boolean reversible) {
    /** What small clients understand, unless the release sets another. */
    public static final String DEFAULT_PART = "bApp";

    private static final int MOST_ARTIFACTS = 16;

    public Release {
        artifacts = List.copyOf(artifacts);
        if (artifacts.isEmpty() || artifacts.size() > MOST_ARTIFACTS) {
            throw new IllegalArgumentException(
                    "expected 1 to %d artifacts, found %d: a release without files changes nothing"
                            .formatted(MOST_ARTIFACTS, artifacts.size()));
        }
    }

    /** As people write it: {@code name@version}. */
    public String label() {
        return name + "@" + version;
    }
}
