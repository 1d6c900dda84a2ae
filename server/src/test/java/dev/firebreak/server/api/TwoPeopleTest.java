package dev.firebreak.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firebreak.core.evidence.Control;
import dev.firebreak.core.evidence.Result;
import dev.firebreak.core.words.Digest;
import dev.firebreak.server.api.LiveServer.Caller;
import dev.firebreak.wire.evidence.Attestation;
import dev.firebreak.wire.evidence.RunResult;
import dev.firebreak.wire.evidence.SigningKey;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Law 9 over HTTP: from a file to a running rollout, and nobody walks the way alone. */
final class TwoPeopleTest {
    private static final String PLAN =
            """
            plan: sensor-2
            release: sensor@2
            rollbackTo: sensor@1
            waves:
              - {name: low, tier: LOW, regions: [eu], steps: [50%, 100%], bake: 10m}
            """;

    @TempDir private Path folder;

    @Test
    void aPlanRunsOnlyWithTheGateAndASecondPerson() throws Exception {
        try (var live = LiveServer.in(folder)) {
            var author = live.person("ann", "author");
            var annApproves = live.person("ann", "approver");
            var approver = live.person("bo", "approver");
            var operator = live.person("cy", "operator");
            var auditor = live.person("di", "auditor");
            devices(operator);
            prove(live, seal(author, "1")); // nobody goes back to what no gate has seen
            var digest = seal(author, "2");

            wrongPlansAreRefusedWithAllTheirFaults(author);
            var proposed =
                    author.send("POST", "/rollouts", "application/yaml", PLAN).is(201).json();
            assertThat(proposed.get("state").asString()).isEqualTo("PROPOSED");
            var plan = proposed.get("planDigest").asString();
            var path = "/rollouts/" + proposed.get("id").asString();
            operator.post(path + "/start", Map.of()).isProblem(409, "conflict");

            var other = Map.of("planDigest", "3".repeat(64));
            approver.post(path + "/approvals", other).isProblem(409, "conflict");
            var seen = Map.of("planDigest", plan);
            annApproves.post(path + "/approvals", seen).isProblem(403, "not-allowed");
            approver.send("POST", path + "/approvals", "application/json", "garbage{")
                    .isProblem(400, "malformed");
            var why = Map.of("planDigest", plan, "reason", "read it twice");
            var approved = approver.post(path + "/approvals", why).is(200).json();
            assertThat(approved.get("state").asString()).isEqualTo("APPROVED");

            var denied = operator.post(path + "/start", Map.of()).isProblem(409, "gate").json();
            assertThat(denied.get("errors").get(0).get("detail").asString()).contains("MISSING");
            assertThat(gate(operator, digest)).isEqualTo("DENIED");
            prove(live, digest);
            assertThat(gate(operator, digest)).isEqualTo("CLEARED");
            operator.send("POST", path + "/start", "application/json", "garbage{")
                    .isProblem(400, "malformed");
            operator.post(path + "/start", Map.of("raeson", "typo")).isProblem(422, "invalid");
            var running = operator.post(path + "/start", Map.of("reason", "go")).is(200).json();
            assertThat(running.get("state").asString()).isEqualTo("RUNNING");

            operator.post(path + "/halt", Map.of()).isProblem(422, "invalid");
            var halted = operator.post(path + "/halt", Map.of("reason", "drill")).is(200).json();
            assertThat(halted.get("state").asString())
                    .isIn("HALTED", "ROLLING_BACK", "ROLLED_BACK");
            operator.post(path + "/resume", Map.of("planDigest", plan, "reason", "go on"))
                    .isProblem(409, "conflict");

            decisionsExplain(operator, path);
            auditHolds(auditor);
            assertThat(live.stranger().get("/metrics").is(200).text())
                    .contains("firebreak_devices 3.0")
                    .contains("firebreak_facts_total{fact=\"Halted\"}");
        }
    }

    private static void wrongPlansAreRefusedWithAllTheirFaults(Caller author) throws Exception {
        var typo = PLAN.replace("bake: 10m", "bake: 10").replace("release: sensor@2", "relase: x");
        var problem = author.send("POST", "/rollouts", "application/yaml", typo);
        assertThat(problem.isProblem(422, "invalid").json().get("errors").size())
                .isGreaterThanOrEqualTo(2);
        var unsafe = PLAN + "health: {tolerated: 50%}\n";
        var refused = author.send("POST", "/rollouts", "application/yaml", unsafe);
        assertThat(refused.isProblem(422, "invalid").text()).contains("tolerated");
    }

    private static void decisionsExplain(Caller operator, String path) throws Exception {
        var decisions = operator.get(path + "/decisions").is(200).json().get("items");
        assertThat(decisions.values().stream().map(each -> each.get("what").asString()))
                .startsWith("Proposed", "Approved", "Cleared", "Started")
                .contains("Halted");
        assertThat(decisions.get(1).get("reason").asString()).isEqualTo("read it twice");
        assertThat(decisions.get(3).get("reason").asString()).isEqualTo("go");
        assertThat(decisions.get(3).get("fact").has("seed")).isFalse();
        var first = operator.get(path + "/decisions?limit=1").json();
        assertThat(first.get("items").size()).isEqualTo(1);
        var next = operator.get(path + "/decisions?after=" + first.get("next").asString()).json();
        assertThat(next.get("items").get(0).get("what").asString()).isEqualTo("Approved");
        assertThat(operator.get(path + "/exposures").is(200).json().get("items").size()).isZero();
    }

    private static void auditHolds(Caller auditor) throws Exception {
        var lines = auditor.get("/audit").is(200).text().lines().toList();
        var checkpoint = auditor.get("/audit/checkpoint").is(200).json();
        assertThat(lines.size()).isGreaterThanOrEqualTo(10);
        assertThat(lines.getFirst()).startsWith("{\"seq\":1,\"hash\":\"");
        assertThat(checkpoint.get("seq").asInt()).isGreaterThanOrEqualTo(lines.size());
        assertThat(auditor.get("/audit?after=3&limit=2").text().lines()).hasSize(2);
    }

    private static void devices(Caller operator) throws Exception {
        for (int i = 0; i < 3; i++) {
            operator.put(
                            "/devices/d" + i,
                            Map.of("attributes", Map.of("tier", "LOW", "region", "eu")))
                    .is(201);
        }
    }

    private static String seal(Caller author, String version) throws Exception {
        var file = ("content " + version).getBytes(StandardCharsets.UTF_8);
        var stored =
                author.send(
                        author.request("/artifacts?filename=c.bin")
                                .POST(BodyPublishers.ofByteArray(file)));
        var artifact =
                Map.of(
                        "digest",
                        stored.is(201).json().get("digest").asString(),
                        "filename",
                        "c.bin");
        var release =
                Map.of(
                        "name",
                        "sensor",
                        "version",
                        version,
                        "kind",
                        "CONTENT",
                        "artifacts",
                        List.of(artifact));
        return author.post("/releases", release).is(201).json().get("digest").asString();
    }

    private static String gate(Caller caller, String digest) throws Exception {
        return caller.get("/releases/%s/gate".formatted(digest))
                .is(200)
                .json()
                .get("decision")
                .asString();
    }

    private static void prove(LiveServer live, String digest) throws Exception {
        var key = SigningKey.read(Files.readString(live.server().localKeyFile()));
        var result =
                new RunResult(
                        "test",
                        Result.PASS,
                        Instant.now(),
                        List.of(new Control("known-bad", Result.FAIL, Result.FAIL)),
                        List.of());
        var envelope = Attestation.sign(new Digest(digest), result, key);
        var keeper = live.person("gil", "gatekeeper");
        keeper.send(
                        "POST",
                        "/releases/%s/evidence".formatted(digest),
                        "application/json",
                        new String(envelope, StandardCharsets.UTF_8))
                .is(201);
    }
}
