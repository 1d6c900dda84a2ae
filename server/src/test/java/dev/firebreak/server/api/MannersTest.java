package dev.firebreak.server.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firebreak.server.api.LiveServer.Caller;
import dev.firebreak.server.api.LiveServer.Said;
import dev.firebreak.server.http.Refused;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;

import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** What programs rely on beside the resources themselves. */
final class MannersTest {
    private static final String HOLD =
            "{\"target\":\"region\",\"value\":\"eu\",\"reason\":\"storm\"}";

    @TempDir private Path folder;

    @Test
    void oneKeyMakesOneThing() throws Exception {
        try (var live = LiveServer.in(folder)) {
            var operator = live.person("olga", "operator");
            var first = keyed(operator, "/holds", "k1", HOLD).is(201);
            var second = keyed(operator, "/holds", "k1", HOLD).is(201);
            assertThat(second.text()).isEqualTo(first.text());
            assertThat(second.header("Location")).isEqualTo(first.header("Location"));
            assertThat(second.header("Idempotent-Replayed")).isEqualTo("true");
            keyed(operator, "/holds", "k1", HOLD.replace("eu", "us")).isProblem(422, "invalid");
            keyed(operator, "/holds", "k2", HOLD).is(201);
            assertThat(operator.get("/holds").json().get("items")).hasSize(2);
            var owner = live.person("otto", "owner");
            keyed(owner, "/holds", "k1", HOLD).is(201);
            keyed(live.stranger(), "/holds", "k1", HOLD).isProblem(401, "unauthenticated");
        }
    }

    @Test
    void numbersAtTheEdgesAreAnswered() throws Exception {
        try (var live = LiveServer.in(folder)) {
            var admin = live.admin();
            var head = admin.get("/audit/checkpoint").is(200).json().get("seq").asLong();
            for (var after :
                    List.of(
                            head,
                            head + 1,
                            (long) Integer.MAX_VALUE,
                            Long.MAX_VALUE - 1,
                            Long.MAX_VALUE)) {
                assertThat(admin.get("/audit?after=" + after).is(200).text()).isEmpty();
            }
            for (var after : List.of(-1L, Long.MIN_VALUE)) {
                assertThat(admin.get("/audit?after=" + after).is(200).text().lines())
                        .hasSize((int) head);
            }
            admin.get("/audit?after=9223372036854775808").isProblem(400, "malformed");
            for (var list :
                    List.of(
                            "/audit",
                            "/devices",
                            "/releases",
                            "/rollouts",
                            "/holds",
                            "/tokens",
                            "/customers",
                            "/revocations")) {
                for (var limit : List.of("0", "-1", "1001", "2147483648", "x")) {
                    admin.get(list + "?limit=" + limit).isProblem(400, "malformed");
                }
                admin.get(list + "?limit=1000").is(200);
            }
            for (var number : List.of("2147483647", "-2147483648")) {
                admin.get("/holds?after=" + number).is(200);
            }
            admin.get("/holds?after=2147483648").isProblem(400, "malformed");
            admin.get("/rollouts?after=r2147483647").is(200);
            admin.get("/rollouts?after=r2147483648").isProblem(400, "malformed");
            admin.get("/rollouts/r99999999999").isProblem(404, "not-found");
        }
    }

    @Test
    void ofTwoWhoChangeTheSameVersionOneIsRefused() throws Exception {
        try (var live = LiveServer.in(folder)) {
            var admin = live.admin();
            for (int round = 0; round < 5; round++) {
                var tag = admin.get("/fleet").header("ETag");
                var a = changing(admin, tag, 2 * round);
                var b = changing(admin, tag, 2 * round + 1);
                assertThat(List.of(a.get().status(), b.get().status()))
                        .containsExactlyInAnyOrder(200, 412);
            }
        }
    }

    private static CompletableFuture<Said> changing(Caller admin, String tag, int number) {
        return CompletableFuture.supplyAsync(
                () -> {
                    var rules = "ceiling: {fleet: %d}\n".formatted(1_000 + number);
                    try {
                        return admin.send(
                                admin.request("/fleet")
                                        .header("If-Match", tag)
                                        .PUT(BodyPublishers.ofString(rules)));
                    } catch (Exception e) {
                        throw new AssertionError(e);
                    }
                });
    }

    @Test
    void aCustomersPolicyIsChangedByWhoSawItLast() throws Exception {
        try (var live = LiveServer.in(folder)) {
            var admin = live.admin();
            var policy = "customer: acme\noptOut: [content]\n";
            customer(admin, "/customers/acme", "\"none\"", policy).isProblem(412, "precondition");
            admin.send("PUT", "/customers/acme", "application/yaml", policy).is(200);
            admin.send("PUT", "/customers/other", "application/yaml", policy)
                    .isProblem(422, "invalid");
            var tag = admin.get("/customers/acme").is(200).header("ETag");
            var other = policy.replace("content", "driver");
            customer(admin, "/customers", tag, other).is(200);
            customer(admin, "/customers/acme", tag, policy).isProblem(412, "precondition");
            customer(admin, "/customers/acme", "*", policy).is(200);
        }
    }

    private static Said customer(Caller admin, String path, String tag, String policy)
            throws Exception {
        return admin.send(
                admin.request(path).header("If-Match", tag).PUT(BodyPublishers.ofString(policy)));
    }

    @Test
    void twoAdminsWhoRevokeEachOtherLeaveOne() throws Exception {
        try (var live = LiveServer.in(folder)) {
            var ann = live.person("ann", "admin");
            var bo = live.person("bo", "admin");
            var ids = ann.get("/tokens").json().get("items");
            live.admin().delete("/tokens/admin").is(204);
            var a = revoking(ann, id(ids, "bo"));
            var b = revoking(bo, id(ids, "ann"));
            var said = List.of(a.get().status(), b.get().status());
            assertThat(said).contains(204).doesNotHaveDuplicates();
        }
    }

    private static String id(JsonNode tokens, String name) {
        return tokens.values().stream()
                .filter(it -> it.get("name").asString().equals(name))
                .map(it -> it.get("id").asString())
                .findFirst()
                .orElseThrow();
    }

    private static CompletableFuture<Said> revoking(Caller who, String id) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return who.delete("/tokens/" + id);
                    } catch (Exception e) {
                        throw new AssertionError(e);
                    }
                });
    }

    @Test
    void halfACharacterIsNoName() throws Exception {
        try (var live = LiveServer.in(folder)) {
            var admin = live.admin();
            var half = "\\ud800";
            admin.send(
                            "POST",
                            "/tokens",
                            "application/json",
                            "{\"name\":\"a%s\",\"role\":\"viewer\"}".formatted(half))
                    .isProblem(422, "invalid");
            for (var attributes : List.of("{\"a\":\"%s\"}", "{\"%s\":\"a\"}")) {
                admin.send(
                                "PUT",
                                "/devices/d",
                                "application/json",
                                "{\"attributes\":%s}".formatted(attributes.formatted(half)))
                        .isProblem(422, "invalid");
            }
            var whole = "{\"attributes\":{\"a\":\"\\ud83d\\ude00\"}}";
            admin.send("PUT", "/devices/d", "application/json", whole).is(201);
            var operator = live.person("olga", "operator");
            operator.send("POST", "/holds", "application/json", HOLD.replace("storm", "a" + half))
                    .is(201);
            var line = "{\"id\":\"x%s\"}\n".formatted(half);
            assertThat(
                            operator.send("POST", "/devices:import", "application/x-ndjson", line)
                                    .is(200)
                                    .text())
                    .contains("\"bad\":1");
        }
    }

    @Test
    void whatIsFullSaysHowToMakeRoom() throws Exception {
        Caps.room("holds", Caps.HOLDS - 1, Caps.HOLDS, "lift some");
        assertThatThrownBy(() -> Caps.room("holds", Caps.HOLDS, Caps.HOLDS, "lift some"))
                .isInstanceOfSatisfying(
                        Refused.class, e -> assertThat(e.kind().type()).endsWith(":full"))
                .hasMessage("expected fewer than 1000 holds, found 1000: lift some");
    }

    private static Said keyed(Caller caller, String path, String key, String body)
            throws Exception {
        return caller.send(
                caller.request(path)
                        .header("Content-Type", "application/json")
                        .header("Idempotency-Key", key)
                        .POST(BodyPublishers.ofString(body)));
    }
}
