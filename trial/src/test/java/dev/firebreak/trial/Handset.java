package dev.firebreak.trial;

import dev.firebreak.wire.json.Json;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A device that speaks the device protocol by hand, one request at a time. */
final class Handset {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    final String id;
    private final String authorization;
    private final HttpClient client;
    private final URI base;

    Handset(HttpClient client, URI server, String id, String token) {
        this.client = client;
        this.id = id;
        this.authorization = "TargetToken " + token;
        this.base = server.resolve("/DEFAULT/controller/v1/" + id);
    }

    /** What a poll says; its links by name. */
    record Poll(int status, JsonNode body) {
        Optional<String> link(String rel) {
            var href = body.path("_links").path(rel).path("href");
            return href.isString() ? Optional.of(href.asString()) : Optional.empty();
        }
    }

    Poll poll() throws IOException, InterruptedException {
        var answer = get(base);
        var body =
                answer.body().length == 0 ? Json.tree(Map.of()) : Json.lenientTree(answer.body());
        return new Poll(answer.statusCode(), body);
    }

    /** The deployment behind the link of a poll. */
    JsonNode deployment(String href) throws IOException, InterruptedException {
        var answer = get(URI.create(href));
        return answer.statusCode() == 200
                ? Json.lenientTree(answer.body())
                : Json.tree(Map.of("status", answer.statusCode()));
    }

    /** Where the first artifact is. */
    URI file(JsonNode deployment) {
        var artifact =
                deployment.path("deployment").path("chunks").path(0).path("artifacts").path(0);
        return URI.create(artifact.path("_links").path("download-http").path("href").asString());
    }

    /** What it proves itself with. */
    String authorization() {
        return authorization;
    }

    /** Fetches the first artifact; the status. */
    int fetch(JsonNode deployment) throws IOException, InterruptedException {
        return get(file(deployment)).statusCode();
    }

    int report(String action, String execution, String result)
            throws IOException, InterruptedException {
        return feedback("deploymentBase", action, execution, result);
    }

    int answerCancel(String action, String execution, String result)
            throws IOException, InterruptedException {
        return feedback("cancelAction", action, execution, result);
    }

    private int feedback(String what, String action, String execution, String result)
            throws IOException, InterruptedException {
        var status =
                Map.of(
                        "execution", execution,
                        "result", Map.of("finished", result),
                        "details", List.of("by hand"));
        var body = Json.bytes(Map.of("id", action, "status", status));
        return post(URI.create(base + "/" + what + "/" + action + "/feedback"), body);
    }

    int tell(Map<String, String> attributes) throws IOException, InterruptedException {
        var request =
                request(URI.create(base + "/configData"))
                        .header("Content-Type", "application/json")
                        .PUT(BodyPublishers.ofByteArray(Json.bytes(Map.of("data", attributes))));
        return client.send(request.build(), BodyHandlers.discarding()).statusCode();
    }

    int status(String path) throws IOException, InterruptedException {
        return get(URI.create(base + path)).statusCode();
    }

    private int post(URI uri, byte[] body) throws IOException, InterruptedException {
        var request =
                request(uri)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofByteArray(body));
        return client.send(request.build(), BodyHandlers.discarding()).statusCode();
    }

    HttpResponse<byte[]> get(URI uri) throws IOException, InterruptedException {
        return client.send(request(uri).GET().build(), BodyHandlers.ofByteArray());
    }

    private HttpRequest.Builder request(URI uri) {
        return HttpRequest.newBuilder(uri).timeout(TIMEOUT).header("Authorization", authorization);
    }
}
