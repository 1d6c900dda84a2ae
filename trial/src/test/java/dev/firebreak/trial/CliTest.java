package dev.firebreak.trial;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firebreak.wire.json.Json;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/** The tool as its users have it: one process for each command, against a server in another. */
@Tag("slow")
final class CliTest {
    private static final int DEVICES = 8;
    private static final Duration BETWEEN_POLLS = Duration.ofMillis(100);
    private static final String FASTER = "600";
    private static final String FLEET =
            """
            region: attributes.region
            tier: [{is: LOW}]
            presence: always
            polling: {idle: 2m, watched: 1m, jitter: 0%}
            """;

    private static final String PLAN =
            """
            plan: content-2
            release: content@2
            rollbackTo: content@1
            waves:
              - {name: low, tier: LOW, regions: [eu], steps: [10%, 100%], bake: 10m}
            health: {silentAfter: 12h, soak: 20m, permanentHoldOut: none}
            """;

    @TempDir private Path folder;
    private final Map<String, String> tokens = new HashMap<>();
    private LiveServer server;

    @BeforeEach
    void aServerOverAnEmptyFolder() throws IOException {
        server = LiveServer.start(folder, "--time-factor", FASTER);
        tokens.put("admin", Files.readString(server.data().resolve("admin.token")).strip());
        tokens.put("nobody", "no-such-token");
        save("fleet.yaml", FLEET);
        save("content.bin", "content");
    }

    @AfterEach
    void noServerIsLeft() {
        server.close();
    }

    @Test
    void fromAnEmptyFolderToACompletedRollout() throws IOException, InterruptedException {
        var ended = new AtomicBoolean();
        try (var client = HttpClient.newHttpClient();
                var lives = Executors.newVirtualThreadPerTaskExecutor()) {
            assertThat(run("admin", "fleet", "apply", "fleet.yaml").exit()).isZero();
            people();
            importDevices();
            release();
            plan();
            propose();
            devices(lives, client, ended);
            try {
                var watched = run("cleo", "rollout", "start", "--wait", "--timeout", "4m");
                assertThat(watched.exit()).as(watched.out() + watched.err()).isZero();
                assertThat(watched.out()).contains("r1 COMPLETED").doesNotContain("\u001b");
            } finally {
                ended.set(true);
            }
            afterwards();
        }
    }

    @Test
    void everyEndHasItsExitCode() throws IOException, InterruptedException {
        try (var office = new Office(server, FLEET);
                var village = new Village(server, office)) {
            tokens.put("ann", office.secret("ann", "author"));
            tokens.put("cleo", office.secret("cleo", "operator"));
            office.release("content", "1", "CONTENT", "a.bin", new byte[] {1});
            office.release("content", "2", "CONTENT", "b.bin", new byte[] {2});
            village.settle("d", DEVICES, Village.Kind.POLLS, Map.of("region", "eu"));
            office.approved(PLAN);
            ends(office);
        }
    }

    private void ends(Office office) throws IOException, InterruptedException {
        assertThat(run("cleo", "rollout", "list", "--server", "http://127.0.0.1:1").exit())
                .isEqualTo(3);
        assertThat(run("nobody", "rollout", "list").exit()).isEqualTo(4);
        assertThat(run("ann", "rollout", "start", "r1").exit()).isEqualTo(4);
        assertThat(run("cleo", "rollout", "show", "r9").exit()).isEqualTo(5);
        assertThat(run("ann", "device", "show", "nowhere").exit()).isEqualTo(5);
        assertThat(run("cleo", "rollout", "start", "r1").exit()).isZero();
        assertThat(run("ann", "rollout", "withdraw", "r1", "--reason", "x", "--yes").exit())
                .isEqualTo(6);
        office.awaitCount("r1", "exposed", 1);
        assertThat(run("cleo", "rollout", "hold", "r1", "--reason", "look").exit()).isZero();
        assertThat(office.look("r1").path("headline").asString())
                .as("held by a person, and not by itself")
                .contains("held by cleo: look");
        assertThat(run("cleo", "rollout", "watch", "r1", "--until", "held").exit()).isEqualTo(10);
        assertThat(run("cleo", "rollout", "watch", "r1", "--timeout", "1s").exit()).isEqualTo(14);
        holds();
        assertThat(run("cleo", "halt", "r1", "--reason", "enough").exit()).isZero();
        assertThat(run("cleo", "rollout", "watch", "r1").exit()).isIn(11, 12);
    }

    private void holds() throws IOException, InterruptedException {
        var placed = run("cleo", "hold", "place", "--region", "eu", "--reason", "storm", "--json");
        assertThat(placed.exit()).as(placed.err()).isZero();
        assertThat(run("cleo", "hold", "list").out()).contains("region eu").contains("storm");
        var id = placed.json().path("id").asString();
        assertThat(run("cleo", "hold", "lift", id, "--reason", "over").exit()).isEqualTo(2);
        assertThat(run("cleo", "hold", "lift", id, "--reason", "over", "--yes").exit()).isZero();
        assertThat(run("cleo", "hold", "list").out()).contains("no holds");
        var unknown = run("cleo", "hold", "lift", "h1", "--reason", "over", "--yes");
        assertThat(unknown.exit()).isNotZero();
        assertThat(unknown.err()).contains("expected").contains("'h1'");
    }

    private void people() throws IOException, InterruptedException {
        var roles =
                Map.of(
                        "ann", "author",
                        "ben", "approver",
                        "cleo", "operator",
                        "dan", "gatekeeper",
                        "eve", "auditor");
        for (var person : roles.entrySet()) {
            var made =
                    run(
                            "admin",
                            "token",
                            "create",
                            "--as",
                            person.getKey(),
                            "--role",
                            person.getValue(),
                            "--json");
            assertThat(made.exit()).as(made.err()).isZero();
            tokens.put(person.getKey(), made.json().path("token").asString());
        }
        assertThat(run("admin", "token", "list").out()).contains("ann").doesNotContain("fbk_");
    }

    private void importDevices() throws IOException, InterruptedException {
        var lines = new ArrayList<String>(List.of("id,token,region"));
        for (int i = 0; i < DEVICES; i++) {
            lines.add("d%d,%s,eu".formatted(i, secret(i)));
        }
        lines.add("not good,%s,eu".formatted(secret(DEVICES)));
        save("devices.csv", String.join("\n", lines) + "\n");
        var imported = run("cleo", "device", "import", "devices.csv");
        assertThat(imported.exit()).isEqualTo(2);
        assertThat(imported.out()).isEqualTo("8 devices imported, 1 line bad\n");
        assertThat(imported.err()).startsWith("devices.csv:10: expected a device id");
        assertThat(run("cleo", "device", "list").out()).contains("d7      LOW   eu");
        assertThat(run("cleo", "device", "show", "d7").out()).contains("tier  LOW");
    }

    private void release() throws IOException, InterruptedException {
        var label = "content@1";
        var sealed = run("ann", "release", "create", label, "--kind", "content", "content.bin");
        assertThat(sealed.exit()).as(sealed.err()).isZero();
        var digest = sealed.out().replaceAll(".*  |\\n", "");
        assertThat(run("ann", "release", "list").out()).contains(digest.substring(0, 16));
        var denied = run("ann", "gate", "check", label);
        assertThat(denied.exit()).isEqualTo(13);
        assertThat(denied.out()).contains("DENIED").contains("MISSING");
        var result =
                Map.of(
                        "check",
                        "test",
                        "result",
                        "PASS",
                        "finishedAt",
                        Instant.now().toString(),
                        "controls",
                        List.of(
                                Map.of(
                                        "id", "poison",
                                        "expected", "FAIL",
                                        "observed", "FAIL")));
        save("result.json", Json.text(result));
        var signed =
                run(
                        "dan",
                        "evidence",
                        "sign",
                        digest,
                        "--result",
                        "result.json",
                        "--key",
                        server.data().resolve("keys/local-gate.pem").toString(),
                        "--out",
                        "evidence.json");
        assertThat(signed.exit()).as(signed.err()).isZero();
        assertThat(run("dan", "evidence", "add", "evidence.json").exit()).isZero();
        assertThat(run("ann", "gate", "check", label).exit()).isZero();
    }

    /** What {@code init} writes, made quick by the person who reads it. */
    private void plan() throws IOException, InterruptedException {
        var made =
                run(
                        "ann",
                        "plan",
                        "init",
                        "--kind",
                        "content",
                        "--release",
                        "content@1",
                        "--out",
                        "safe.yaml");
        assertThat(made.exit()).as(made.err()).isZero();
        var safe = Files.readString(folder.resolve("safe.yaml"));
        assertThat(safe).contains("8 devices").contains("regions: [eu]");
        save(
                "plan.yaml",
                safe.replace("bake: 4h", "bake: 10m")
                        .replace("soak: 30m", "soak: 20m")
                        .replace("silentAfter: 10m", "silentAfter: 12h")
                        .replace("permanentHoldOut: 14d", "permanentHoldOut: none"));
        var checked = run("ann", "plan", "check", "plan.yaml", "--online");
        assertThat(checked.exit()).as(checked.out()).isZero();
        assertThat(run("ann", "plan", "preview", "plan.yaml").out())
                .contains("8 devices, the fleet at")
                .contains("LOW · eu");
        assertThat(run("ann", "plan", "diff", "safe.yaml", "plan.yaml").out())
                .contains("waves[low].bake: 4h → 10m: weaker");
    }

    private void propose() throws IOException, InterruptedException {
        assertThat(run("ann", "rollout", "propose", "plan.yaml", "--wait-approval").exit())
                .isEqualTo(15);
        assertThat(run("ann", "rollout", "approve", "r1").exit()).isEqualTo(4);
        assertThat(run("cleo", "rollout", "start", "r1").exit()).isEqualTo(15);
        assertThat(run("ben", "rollout", "approve").out()).startsWith("r1 APPROVED");
    }

    private void afterwards() throws IOException, InterruptedException {
        assertThat(run("cleo", "rollout", "watch", "r1").exit()).isZero();
        var shown = run("cleo", "rollout", "show", "r1", "--json").json();
        assertThat(shown.path("counts").path("confirmed").asInt()).isEqualTo(DEVICES);
        assertThat(shown.path("waves").path(0).path("target").asInt()).isEqualTo(DEVICES);
        assertThat(run("cleo", "rollout", "show", "r1").out())
                .contains("%d/%d".formatted(DEVICES, DEVICES))
                .doesNotContain("Limits the speed")
                .doesNotContain("Budget");
        assertThat(run("ann", "rollout", "show", "--devices", "r1").out())
                .contains("d7      CONFIRMED  ");
        assertThat(run("cleo", "rollout", "explain", "r1").out())
                .contains("Proposed  by ann")
                .contains("Approved  by ben")
                .contains("step 1: 1 of 8 devices")
                .contains("Completed");
        var here = server.data().toString();
        assertThat(run("eve", "audit", "verify", here).exit()).isZero();
        assertThat(run("eve", "audit", "verify", server.url().toString()).exit()).isZero();
        assertThat(run("eve", "audit", "export", "--out", "log.jsonl").exit()).isZero();
        assertThat(run("eve", "audit", "verify", "log.jsonl").exit()).isZero();
        var log = Files.readString(folder.resolve("log.jsonl"));
        save("forged.jsonl", log.replace("\"ben\"", "\"bob\""));
        assertThat(run("eve", "audit", "verify", "forged.jsonl").exit()).isEqualTo(17);
        var revoke = List.of("release", "revoke", "content@1", "--reason", "drill");
        assertThat(run("cleo", revoke.toArray(String[]::new)).exit()).isEqualTo(2);
        var sure = new ArrayList<>(revoke);
        sure.add("--yes");
        assertThat(run("cleo", sure.toArray(String[]::new)).exit()).isZero();
        assertThat(run("ann", "release", "list").out()).contains("■ revoked");
    }

    private void devices(ExecutorService lives, HttpClient client, AtomicBoolean ended) {
        for (int i = 0; i < DEVICES; i++) {
            var handset = new Handset(client, server.url(), "d" + i, secret(i));
            lives.execute(() -> live(handset, ended));
        }
    }

    /** Asks, installs what it is offered, says so, and goes on asking. */
    private static void live(Handset handset, AtomicBoolean ended) {
        while (!ended.get()) {
            try {
                var link = handset.poll().link("deploymentBase");
                if (link.isPresent()) {
                    var deployment = handset.deployment(link.get());
                    handset.fetch(deployment);
                    handset.report(deployment.path("id").asString(), "closed", "success");
                }
            } catch (IOException e) {
                LockSupport.parkNanos(BETWEEN_POLLS.toNanos()); // the line broke: asks again
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
            LockSupport.parkNanos(BETWEEN_POLLS.toNanos());
        }
    }

    private static String secret(int device) {
        return "secret-of-device-number-" + device;
    }

    private void save(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text);
    }

    private Shell.Ran run(String person, String... words) throws IOException, InterruptedException {
        return new Shell(folder, server).run(tokens.getOrDefault(person, ""), words);
    }
}
