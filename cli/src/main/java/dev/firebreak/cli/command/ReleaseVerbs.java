package dev.firebreak.cli.command;

import dev.firebreak.cli.Exit;
import dev.firebreak.cli.Trouble;
import dev.firebreak.cli.http.Api;
import dev.firebreak.cli.show.Count;
import dev.firebreak.cli.show.Look;
import dev.firebreak.cli.show.Table;
import dev.firebreak.core.release.Artifact;
import dev.firebreak.core.release.Kind;
import dev.firebreak.core.release.Release;
import dev.firebreak.core.words.Digest;
import dev.firebreak.wire.json.Json;
import dev.firebreak.wire.release.Manifest;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** {@code release …}: what is shipped, sealed under one digest. */
@Command(name = "release", description = "seals releases, shows them, and revokes them")
final class ReleaseVerbs {
    static final String RELEASE = "a digest, its first digits, or name@version";

    private static final int BUFFER_BYTES = 1 << 16;

    private final Session session;

    ReleaseVerbs(Session session) {
        this.session = session;
    }

    @Command(description = "uploads files and seals them as one release")
    int create(
            @Parameters(index = "0", paramLabel = "NAME@VERSION", description = "what it is called")
                    String label,
            @Option(
                            names = "--kind",
                            required = true,
                            paramLabel = "K",
                            description = "one of ${COMPLETION-CANDIDATES}")
                    Kind kind,
            @Option(
                            names = "--part",
                            paramLabel = "NAME",
                            description = "how clients see the files (default: bApp)")
                    Optional<String> part,
            @Option(names = "--irreversible", description = "there is no way back from it")
                    boolean irreversible,
            @Option(names = "--dry-run", description = "print the digest; upload nothing")
                    boolean dryRun,
            @Parameters(
                            index = "1..*",
                            arity = "1..*",
                            paramLabel = "FILE",
                            description = "its artifacts, in order")
                    List<String> files) {
        int at = label.indexOf('@');
        if (at < 1 || at == label.length() - 1) {
            throw Trouble.usage(
                    "expected a name like sensor-content@291, found '%s': write NAME@VERSION"
                            .formatted(label));
        }
        var release =
                Manifest.seal(
                        label.substring(0, at),
                        label.substring(at + 1),
                        kind,
                        files.stream().map(this::artifact).toList(),
                        part.orElse(Release.DEFAULT_PART),
                        !irreversible);
        if (files.size() > 1) {
            session.say(
                    ("note: %d artifacts in one release: small clients take the first only;"
                                    + " one archive, or a release for each, reaches all")
                            .formatted(files.size()));
        }
        if (dryRun) {
            session.answer(Json.tree(release), List.of(release.digest().hex()));
            return Exit.DONE.code();
        }
        try (var api = session.api()) {
            return created(api, release, files);
        }
    }

    @Command(description = "shows a release")
    int show(@Parameters(paramLabel = "RELEASE", description = RELEASE) String ref) {
        try (var api = session.api()) {
            var tree = api.get("/releases/" + new Find(api).release(ref));
            var lines = new ArrayList<String>();
            lines.add(
                    "%s  %s%s"
                            .formatted(
                                    Find.label(tree),
                                    Look.text(tree, "kind"),
                                    Look.flag(tree, "revoked") ? "  ■ REVOKED" : ""));
            lines.add("digest  " + Look.text(tree, "digest"));
            if (!Look.flag(tree, "reversible")) {
                lines.add("there is no way back from it");
            }
            lines.addAll(Look.coverage(tree));
            var table = new Table("FILE", "SIZE", "SHA-256");
            Look.each(tree, "artifacts", file -> file)
                    .forEach(
                            file ->
                                    table.row(
                                            Look.text(file, "filename"),
                                            Count.bytes(Look.number(file, "sizeBytes")),
                                            Look.text(file, "sha256")));
            lines.addAll(table.lines("no files"));
            session.answer(tree, lines);
            return Exit.DONE.code();
        }
    }

    @Command(description = "lists the releases")
    int list() {
        try (var api = session.api()) {
            var rows = new Find(api).all("/releases");
            var table = new Table("RELEASE", "KIND", "DIGEST BEGINS", "STATE");
            for (var row : rows) {
                table.row(
                        Find.label(row),
                        Look.text(row, "kind"),
                        Look.text(row, "digest").replaceFirst("(?<=^.{16}).*", ""),
                        Look.flag(row, "revoked") ? "■ revoked" : "sealed");
            }
            session.answer(
                    Json.tree(Map.of("items", rows)),
                    session.fitted(
                            table.lines("no releases: 'firebreak release create' seals one")));
            return Exit.DONE.code();
        }
    }

    @Command(description = "the kill switch: nobody gets this digest again")
    int revoke(
            @Parameters(paramLabel = "RELEASE", description = RELEASE) String ref,
            @Option(names = "--reason", required = true, paramLabel = "TEXT", description = "why")
                    String reason) {
        try (var api = session.api()) {
            var digest = new Find(api).release(ref);
            session.confirm("Nobody gets %s again, for ever.".formatted(digest));
            var tree =
                    Stop.post(
                            session,
                            api,
                            "/revocations",
                            Map.of("digest", digest, "reason", reason));
            session.answer(tree, List.of("revoked " + digest + ": durable and in force"));
            return Exit.DONE.code();
        }
    }

    private int created(Api api, Release release, List<String> files) {
        var artifacts = new ArrayList<Map<String, String>>();
        for (int i = 0; i < files.size(); i++) {
            var artifact = release.artifacts().get(i);
            upload(api, session.path(files.get(i)), artifact);
            artifacts.add(
                    new TreeMap<>(
                            Map.of(
                                    "digest", artifact.sha256().hex(),
                                    "filename", artifact.filename())));
        }
        var tree =
                api.post(
                        "/releases",
                        new TreeMap<>(
                                Map.of(
                                        "name", release.name(),
                                        "version", release.version(),
                                        "kind", release.kind().name(),
                                        "part", release.part(),
                                        "reversible", release.reversible(),
                                        "artifacts", artifacts)));
        requireSame(release, tree);
        session.answer(tree, List.of("sealed %s  %s".formatted(release.label(), release.digest())));
        return Exit.DONE.code();
    }

    private void upload(Api api, Path file, Artifact artifact) {
        var tree =
                api.upload(
                        "/artifacts?filename=" + Api.quoted(artifact.filename()),
                        () ->
                                Progress.of(
                                        session,
                                        open(file),
                                        artifact.filename(),
                                        artifact.sizeBytes()),
                        artifact.sizeBytes());
        var arrived = Look.text(tree, "digest");
        if (!arrived.equals(artifact.sha256().hex())) {
            throw new Trouble(
                    Exit.FAULT,
                    "expected %s to arrive as %s, found %s: did it change meanwhile? Try again"
                            .formatted(artifact.filename(), artifact.sha256(), arrived));
        }
    }

    /** What was sealed must be what was computed here from the files, or somebody changed it. */
    private static void requireSame(Release release, JsonNode tree) {
        var sealed = Look.text(tree, "digest");
        if (!sealed.equals(release.digest().hex())) {
            throw new Trouble(
                    Exit.NOT_VERIFIED,
                    "expected the server to seal %s, found %s: do not use it, and tell whoever runs the server"
                            .formatted(release.digest(), sealed));
        }
    }

    /** Reads the file once for all three digests; the weak ones are for old clients. */
    private Artifact artifact(String given) {
        var file = session.path(given);
        try (var in = Files.newInputStream(file)) {
            var digests =
                    List.of(
                            MessageDigest.getInstance("SHA-256"),
                            MessageDigest.getInstance("SHA-1"),
                            MessageDigest.getInstance("MD5"));
            var buffer = new byte[BUFFER_BYTES];
            long size = 0;
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                for (var digest : digests) {
                    digest.update(buffer, 0, read);
                }
                size += read;
            }
            var hex = digests.stream().map(d -> HexFormat.of().formatHex(d.digest())).toList();
            return new Artifact(
                    String.valueOf(file.getFileName()),
                    new Digest(hex.get(0)),
                    hex.get(1),
                    hex.get(2),
                    size);
        } catch (IOException e) {
            throw unreadable(given, e);
        } catch (IllegalArgumentException e) {
            throw new Trouble(Exit.USAGE, String.valueOf(e.getMessage()), e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("expected three digests in every JDK", e);
        }
    }

    private static InputStream open(Path file) {
        try {
            return Files.newInputStream(file);
        } catch (IOException e) {
            throw unreadable(file.toString(), e);
        }
    }

    private static Trouble unreadable(String given, IOException e) {
        return new Trouble(
                Exit.USAGE,
                "expected a readable file, found none at '%s': check the path".formatted(given),
                e);
    }
}
