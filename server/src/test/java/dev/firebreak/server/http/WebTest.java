package dev.firebreak.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.firebreak.core.approval.Credential;
import dev.firebreak.core.words.Person;
import dev.firebreak.core.words.Role;
import dev.firebreak.wire.json.Json;

import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** What every route does alike, over real HTTP. */
final class WebTest {
    private static final String SECRET = Tokens.newSecret();
    private static final int FAILURES = 5;

    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static WebServer server;

    @BeforeAll
    static void start() {
        var hash = Tokens.hash(SECRET);
        var vera = new Credential("t1", hash, new Person("vera"), Role.VIEWER);
        var tokens = new Tokens(() -> Map.of(hash, vera));
        var web = new Web(tokens, new Throttle(FAILURES, Duration.ofMinutes(1), () -> 0), () -> 0);
        var routing = HttpRouting.builder();
        web.mount(
                routing,
                List.of(
                        Route.get("/open", Access.OPEN, _ -> Answer.json(Map.of("ok", true))),
                        Route.get(
                                "/who/{name}",
                                Access.PEOPLE,
                                call ->
                                        Answer.json(
                                                Map.of(
                                                        "person", call.person().value(),
                                                        "name", call.path("name")))),
                        Route.post("/who/{name}", Access.of(Role.ADMIN), _ -> Answer.nothing()),
                        Route.post(
                                "/text",
                                Access.OPEN,
                                call -> Answer.text("text/plain", call.text())),
                        Route.get(
                                "/half",
                                Access.OPEN,
                                _ ->
                                        Answer.stream(
                                                "text/plain",
                                                out -> {
                                                    out.write(
                                                            "half"
                                                                    .getBytes(
                                                                            StandardCharsets
                                                                                    .UTF_8));
                                                    out.flush();
                                                    throw new IOException("the disk failed");
                                                })),
                        Route.get(
                                "/bug",
                                Access.OPEN,
                                _ -> {
                                    throw new IllegalStateException("secret detail");
                                })));
        web.mountNothingElse(routing);
        server =
                WebServer.builder()
                        .host("127.0.0.1")
                        .port(0)
                        .shutdownHook(false)
                        .routing(routing)
                        .build()
                        .start();
    }

    @AfterAll
    static void stop() {
        server.stop();
    }

    @Test
    void aTokenOpensWhatItsRoleAdmits() throws Exception {
        var answer = send(request("/who/ann%20b").header("Authorization", "Bearer " + SECRET));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("{\"name\":\"ann b\",\"person\":\"vera\"}");
    }

    @Test
    void noTokenAndAWrongOneAreProblems() throws Exception {
        var none = send(request("/who/x"));
        problem(none, 401, "unauthenticated");
        assertThat(none.body()).contains("found none");
        var wrong = send(request("/who/x").header("Authorization", "Bearer no"));
        problem(wrong, 401, "unauthenticated");
        assertThat(wrong.body()).contains("found one that was never made here, or is revoked");
        var answer =
                send(
                        request("/who/x")
                                .header("Authorization", "Bearer " + SECRET)
                                .POST(BodyPublishers.noBody()));
        assertThat(problem(answer, 403, "not-allowed").get("detail").asString())
                .contains("admin", "viewer");
    }

    @Test
    void unknownPathsAndMethodsAreProblems() throws Exception {
        problem(send(request("/nowhere")), 404, "not-found");
        var answer = send(request("/open").DELETE());
        problem(answer, 405, "method");
        assertThat(answer.headers().firstValue("Allow")).contains("GET, HEAD");
    }

    @Test
    void whatCanBeReadCanBeAskedAbout() throws Exception {
        var whole = send(request("/open"));
        var head = send(request("/open").method("HEAD", BodyPublishers.noBody()));
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        for (var name : List.of("Content-Type", "Content-Length")) {
            assertThat(head.headers().firstValue(name)).isEqualTo(whole.headers().firstValue(name));
        }
        var refused = send(request("/who/x").method("HEAD", BodyPublishers.noBody()));
        assertThat(refused.statusCode()).isEqualTo(401);
        assertThat(refused.body()).isEmpty();
        var half = send(request("/half").method("HEAD", BodyPublishers.noBody()));
        assertThat(half.statusCode()).as("nothing is streamed").isEqualTo(200);
        assertThat(send(request("/open")).body()).as("after it").isEqualTo("{\"ok\":true}");
    }

    @Test
    void theRequestIdIsEchoedIfItIsPlain() throws Exception {
        var answer = send(request("/open").header("X-Request-Id", "abc-1"));
        assertThat(answer.headers().firstValue("X-Request-Id")).contains("abc-1");
        var other = send(request("/open").header("X-Request-Id", "<script>"));
        assertThat(other.headers().firstValue("X-Request-Id").orElseThrow())
                .matches("[0-9a-f]{16}");
        assertThat(other.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
    }

    @Test
    void aBodyBeyondTheLimitIsRefused() throws Exception {
        var big = "x".repeat(Call.MOST_BYTES + 1);
        var chunked =
                BodyPublishers.fromPublisher(
                        BodyPublishers.ofString("y".repeat(Call.MOST_BYTES / 2)));
        assertThat(send(request("/text").POST(chunked)).statusCode()).isEqualTo(200);
        problem(send(request("/text").POST(BodyPublishers.ofString(big))), 413, "too-large");
    }

    @Test
    void bytesThatAreNoTextAreRefused() throws Exception {
        var bytes = new byte[] {(byte) 0xc3, (byte) 0x28};
        problem(send(request("/text").POST(BodyPublishers.ofByteArray(bytes))), 400, "malformed");
    }

    @Test
    void aBugShowsNothingOfItself() throws Exception {
        var answer = send(request("/bug"));
        problem(answer, 500, "fault");
        assertThat(answer.body()).doesNotContain("secret detail");
    }

    @Test
    void halfAnAnswerDoesNotLookWhole() {
        assertThat(catchThrowable(() -> send(request("/half")))).isInstanceOf(IOException.class);
    }

    @Test
    void wrongTokensAreThrottledAndRightOnesAreNot() {
        var throttle = new Throttle(2, Duration.ofMinutes(1), () -> 0);
        assertThat(throttle.failed("a")).isFalse();
        assertThat(throttle.failed("a")).isFalse();
        assertThat(throttle.failed("a")).isTrue();
        assertThat(throttle.failed("b")).isFalse();
        for (int i = 0; i < 20_000; i++) {
            throttle.failed("address " + i);
        }
        assertThat(throttle.size()).isEqualTo(10_000);
    }

    private static JsonNode problem(HttpResponse<String> answer, int status, String kind) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type"))
                .contains("application/problem+json");
        var body = Json.tree(answer.body().getBytes(StandardCharsets.UTF_8));
        assertThat(body.get("type").asString()).isEqualTo("urn:firebreak:problem:" + kind);
        assertThat(body.get("status").asInt()).isEqualTo(status);
        assertThat(body.get("instance").asString()).isEqualTo(answer.uri().getRawPath());
        assertThat(body.get("requestId").asString())
                .isEqualTo(answer.headers().firstValue("X-Request-Id").orElseThrow());
        assertThat(body.has("title")).isTrue();
        assertThat(body.has("detail")).isTrue();
        return body;
    }

    private static HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:%d%s".formatted(server.port(), path)));
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return CLIENT.send(request.build(), BodyHandlers.ofString());
    }
}
