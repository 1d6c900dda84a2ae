package dev.firebreak.cli.http;

import dev.firebreak.cli.Exit;
import dev.firebreak.cli.Trouble;
import dev.firebreak.wire.json.Json;
import dev.firebreak.wire.json.Malformed;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The REST API under {@code /api/v1} of one server. Each call blocks until the answer is there;
 * what is not a success becomes a {@link Trouble} with the exit code of the contract.
 */
public final class Api implements AutoCloseable {
    private static final Duration CONNECT = Duration.ofSeconds(5);

    /** Longer than the slowest answer of a healthy server: a halt waits for devices in flight. */
    private static final Duration ANSWER = Duration.ofSeconds(30);

    /** A large artifact over a slow line; the server ends connections that bring nothing. */
    private static final Duration UPLOAD = Duration.ofHours(6);

    private static final String JSON = "application/json";
    private static final String YAML = "application/yaml";

    private final HttpClient client = HttpClient.newBuilder().connectTimeout(CONNECT).build();
    private final URI server;
    private final Optional<String> token;

    public Api(URI server, Optional<String> token) {
        this.server = server;
        this.token = token;
    }

    /** Which server it speaks to. */
    public URI server() {
        return server;
    }

    /** A word as one segment of a path or one value of a query. */
    public static String quoted(String word) {
        return URLEncoder.encode(word, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** What is at {@code path}. */
    public JsonNode get(String path) {
        return tree(send(request(path, ANSWER).GET()));
    }

    /** The document at {@code path} as people wrote it. */
    public String text(String path) {
        return new String(
                send(request(path, ANSWER).setHeader("Accept", YAML).GET()),
                StandardCharsets.UTF_8);
    }

    /** Posts {@code body} as JSON; the same key may be sent again without doing it twice. */
    public JsonNode post(String path, Object body, String idempotencyKey) {
        return tree(
                send(
                        request(path, ANSWER)
                                .header("Content-Type", JSON)
                                .header("Idempotency-Key", idempotencyKey)
                                .POST(BodyPublishers.ofByteArray(Json.bytes(body)))));
    }

    /** Posts {@code body} as JSON, once. */
    public JsonNode post(String path, Object body) {
        return post(path, body, UUID.randomUUID().toString());
    }

    /** Posts a document in its own format. */
    public JsonNode post(String path, byte[] body, String contentType) {
        return tree(
                send(
                        request(path, ANSWER)
                                .header("Content-Type", contentType)
                                .header("Idempotency-Key", UUID.randomUUID().toString())
                                .POST(BodyPublishers.ofByteArray(body))));
    }

    /** Puts a document in its own format. */
    public JsonNode put(String path, byte[] body, String contentType) {
        return tree(
                send(
                        request(path, ANSWER)
                                .header("Content-Type", contentType)
                                .PUT(BodyPublishers.ofByteArray(body))));
    }

    /** Removes what is at {@code path}. */
    public JsonNode delete(String path) {
        return tree(send(request(path, ANSWER).DELETE()));
    }

    /** Posts {@code size} bytes of a stream that may be long. */
    public JsonNode upload(String path, Supplier<InputStream> bytes, long size) {
        BodyPublisher publisher =
                size == 0
                        ? BodyPublishers.noBody()
                        : BodyPublishers.fromPublisher(BodyPublishers.ofInputStream(bytes), size);
        return tree(
                send(
                        request(path, UPLOAD)
                                .header("Content-Type", "application/octet-stream")
                                .POST(publisher)));
    }

    /** Posts lines and hands on the answer's lines as they come. */
    public void postLines(
            String path, String type, Supplier<InputStream> lines, Consumer<JsonNode> each) {
        stream(
                request(path, UPLOAD)
                        .header("Content-Type", type)
                        .POST(BodyPublishers.ofInputStream(lines)),
                each);
    }

    /** Hands on the lines of {@code path} as they come. */
    public void lines(String path, Consumer<JsonNode> each) {
        stream(request(path, UPLOAD).GET(), each);
    }

    /** The bytes at {@code path}, to be read and closed by the caller. */
    public InputStream open(String path) {
        var request = request(path, UPLOAD).GET().build();
        var response = exchange(request, BodyHandlers.ofInputStream());
        if (response.statusCode() / 100 == 2) {
            return response.body();
        }
        try (var body = response.body()) {
            throw Problem.of(response.statusCode(), body.readAllBytes(), id(request));
        } catch (IOException e) {
            throw broken(e);
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
    }

    private void stream(HttpRequest.Builder builder, Consumer<JsonNode> each) {
        var request = builder.build();
        var response = exchange(request, BodyHandlers.ofLines());
        try (Stream<String> lines = response.body()) {
            if (response.statusCode() / 100 != 2) {
                var body = String.join("\n", lines.toList());
                throw Problem.of(
                        response.statusCode(), body.getBytes(StandardCharsets.UTF_8), id(request));
            }
            lines.filter(line -> !line.isBlank())
                    .forEach(line -> each.accept(parsed(line.getBytes(StandardCharsets.UTF_8))));
        } catch (UncheckedIOException e) {
            throw broken(e);
        }
    }

    private byte[] send(HttpRequest.Builder builder) {
        var request = builder.build();
        var response = exchange(request, BodyHandlers.ofByteArray());
        if (response.statusCode() / 100 != 2) {
            throw Problem.of(response.statusCode(), response.body(), id(request));
        }
        return response.body();
    }

    private HttpRequest.Builder request(String path, Duration patience) {
        var builder =
                HttpRequest.newBuilder(URI.create(server + "/api/v1" + path))
                        .timeout(patience)
                        .header("Accept", "application/json, */*;q=0.9")
                        .header("X-Request-Id", UUID.randomUUID().toString());
        token.ifPresent(secret -> builder.header("Authorization", "Bearer " + secret));
        return builder;
    }

    private <T> HttpResponse<T> exchange(HttpRequest request, HttpResponse.BodyHandler<T> handler) {
        try {
            return client.send(request, handler);
        } catch (ConnectException e) {
            throw unreachable("nobody listens there", e);
        } catch (HttpTimeoutException e) {
            throw unreachable("no answer within %s s".formatted(patience(request)), e);
        } catch (IOException e) {
            throw unreachable(
                    "the connection broke"
                            + Optional.ofNullable(e.getMessage())
                                    .map(why -> " (" + why + ")")
                                    .orElse(""),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Trouble(Exit.FAULT, "stopped before the answer came", e);
        }
    }

    private static long patience(HttpRequest request) {
        return request.timeout().orElse(ANSWER).toSeconds();
    }

    private Trouble unreachable(String found, Exception cause) {
        return new Trouble(
                Exit.UNREACHABLE,
                ("expected a Firebreak server at %s, found that %s:"
                                + " start one with 'firebreak up', or name another with --server")
                        .formatted(server, found),
                cause);
    }

    private Trouble broken(Exception cause) {
        return new Trouble(
                Exit.UNREACHABLE,
                "expected the whole answer of %s, found that the connection broke: try again"
                        .formatted(server),
                cause);
    }

    private static String id(HttpRequest request) {
        return request.headers().firstValue("X-Request-Id").orElse("unknown");
    }

    private JsonNode tree(byte[] body) {
        return body.length == 0 ? JsonNodeFactory.instance.objectNode() : parsed(body);
    }

    private JsonNode parsed(byte[] body) {
        try {
            return Json.tree(body);
        } catch (Malformed e) {
            throw new Trouble(
                    Exit.FAULT,
                    "expected JSON from %s, found something else (%s): is it a Firebreak server?"
                            .formatted(server, e.line()),
                    e);
        }
    }
}
