package dev.firebreak.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firebreak.core.words.Sha256;
import dev.firebreak.server.api.LiveServer.Caller;
import dev.firebreak.server.api.LiveServer.Said;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Files over HTTP, whole and in parts. */
final class ArtifactsTest {
    private static final byte[] BYTES = "rules\n".repeat(30_000).getBytes(StandardCharsets.UTF_8);
    private static final String DIGEST = Sha256.of(BYTES).hex();

    @TempDir private static Path folder;
    private static LiveServer live;
    private static Caller author;

    @BeforeAll
    static void start() throws Exception {
        live = LiveServer.in(folder, options -> options.artifactLimitBytes(1 << 20));
        author = live.person("ada", "author");
    }

    @AfterAll
    static void stop() {
        live.close();
    }

    @Test
    void aFileIsAddressedByItsDigest() throws Exception {
        var bytes = "one file".getBytes(StandardCharsets.UTF_8);
        var made = upload("/artifacts?filename=one.txt", bytes).is(201).json();
        assertThat(made.get("digest").asString()).isEqualTo(Sha256.of(bytes).hex());
        assertThat(made.get("size").asInt()).isEqualTo(bytes.length);
        author.get("/artifacts/" + Sha256.of(bytes)).is(200);
        author.get("/artifacts/" + "0".repeat(64)).isProblem(404, "not-found");
    }

    @Test
    void anUploadIsResumedWhereItStopped() throws Exception {
        var path = "/artifacts?filename=rules.bin&digest=" + DIGEST;
        part(path, 0, 99_999).is(202);
        part(path, 50_000, 120_000).isProblem(416, "range");
        var asked =
                author.send(
                        author.request(path)
                                .header("Content-Range", "bytes */" + BYTES.length)
                                .POST(BodyPublishers.noBody()));
        var from = asked.is(202).json().get("received").asInt();
        assertThat(from).isEqualTo(100_000);
        assertThat(asked.header("Range")).isEqualTo("bytes=0-99999");
        var made = part(path, from, BYTES.length - 1).is(201).json();
        assertThat(made.get("digest").asString()).isEqualTo(DIGEST);
        assertThat(made.get("size").asInt()).isEqualTo(BYTES.length);
    }

    @Test
    void otherBytesThanAnnouncedAreRefused() throws Exception {
        upload("/artifacts?digest=" + "1".repeat(64), BYTES).isProblem(422, "invalid");
        author.get("/artifacts/" + "1".repeat(64)).is(404);
        upload("/artifacts?digest=abc", BYTES).isProblem(400, "malformed");
        var nameless = author.request("/artifacts").header("Content-Range", "bytes 0-1/2");
        author.send(nameless.POST(BodyPublishers.ofString("ab"))).isProblem(400, "malformed");
    }

    @Test
    void moreThanTheLimitIsRefused() throws Exception {
        upload("/artifacts", new byte[(1 << 20) + 1]).isProblem(413, "too-large");
    }

    @Test
    void aReleaseIsSealedFromUploadedFilesOnly() throws Exception {
        var bytes = "release file".getBytes(StandardCharsets.UTF_8);
        upload("/artifacts", bytes).is(201);
        var release =
                Map.of(
                        "name", "sensor",
                        "version", "1",
                        "kind", "CONTENT",
                        "artifacts",
                                List.of(
                                        Map.of(
                                                "digest",
                                                Sha256.of(bytes).hex(),
                                                "filename",
                                                "sensor.bin")));
        var made = author.post("/releases", release).is(201).json();
        var digest = made.get("digest").asString();
        assertThat(author.get("/releases/" + digest).is(200).json()).isEqualTo(made);
        assertThat(author.post("/releases", release).is(201).json()).isEqualTo(made);

        var missing =
                Map.of(
                        "name", "sensor",
                        "version", "2",
                        "kind", "CONTENT",
                        "artifacts",
                                List.of(Map.of("digest", "2".repeat(64), "filename", "x.bin")));
        var problem = author.post("/releases", missing).isProblem(422, "invalid").json();
        assertThat(problem.get("errors").get(0).get("pointer").asString())
                .isEqualTo("artifacts[0]");
        author.post("/releases", Map.of("name", "x")).is(422);
    }

    private static Said part(String path, int from, int to) throws Exception {
        return author.send(
                author.request(path)
                        .header("Content-Range", "bytes %d-%d/%d".formatted(from, to, BYTES.length))
                        .POST(BodyPublishers.ofByteArray(Arrays.copyOfRange(BYTES, from, to + 1))));
    }

    private static Said upload(String path, byte[] bytes) throws Exception {
        return author.send(author.request(path).POST(BodyPublishers.ofByteArray(bytes)));
    }
}
