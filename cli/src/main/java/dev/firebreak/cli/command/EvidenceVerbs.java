package dev.firebreak.cli.command;

import dev.firebreak.cli.Exit;
import dev.firebreak.cli.Trouble;
import dev.firebreak.cli.http.Api;
import dev.firebreak.cli.show.Look;
import dev.firebreak.core.words.Digest;
import dev.firebreak.wire.evidence.Attestation;
import dev.firebreak.wire.evidence.Envelope;
import dev.firebreak.wire.evidence.RunResult;
import dev.firebreak.wire.evidence.SigningKey;
import dev.firebreak.wire.json.Json;
import dev.firebreak.wire.json.Malformed;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/** {@code evidence …}: what was proved about a release. */
@Command(name = "evidence", description = "signs what a run found, and hands it in")
final class EvidenceVerbs {
    private final Session session;

    EvidenceVerbs(Session session) {
        this.session = session;
    }

    @Command(
            description = {
                "signs the result of a run as evidence about a digest",
                "a full digest needs no server; the envelope goes to standard output"
            })
    int sign(
            @Parameters(paramLabel = "DIGEST", description = ReleaseVerbs.RELEASE) String ref,
            @Option(
                            names = "--result",
                            required = true,
                            paramLabel = "F",
                            description = "JSON: check, result, finishedAt, controls, environments")
                    String result,
            @Option(
                            names = "--key",
                            required = true,
                            paramLabel = "K",
                            description = "a PEM file with an Ed25519 private key")
                    String key,
            @Option(names = "--out", paramLabel = "FILE", description = "write it there instead")
                    Optional<String> out,
            @Option(names = "--add", description = "hand it in at once") boolean add) {
        var run = read(result, "the JSON of a run", RunResult::read);
        var signer =
                read(key, "a key", pem -> SigningKey.read(new String(pem, StandardCharsets.UTF_8)));
        var digest = new Digest(digest(ref));
        var envelope = Attestation.sign(digest, run, signer);
        if (run.controls().stream().noneMatch(control -> control.rejectedAsExpected())) {
            session.say(
                    "note: no negative control was rejected in this run; no gate takes it for proof");
        }
        if (out.isPresent()) {
            write(out.get(), envelope);
        }
        if (add) {
            return added(digest.hex(), envelope);
        }
        if (out.isPresent()) {
            var told = Map.of("release", digest.hex(), "keyId", signer.keyId(), "out", out.get());
            session.answer(Json.tree(new TreeMap<>(told)), List.of());
        } else {
            session.terminal().result(new String(envelope, StandardCharsets.UTF_8));
        }
        session.say("signed by " + signer.keyId());
        return Exit.DONE.code();
    }

    @Command(description = "hands in signed evidence")
    int add(
            @Parameters(paramLabel = "FILE", description = "a DSSE envelope") String file,
            @Option(
                            names = "--release",
                            paramLabel = "RELEASE",
                            description = "for which release (default: the one it speaks of)")
                    Optional<String> release) {
        var envelope = session.read(file);
        return added(
                release.map(this::digest)
                        .orElseGet(
                                () ->
                                        read(
                                                file,
                                                "what 'evidence sign' wrote",
                                                EvidenceVerbs::subject)),
                envelope);
    }

    private int added(String digest, byte[] envelope) {
        try (var api = session.api()) {
            var tree = api.post("/releases/" + digest + "/evidence", envelope, "application/json");
            var trust = tree.path("trust");
            session.answer(
                    tree,
                    List.of(
                            "added to %s: %s %s"
                                    .formatted(
                                            digest,
                                            Look.text(trust, "type"),
                                            Look.text(trust, "keyId"))));
            if (!Look.text(trust, "type").equals("Signed")) {
                session.say(
                        "note: no key of the policy vouches for it; no gate takes it for proof");
            }
            return Exit.DONE.code();
        }
    }

    /** A full digest is taken as it is, so that signing works without a server. */
    private String digest(String ref) {
        var word = ref.replaceFirst("^sha256:", "");
        if (word.matches("[0-9a-f]{64}")) {
            return word;
        }
        try (Api api = session.api()) {
            return new Find(api).release(word);
        }
    }

    private static String subject(byte[] envelope) {
        var statement = Json.tree(Envelope.read(envelope).body());
        var digest = statement.path("subject").path(0).path("digest").path("sha256").asString("");
        if (!digest.matches("[0-9a-f]{64}")) {
            throw Trouble.usage(
                    "expected an envelope that speaks of a release, found none: name it with --release");
        }
        return digest;
    }

    /** A fault in one of several files is told with the file's name, and what it should hold. */
    private <T> T read(String file, String what, Function<byte[], T> reader) {
        var bytes = session.read(file);
        try {
            return reader.apply(bytes);
        } catch (Malformed e) {
            throw new Trouble(
                    Exit.USAGE,
                    "%s: expected %s, found a fault: %s".formatted(file, what, e.line()),
                    e);
        }
    }

    private void write(String out, byte[] envelope) {
        try {
            Files.write(session.path(out), envelope);
        } catch (IOException e) {
            throw new Trouble(
                    Exit.FAULT,
                    "expected to write '%s', found that it cannot be: check the folder"
                            .formatted(out),
                    e);
        }
    }
}
