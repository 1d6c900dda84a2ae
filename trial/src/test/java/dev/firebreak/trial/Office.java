package dev.firebreak.trial;

import static org.awaitility.Awaitility.await;

import dev.firebreak.cli.http.Api;
import dev.firebreak.core.evidence.Control;
import dev.firebreak.core.evidence.Result;
import dev.firebreak.core.words.Digest;
import dev.firebreak.wire.evidence.Attestation;
import dev.firebreak.wire.evidence.RunResult;
import dev.firebreak.wire.evidence.SigningKey;

import tools.jackson.databind.JsonNode;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The people who work with a server under test, each with a token of their own. */
final class Office implements AutoCloseable {
    final Api admin;
    final Api author;
    final Api approver;
    final Api operator;
    private final Api gatekeeper;
    private final LiveServer server;

    Office(LiveServer server) throws IOException {
        this.server = server;
        var secret = Files.readString(server.data().resolve("admin.token")).strip();
        this.admin = new Api(server.url(), Optional.of(secret));
        this.author = person("ann", "author");
        this.approver = person("ben", "approver");
        this.operator = person("cleo", "operator");
        this.gatekeeper = person("dan", "gatekeeper");
    }

    Api person(String name, String role) {
        return new Api(server.url(), Optional.of(secret(name, role)));
    }

    /** The token of a new person. */
    String secret(String name, String role) {
        return admin.post("/tokens", Map.of("name", name, "role", role)).path("token").asString();
    }

    void fleet(String yaml) {
        // It takes two people: both want the same.
        for (var each : List.of(admin, approver)) {
            each.put("/fleet", yaml.getBytes(StandardCharsets.UTF_8), "application/yaml");
        }
    }

    /** Enrols one device with its own secret. */
    void enrol(String id, String token, Map<String, String> attributes) {
        var line =
                dev.firebreak.wire.json.Json.text(
                        Map.of("id", id, "token", token, "attributes", attributes));
        admin.postLines(
                "/devices:import",
                "application/x-ndjson",
                () -> new ByteArrayInputStream(line.getBytes(StandardCharsets.UTF_8)),
                _ -> {});
    }

    /** Seals a release of one file with evidence that clears the gate; its digest. */
    String release(String name, String version, String kind, String filename, byte[] content) {
        var stored =
                author.upload(
                        "/artifacts?filename=" + filename,
                        () -> new ByteArrayInputStream(content),
                        content.length);
        var part = Map.of("digest", stored.path("digest").asString(), "filename", filename);
        var made =
                author.post(
                        "/releases",
                        Map.of(
                                "name", name,
                                "version", version,
                                "kind", kind,
                                "artifacts", List.of(part)));
        var digest = made.path("digest").asString();
        testify(digest);
        return digest;
    }

    private void testify(String digest) {
        try {
            var pem = Files.readString(server.data().resolve("keys/local-gate.pem"));
            var run =
                    new RunResult(
                            "test",
                            Result.PASS,
                            Instant.now(),
                            List.of(new Control("poison", Result.FAIL, Result.FAIL)),
                            List.of());
            gatekeeper.post(
                    "/releases/%s/evidence".formatted(digest),
                    Attestation.sign(new Digest(digest), run, SigningKey.read(pem)),
                    "application/json");
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** Proposes, approves and starts; the rollout's id. */
    String run(String plan) {
        var proposed =
                author.post("/rollouts", plan.getBytes(StandardCharsets.UTF_8), "application/yaml");
        var id = proposed.path("id").asString();
        approver.post(
                "/rollouts/%s/approvals".formatted(id),
                Map.of("planDigest", proposed.path("planDigest").asString()));
        operator.post("/rollouts/%s/start".formatted(id), Map.of("reason", "test"));
        return id;
    }

    JsonNode look(String rollout) {
        return operator.get("/rollouts/" + rollout);
    }

    String state(String rollout) {
        return look(rollout).path("state").asString();
    }

    int count(String rollout, String what) {
        return look(rollout).path("counts").path(what).asInt();
    }

    void awaitState(String rollout, String... wanted) {
        await("%s to become %s".formatted(rollout, List.of(wanted)))
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(100))
                .until(() -> List.of(wanted).contains(state(rollout)));
    }

    void awaitCount(String rollout, String what, int wanted) {
        await("%s of %s to become %d".formatted(what, rollout, wanted))
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(100))
                .until(() -> count(rollout, what) == wanted);
    }

    @Override
    public void close() {
        List.of(admin, author, approver, operator, gatekeeper).forEach(Api::close);
    }
}
