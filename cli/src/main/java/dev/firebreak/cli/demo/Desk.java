package dev.firebreak.cli.demo;

import dev.firebreak.cli.http.Api;
import dev.firebreak.core.evidence.Control;
import dev.firebreak.core.evidence.Result;
import dev.firebreak.core.words.Digest;
import dev.firebreak.wire.evidence.Attestation;
import dev.firebreak.wire.evidence.RunResult;
import dev.firebreak.wire.evidence.SigningKey;
import dev.firebreak.wire.json.Json;

import tools.jackson.databind.JsonNode;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** The people of the demonstration: each has a token of their own, and does one thing. */
final class Desk implements AutoCloseable {
    private final Path data;
    private final Api admin;
    private final Api author;
    private final Api approver;
    private final Api operator;
    private final Api gatekeeper;

    Desk(URI server, Path data) throws IOException {
        this.data = data;
        this.admin =
                new Api(server, Optional.of(Files.readString(data.resolve("admin.token")).strip()));
        // While there is one person: later it takes two.
        admin.put("/fleet", Script.FLEET.getBytes(StandardCharsets.UTF_8), "application/yaml");
        this.author = person(server, "the-author", "author");
        this.approver = person(server, "the-approver", "approver");
        this.operator = person(server, "the-operator", "operator");
        this.gatekeeper = person(server, "the-gatekeeper", "gatekeeper");
    }

    private Api person(URI server, String name, String role) {
        var made = admin.post("/tokens", Map.of("name", name, "role", role));
        return new Api(server, Optional.of(made.path("token").asString()));
    }

    /** Writes the whole fleet down; returns how many lines were kept. */
    int enrol(List<Machine> fleet) {
        var lines = new StringBuilder();
        for (var machine : fleet) {
            lines.append(
                            Json.text(
                                    Map.of(
                                            "id", machine.id(),
                                            "token", machine.token(),
                                            "attributes", machine.attributes())))
                    .append('\n');
        }
        var bytes = lines.toString().getBytes(StandardCharsets.UTF_8);
        var kept = new AtomicInteger();
        admin.postLines(
                "/devices:import",
                "application/x-ndjson",
                () -> new ByteArrayInputStream(bytes),
                line -> {
                    if (line.has("id") && !line.has("error")) {
                        kept.incrementAndGet();
                    }
                });
        return kept.get();
    }

    /** Seals a version and hands in what its tests found, signed. */
    String release(String version) throws IOException {
        var bytes = Life.content(version);
        var stored =
                author.upload(
                        "/artifacts?filename=content-%s.bin".formatted(version),
                        () -> new ByteArrayInputStream(bytes),
                        bytes.length);
        var made =
                author.post(
                        "/releases",
                        Map.of(
                                "name",
                                "sensor-content",
                                "version",
                                version,
                                "kind",
                                "CONTENT",
                                "artifacts",
                                List.of(
                                        Map.of(
                                                "digest", stored.path("digest").asString(),
                                                "filename", "content-%s.bin".formatted(version)))));
        return made.path("digest").asString();
    }

    /** What a test run found, with the known-bad variant that it rejected. */
    void testify(String digest) throws IOException {
        var key = SigningKey.read(Files.readString(data.resolve("keys").resolve("local-gate.pem")));
        var run =
                new RunResult(
                        "test",
                        Result.PASS,
                        Instant.now(),
                        List.of(new Control("known-bad", Result.FAIL, Result.FAIL)),
                        List.of());
        gatekeeper.post(
                "/releases/%s/evidence".formatted(digest),
                Attestation.sign(new Digest(digest), run, key),
                "application/json");
    }

    String gate(String digest) {
        return operator.get("/releases/%s/gate".formatted(digest)).path("decision").asString();
    }

    /** Proposes, approves (another person) and starts; the rollout's id. */
    String rollOut(String version, String before) {
        var proposed =
                author.post(
                        "/rollouts",
                        Script.plan(version, before).getBytes(StandardCharsets.UTF_8),
                        "application/yaml");
        var id = proposed.path("id").asString();
        var digest = proposed.path("planDigest").asString();
        approver.post("/rollouts/%s/approvals".formatted(id), Map.of("planDigest", digest));
        operator.post("/rollouts/%s/start".formatted(id), Map.of("reason", "demonstration"));
        return id;
    }

    JsonNode look(String rollout) {
        return operator.get("/rollouts/" + rollout);
    }

    JsonNode decisions(String rollout) {
        return operator.get("/rollouts/%s/decisions?limit=1000".formatted(rollout));
    }

    /** The first thousand: more than a bad release may ever reach. */
    JsonNode exposures(String rollout) {
        return operator.get("/rollouts/%s/exposures?limit=1000".formatted(rollout));
    }

    Api auditor() {
        return admin;
    }

    @Override
    public void close() {
        List.of(admin, author, approver, operator, gatekeeper).forEach(Api::close);
    }
}
