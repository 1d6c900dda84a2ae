package dev.firebreak.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.firebreak.cli.http.Api;
import dev.firebreak.core.evidence.Control;
import dev.firebreak.core.evidence.Result;
import dev.firebreak.core.words.Digest;
import dev.firebreak.wire.evidence.Attestation;
import dev.firebreak.wire.evidence.RunResult;
import dev.firebreak.wire.evidence.SigningKey;
import dev.firebreak.wire.json.Json;
import dev.firebreak.wire.log.Entry;
import dev.firebreak.wire.log.EntryCodec;

import tools.jackson.databind.JsonNode;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The people who work with a server under test, each with a token of their own. */
final class Office implements AutoCloseable {
    final Api admin;
    final Api author;
    final Api approver;
    final Api operator;
    private final Api gatekeeper;
    private final LiveServer server;

    /**
     * Everybody has a token, and the fleet's file is in force: applied while there was one person.
     */
    Office(LiveServer server, String fleet) throws IOException {
        this.server = server;
        var secret = Files.readString(server.data().resolve("admin.token")).strip();
        this.admin = new Api(server.url(), Optional.of(secret));
        admin.put("/fleet", fleet.getBytes(StandardCharsets.UTF_8), "application/yaml");
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

    /**
     * A device before it is known.
     *
     * @param token its own secret
     */
    record Newcomer(String id, String token, Map<String, String> attributes) {}

    /** Enrols one device. */
    void enrol(String id, String token, Map<String, String> attributes) {
        enrol(List.of(new Newcomer(id, token, attributes)));
    }

    /** Enrols devices by one request. */
    void enrol(List<Newcomer> newcomers) {
        var lines = newcomers.stream().map(Json::text).collect(Collectors.joining("\n"));
        var refused = new ArrayList<String>();
        admin.postLines(
                "/devices:import",
                "application/x-ndjson",
                () -> new ByteArrayInputStream(lines.getBytes(StandardCharsets.UTF_8)),
                line -> {
                    if (line.has("error")) {
                        refused.add(line.toString());
                    }
                });
        assertThat(refused).as("lines of the import").isEmpty();
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
        var id = approved(plan);
        operator.post("/rollouts/%s/start".formatted(id), Map.of("reason", "test"));
        return id;
    }

    /** Proposes and approves; the rollout's id. */
    String approved(String plan) {
        var proposed = propose(plan);
        var id = proposed.path("id").asString();
        approver.post(
                "/rollouts/%s/approvals".formatted(id),
                Map.of("planDigest", proposed.path("planDigest").asString()));
        return id;
    }

    JsonNode propose(String plan) {
        return author.post("/rollouts", plan.getBytes(StandardCharsets.UTF_8), "application/yaml");
    }

    /** One of the commands that ask for a reason: hold, halt. */
    JsonNode order(String rollout, String what, String reason) {
        return operator.post("/rollouts/%s/%s".formatted(rollout, what), Map.of("reason", reason));
    }

    /** The whole log, as an auditor gets it. */
    List<Entry> log() {
        var codec = new EntryCodec();
        var entries = new ArrayList<Entry>();
        admin.lines("/audit", line -> entries.add(codec.decode(Json.bytes(line.path("entry")))));
        return entries;
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
