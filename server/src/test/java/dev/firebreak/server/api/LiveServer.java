package dev.firebreak.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firebreak.server.boot.FirebreakServer;
import dev.firebreak.server.boot.ServerOptions;
import dev.firebreak.wire.json.Json;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.UnaryOperator;

/** A whole server on a free port, and people who call it over real HTTP. */
public final class LiveServer implements AutoCloseable {
    private final FirebreakServer server;
    private final HttpClient client = HttpClient.newHttpClient();

    private LiveServer(FirebreakServer server) {
        this.server = server;
    }

    /** A server with its data in {@code folder}. */
    public static LiveServer in(Path folder) throws IOException {
        return in(folder, options -> options);
    }

    /** The same with other options. */
    public static LiveServer in(Path folder, UnaryOperator<ServerOptions> changed)
            throws IOException {
        var options = ServerOptions.local(folder.resolve("data")).port(0);
        return new LiveServer(FirebreakServer.start(changed.apply(options)));
    }

    /** The server. */
    public FirebreakServer server() {
        return server;
    }

    /** The first person. */
    public Caller admin() throws IOException {
        return new Caller(Files.readString(server.adminTokenFile()).strip());
    }

    /** A person with a new token. */
    public Caller person(String name, String role) throws Exception {
        var made = admin().post("/tokens", Map.of("name", name, "role", role)).is(201);
        return new Caller(made.json().get("token").asString());
    }

    /** Nobody in particular. */
    public Caller stranger() {
        return new Caller("");
    }

    @Override
    public void close() {
        client.close();
        server.close();
    }

    /** Somebody who calls with one token. */
    public final class Caller {
        private final String token;

        private Caller(String token) {
            this.token = token;
        }

        /** The secret. */
        public String token() {
            return token;
        }

        public Said get(String path) throws Exception {
            return send("GET", path, "", "");
        }

        public Said delete(String path) throws Exception {
            return send("DELETE", path, "", "");
        }

        public Said post(String path, Object body) throws Exception {
            return send("POST", path, "application/json", Json.text(body));
        }

        public Said put(String path, Object body) throws Exception {
            return send("PUT", path, "application/json", Json.text(body));
        }

        /** Any call; paths without a leading {@code /api} or {@code /healthz} are of version 1. */
        public Said send(String method, String path, String type, String body) throws Exception {
            var publisher =
                    body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body);
            var request = request(path).method(method, publisher);
            if (!type.isEmpty()) {
                request.header("Content-Type", type);
            }
            return send(request);
        }

        /** A request to be completed by the caller. */
        public HttpRequest.Builder request(String path) {
            var whole = path.startsWith("/api/") || path.matches("/(healthz|readyz|metrics)");
            var request =
                    HttpRequest.newBuilder(
                            URI.create(server.url() + (whole ? path : "/api/v1" + path)));
            if (!token.isEmpty()) {
                request.header("Authorization", "Bearer " + token);
            }
            return request;
        }

        /** Sends a completed request. */
        public Said send(HttpRequest.Builder request) throws Exception {
            return new Said(client.send(request.build(), BodyHandlers.ofString()));
        }
    }

    /** What the server said. */
    public record Said(HttpResponse<String> answer) {
        /** Requires this status. */
        public Said is(int status) {
            assertThat(answer.statusCode())
                    .as("%s %s: %s", answer.request().method(), answer.uri(), answer.body())
                    .isEqualTo(status);
            return this;
        }

        /** Requires a problem of this kind. */
        public Said isProblem(int status, String kind) {
            is(status);
            assertThat(header("Content-Type")).isEqualTo("application/problem+json");
            assertThat(json().get("type").asString()).isEqualTo("urn:firebreak:problem:" + kind);
            return this;
        }

        public int status() {
            return answer.statusCode();
        }

        public String text() {
            return answer.body();
        }

        public JsonNode json() {
            return Json.tree(answer.body().getBytes(StandardCharsets.UTF_8));
        }

        /** A header's value, empty if there is none. */
        public String header(String name) {
            return answer.headers().firstValue(name).orElse("");
        }
    }
}
