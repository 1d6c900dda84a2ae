package dev.firebreak.server.ddi;

import dev.firebreak.core.release.Artifact;
import dev.firebreak.core.release.Release;
import dev.firebreak.core.words.ActionId;
import dev.firebreak.core.words.RolloutId;
import dev.firebreak.server.journal.Journal;
import dev.firebreak.server.journal.SqliteJournal;
import dev.firebreak.server.loop.Ground;
import dev.firebreak.server.loop.HandClock;
import dev.firebreak.server.store.ArtifactStore;
import dev.firebreak.wire.json.Json;

import io.helidon.webserver.WebServer;

import tools.jackson.databind.JsonNode;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** The device side of a server over real HTTP, on a folder that outlives it. */
final class Rig implements AutoCloseable {
    /** As long as the protocol's reference file. */
    static final int FILE_BYTES = 2_000;

    private static final Duration POLL = Duration.ofSeconds(30);

    final Ground ground;
    private final Journal journal;
    private final ArtifactStore store;
    private final WebServer web;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /** An answer, with its body as text. */
    record Reply(int status, HttpResponse<byte[]> whole) {
        String text() {
            return new String(whole.body(), StandardCharsets.UTF_8);
        }

        JsonNode json() {
            return Json.lenientTree(whole.body());
        }

        String header(String name) {
            return whole.headers().firstValue(name).orElse("");
        }

        /** Where a link leads; empty if there is none of this name. */
        String link(String rel) {
            return json().path("_links").path(rel).path("href").asString("");
        }
    }

    Rig(Path folder) throws IOException {
        this(folder, new HandClock());
    }

    Rig(Path folder, HandClock clock) throws IOException {
        this(SqliteJournal.open(folder), folder, clock);
    }

    Rig(Path folder, Proxies proxies) throws IOException {
        this(SqliteJournal.open(folder), folder, new HandClock(), proxies);
    }

    Rig(Journal journal, Path folder, HandClock clock) throws IOException {
        this(journal, folder, clock, Proxies.none());
    }

    private Rig(Journal journal, Path folder, HandClock clock, Proxies proxies) throws IOException {
        this.journal = journal;
        this.ground = new Ground(journal, folder, clock);
        this.store = ArtifactStore.open(folder.resolve("artifacts"), 1 << 30);
        var routes =
                new DdiRoutes(ground.loop, ground.fleet, ground.gate, store, proxies, clock::nanos);
        this.web =
                WebServer.builder()
                        .host("127.0.0.1")
                        .port(0)
                        .shutdownHook(false)
                        .routing(routes::mount)
                        .build()
                        .start();
    }

    int port() {
        return web.port();
    }

    /** The bytes of every file here. */
    static byte[] file(int sizeBytes) {
        var bytes = new byte[sizeBytes];
        for (int i = 0; i < sizeBytes; i++) {
            bytes[i] = (byte) (i * 31 + i / 256);
        }
        return bytes;
    }

    Artifact stored(byte[] bytes) throws Exception {
        return store.add(new ByteArrayInputStream(bytes)).named("fw.bin");
    }

    /** A rollout of a new release with a file of {@code sizeBytes}; devices may be granted. */
    RolloutId rollOut(int places, int sizeBytes) throws Exception {
        var old = release("1", file(10));
        var release = release("2", file(sizeBytes));
        var id = ground.rollOut(release, old.digest(), places);
        ground.clock.pass(Ground.GRACE);
        return id;
    }

    Release release(String version, byte[] bytes) throws Exception {
        return ground.release(version, stored(bytes));
    }

    HttpRequest.Builder request(String device, String path) {
        var uri =
                path.startsWith("http")
                        ? path
                        : "http://127.0.0.1:%d/DEFAULT/controller/v1/%s%s"
                                .formatted(port(), device, path);
        return HttpRequest.newBuilder(URI.create(uri))
                .header("Authorization", "TargetToken %s-secret".formatted(device));
    }

    Reply send(HttpRequest.Builder request) throws Exception {
        var answer = http.send(request.build(), BodyHandlers.ofByteArray());
        return new Reply(answer.statusCode(), answer);
    }

    Reply get(String device, String path, String... headers) throws Exception {
        var request = request(device, path);
        return send(headers.length == 0 ? request : request.headers(headers));
    }

    Reply head(String device, String path) throws Exception {
        return send(request(device, path).method("HEAD", BodyPublishers.noBody()));
    }

    Reply poll(String device) throws Exception {
        return get(device, "");
    }

    Reply put(String device, String path, String json) throws Exception {
        return body("PUT", device, path, json);
    }

    Reply post(String device, String path, String json) throws Exception {
        return body("POST", device, path, json);
    }

    private Reply body(String method, String device, String path, String json) throws Exception {
        return send(
                request(device, path)
                        .header("Content-Type", "application/json")
                        .method(method, BodyPublishers.ofString(json)));
    }

    Reply feedback(String device, ActionId action, String execution, String finished)
            throws Exception {
        return post(
                device,
                "/deploymentBase/%s/feedback".formatted(action),
                feedback(execution, finished));
    }

    static String feedback(String execution, String finished) {
        return """
        {"time":"20260302T080000","status":{"execution":"%s","result":{"finished":"%s"},
         "details":["as it is"]}}"""
                .formatted(execution, finished);
    }

    /** The devices poll every half minute for so long. */
    void live(Duration time, String... devices) throws Exception {
        for (var left = time; left.isPositive(); left = left.minus(POLL)) {
            ground.clock.pass(POLL);
            for (var device : devices) {
                poll(device);
            }
            ground.tick();
        }
    }

    /** The action that the device is offered, once the step has opened for it. */
    ActionId offered(String device) throws Exception {
        for (int i = 0; i < 10; i++) {
            var link = poll(device).link("deploymentBase");
            if (!link.isEmpty()) {
                return number(link);
            }
            ground.pass(POLL);
        }
        throw new AssertionError("no offer for %s in 10 polls".formatted(device));
    }

    /** The one of these devices that was offered something within some polls, if any was. */
    Optional<String> firstOffered(String... devices) throws Exception {
        for (int i = 0; i < 10; i++) {
            for (var device : devices) {
                if (!poll(device).link("deploymentBase").isEmpty()) {
                    return Optional.of(device);
                }
            }
            ground.pass(POLL);
        }
        return Optional.empty();
    }

    static ActionId number(String link) {
        var path = URI.create(link).getPath();
        return new ActionId(Integer.parseInt(path.substring(path.lastIndexOf('/') + 1)));
    }

    @Override
    public void close() throws IOException {
        web.stop();
        ground.close();
        journal.close();
    }
}
