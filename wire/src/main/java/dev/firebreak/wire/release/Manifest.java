package dev.firebreak.wire.release;

import dev.firebreak.core.release.Artifact;
import dev.firebreak.core.release.Kind;
import dev.firebreak.core.release.Release;
import dev.firebreak.core.words.Reason;
import dev.firebreak.core.words.Sha256;
import dev.firebreak.wire.json.Json;
import dev.firebreak.wire.json.Malformed;

import java.util.HashSet;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A release as it is sealed: its digest is the SHA-256 of these fields in canonical JSON, so that
 * anybody who has the files can compute it without asking a server.
 *
 * @param manifest the version of this form, 1
 * @param name what is released
 * @param version which of it
 * @param kind what kind of thing it is
 * @param part under which name device clients see the files
 * @param reversible whether going back is possible at all
 * @param artifacts the files, in the order in which devices see them
 */
public record Manifest(
        int manifest,
        String name,
        String version,
        Kind kind,
        String part,
        boolean reversible,
        List<Artifact> artifacts) {
    private static final int FORM = 1;

    /** Short enough for links of small clients, and safe in a path, a file name and a shell. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._+-]{0,63}");

    private static final Pattern SHA1 = Pattern.compile("[0-9a-f]{40}");
    private static final Pattern MD5 = Pattern.compile("[0-9a-f]{32}");

    public Manifest {
        artifacts = List.copyOf(artifacts);
    }

    /**
     * The release with these fields and the digest that follows from them.
     *
     * @throws Malformed if a field has not the shape it must have
     */
    public static Release seal(
            String name,
            String version,
            Kind kind,
            List<Artifact> artifacts,
            String part,
            boolean reversible) {
        checkName("name", name);
        checkName("version", version);
        checkName("part", part);
        checkArtifacts(artifacts);
        var manifest = new Manifest(FORM, name, version, kind, part, reversible, artifacts);
        try {
            return new Release(
                    Sha256.of(manifest.bytes()), name, version, kind, artifacts, part, reversible);
        } catch (IllegalArgumentException e) {
            throw new Malformed("artifacts", String.valueOf(e.getMessage()));
        }
    }

    /** The manifest of a sealed release. */
    public static Manifest of(Release release) {
        return new Manifest(
                FORM,
                release.name(),
                release.version(),
                release.kind(),
                release.part(),
                release.reversible(),
                release.artifacts());
    }

    /** Whether the release's digest is that of its fields. */
    public static boolean intact(Release release) {
        return Sha256.of(of(release).bytes()).equals(release.digest());
    }

    /** The canonical bytes, of which the release's digest is the SHA-256. */
    public byte[] bytes() {
        return Json.bytes(this);
    }

    private static void checkName(String field, String value) {
        if (!NAME.matcher(value).matches()) {
            throw new Malformed(
                    field,
                    ("expected 1 to 64 letters, digits or . _ + - beginning with a letter or"
                                    + " digit, found '%s': choose another %s")
                            .formatted(Reason.told(value), field));
        }
    }

    private static void checkArtifacts(List<Artifact> artifacts) {
        var names = new HashSet<String>();
        for (int i = 0; i < artifacts.size(); i++) {
            var artifact = artifacts.get(i);
            var path = "artifacts[%d]".formatted(i);
            if (!names.add(artifact.filename())) {
                throw new Malformed(
                        path,
                        "expected each file name once, found '%s' twice: rename one"
                                .formatted(artifact.filename()));
            }
            if (!SHA1.matcher(artifact.sha1()).matches()
                    || !MD5.matcher(artifact.md5()).matches()) {
                throw new Malformed(
                        path,
                        "expected a SHA-1 of 40 and an MD5 of 32 hexadecimal digits, found"
                                + " others: upload the file again");
            }
        }
    }
}
