package dev.firebreak.server.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firebreak.server.api.LiveServer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** The start of a server, its second life, and its end. */
final class FirebreakServerTest {
    @TempDir private Path folder;

    @Test
    void theFirstStartMakesSecretsForTheOwnerOnlyAndTheSecondKeepsThem() throws Exception {
        String token;
        String key;
        try (var live = LiveServer.in(folder)) {
            assertThat(permissions(live.server().adminTokenFile())).isEqualTo("rw-------");
            assertThat(permissions(live.server().localKeyFile())).isEqualTo("rw-------");
            token = live.admin().token();
            key = Files.readString(live.server().localKeyFile());
            live.admin().put("/devices/d1", Map.of("attributes", Map.of("a", "b"))).is(201);
        }
        try (var live = LiveServer.in(folder)) {
            assertThat(live.admin().token()).isEqualTo(token);
            assertThat(Files.readString(live.server().localKeyFile())).isEqualTo(key);
            var device = live.admin().get("/devices/d1").is(200).json();
            assertThat(device.get("attributes").get("a").asString()).isEqualTo("b");
        }
    }

    @Test
    void aFolderBelongsToOneServer() throws Exception {
        try (var _ = LiveServer.in(folder)) {
            assertThatThrownBy(() -> LiveServer.in(folder)).isInstanceOf(IOException.class);
        }
    }

    @Test
    void aTakenPortIsSaidPlainly() throws Exception {
        try (var live = LiveServer.in(folder)) {
            var port = live.server().port();
            assertThatThrownBy(() -> LiveServer.in(folder.resolve("other"), it -> it.port(port)))
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith("expected to listen on 127.0.0.1:" + port)
                    .hasMessageContaining("Address already in use")
                    .hasMessageContaining("choose another with --port");
        }
    }

    @Test
    void aFasterClockIsSaidOnEveryAnswerAndOnLoopbackOnly() throws Exception {
        try (var live = LiveServer.in(folder, options -> options.timeFactor(60))) {
            var health = live.stranger().get("/healthz").is(200);
            assertThat(health.json().get("timeFactor").asInt()).isEqualTo(60);
            assertThat(health.header("X-Firebreak-Time-Factor")).isEqualTo("60");
            assertThat(live.stranger().get("/devices").is(401).header("X-Firebreak-Time-Factor"))
                    .isEqualTo("60");
        }
        var options = ServerOptions.local(folder).host("0.0.0.0");
        assertThatThrownBy(() -> options.timeFactor(2)).hasMessageContaining("loopback");
    }

    @Test
    void atOneTimesTheSpeedNothingIsSaidOfIt() throws Exception {
        try (var live = LiveServer.in(folder)) {
            var health = live.stranger().get("/healthz").is(200);
            assertThat(health.json().has("timeFactor")).isFalse();
            assertThat(health.header("X-Firebreak-Time-Factor")).isEmpty();
            assertThat(live.stranger().get("/readyz").is(200).text())
                    .isEqualTo("{\"ready\":true,\"why\":[]}");
        }
    }

    @Test
    void whatIsUnderWayIsAnsweredBeforeTheServerEnds() throws Exception {
        var live = LiveServer.in(folder);
        var token = live.admin().token();
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), live.server().port())) {
            var body = "{\"attributes\":{}}";
            var out = socket.getOutputStream();
            out.write(
                    """
                    PUT /api/v1/devices/late HTTP/1.1\r
                    Host: here\r
                    Authorization: Bearer %s\r
                    Content-Type: application/json\r
                    Content-Length: %d\r
                    Connection: close\r
                    \r
                    """
                            .formatted(token, body.length())
                            .getBytes(StandardCharsets.US_ASCII));
            out.write(body.substring(0, 5).getBytes(StandardCharsets.US_ASCII));
            out.flush();
            live.admin().get("/devices").is(200); // by now the first request was taken up
            var closing = CompletableFuture.runAsync(live::close);
            out.write(body.substring(5).getBytes(StandardCharsets.US_ASCII));
            out.flush();
            var answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(answer).startsWith("HTTP/1.1 201");
            closing.join();
        }
        try (var again = LiveServer.in(folder)) {
            again.admin().get("/devices/late").is(200);
        }
    }

    @Test
    void aServerThatIsBeingStoppedSaysSoAndStillAnswers() throws Exception {
        var live = LiveServer.in(folder, it -> it.drain(Duration.ofSeconds(3)));
        var closing = CompletableFuture.runAsync(live.server()::close);
        var ready = live.stranger().get("/readyz");
        while (ready.status() == 200) {
            ready = live.stranger().get("/readyz");
        }
        assertThat(ready.is(503).text()).contains("draining");
        live.admin().get("/devices").is(200);
        closing.join();
        live.close();
    }

    @Test
    void rubbishOnTheLineIsAProblemToo() throws Exception {
        try (var live = LiveServer.in(folder);
                var socket = new Socket(InetAddress.getLoopbackAddress(), live.server().port())) {
            socket.getOutputStream()
                    .write(
                            "GET /%zz HTTP/1.1\r\nHost: x\r\n\r\n"
                                    .getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().flush();
            socket.shutdownOutput();
            var answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(answer).startsWith("HTTP/1.1 4").contains("urn:firebreak:problem:");
        }
    }

    /** A chunk of no readable size is the client's fault, on either side. */
    @Test
    void aGarbledBodyIsRefusedAndNothingElse() throws Exception {
        try (var live = LiveServer.in(folder)) {
            var token = live.admin().token();
            var toPeople =
                    garbled(live, "PUT /api/v1/devices/d1", "Bearer " + token, "application/json");
            assertThat(toPeople).startsWith("HTTP/1.1 400").contains("chunks of readable size");
            live.admin().get("/devices/d1").is(404);
            var secret = "secret-of-device-d1-0123456789";
            live.admin()
                    .put("/devices/d1", Map.of("token", secret, "attributes", Map.of()))
                    .is(201);
            var toDevices =
                    garbled(
                            live,
                            "PUT /DEFAULT/controller/v1/d1/configData",
                            "TargetToken " + secret,
                            "application/json");
            assertThat(toDevices)
                    .startsWith("HTTP/1.1 400")
                    .contains("hawkbit.server.error.rest.body.notReadable");
        }
    }

    private static String garbled(LiveServer live, String line, String authorization, String type)
            throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), live.server().port())) {
            socket.getOutputStream()
                    .write(
                            """
                            %s HTTP/1.1\r
                            Host: here\r
                            Authorization: %s\r
                            Content-Type: %s\r
                            Transfer-Encoding: chunked\r
                            \r
                            zz\r
                            {}\r
                            0\r
                            \r
                            """
                                    .formatted(line, authorization, type)
                                    .getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().flush();
            socket.shutdownOutput();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static String permissions(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }
}
