package dev.firebreak.server.ddi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firebreak.core.words.ActionId;
import dev.firebreak.wire.json.Json;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * What a device is answered when it may not, cannot, or should not; and the other form of bodies.
 */
final class RefusalTest {
    private static final String DEVICE = "d1";
    private static final String CBOR = "application/cbor";

    @TempDir private Path folder;
    private Rig rig;
    private ActionId action;

    @BeforeEach
    void offer() throws Exception {
        rig = new Rig(folder);
        rig.ground.furnish().enrol(DEVICE);
        rig.poll(DEVICE);
        rig.rollOut(5, Rig.FILE_BYTES);
        action = rig.offered(DEVICE);
    }

    @AfterEach
    void stop() throws Exception {
        rig.close();
    }

    private Rig.Reply send(String method, String path, String type, byte[] body) throws Exception {
        return rig.send(
                rig.request(DEVICE, path)
                        .header("Content-Type", type)
                        .method(method, BodyPublishers.ofByteArray(body)));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void eachWrongMethodNamesTheRightOnes() throws Exception {
        var wrongs =
                new String[][] {
                    {"POST", "", "GET"},
                    {"POST", "/configData", "PUT"},
                    {"PUT", "/deploymentBase/" + action, "GET"},
                    {"PUT", "/deploymentBase/%s/feedback".formatted(action), "POST"},
                    {"DELETE", "/installedBase", "PUT"},
                    {"POST", "/softwaremodules/%s/artifacts/fw.bin".formatted(action), "GET, HEAD"}
                };
        for (var wrong : wrongs) {
            var reply = send(wrong[0], wrong[1], "application/json", bytes("{}"));
            assertThat(reply.status()).as(wrong[1]).isEqualTo(405);
            assertThat(reply.header("Allow")).isEqualTo(wrong[2]);
            assertThat(reply.text())
                    .matches("[{]\"timestamp\":\"[0-9T:.-]+Z\",\"status\":405,\"error\":\".+\"[}]");
        }
    }

    @Test
    void whatADeviceRunsIsNotedOnce() throws Exception {
        var claim = bytes("{\"name\":\"app\",\"version\":\"1\"}");
        var before = rig.ground.loop.head();
        assertThat(send("PUT", "/installedBase", "application/json", claim).status())
                .isEqualTo(201);
        var noted = rig.ground.loop.head();
        assertThat(noted).isGreaterThan(before);
        assertThat(send("PUT", "/installedBase", "application/json", claim).status())
                .isEqualTo(200);
        assertThat(rig.ground.loop.head()).as("no entry for no news").isEqualTo(noted);
        var other = bytes("{\"name\":\"nobody\",\"version\":\"1\"}");
        var unknown = send("PUT", "/installedBase", "application/json", other);
        assertThat(unknown.status()).isEqualTo(404);
        assertThat(unknown.text())
                .contains("\"errorCode\":\"hawkbit.server.error.repo.entityNotFound\"");
    }

    @Test
    void whatCannotBeReadChangesNothing() throws Exception {
        var path = "/deploymentBase/%s/feedback".formatted(action);
        for (var body :
                new String[] {
                    "",
                    "{",
                    "[]",
                    "{\"status\":{}}",
                    Rig.feedback("closed", "maybe"),
                    Rig.feedback("exploded", "success"),
                    "{\"status\":{\"execution\":\"closed\"}}"
                }) {
            var reply = rig.post(DEVICE, path, body);
            assertThat(reply.status()).as(body).isEqualTo(400);
            assertThat(reply.header("Content-Type")).isEqualTo("application/json");
            assertThat(reply.json().path("errorCode").asString())
                    .isEqualTo("hawkbit.server.error.rest.body.notReadable");
        }
        var other = send("POST", path, "text/plain", bytes(Rig.feedback("closed", "failure")));
        assertThat(other.status()).isEqualTo(415);
        assertThat(other.header("Accept")).isEqualTo("application/json, application/cbor");
        var long1 = send("POST", path, "application/json", new byte[300 << 10]);
        assertThat(long1.status()).isEqualTo(413);
        var half = send("POST", path, CBOR, new byte[] {(byte) 0xbf, 0x61});
        assertThat(half.status()).isEqualTo(400);
        assertThat(rig.poll(DEVICE).link("deploymentBase")).as("still open").isNotEmpty();
    }

    @Test
    void whatIsUnknownOrOver() throws Exception {
        var unknown = rig.get(DEVICE, "/deploymentBase/999");
        assertThat(unknown.status()).isEqualTo(404);
        assertThat(unknown.json().path("errorCode").asString())
                .isEqualTo("hawkbit.server.error.repo.entityNotFound");
        assertThat(unknown.json().path("info").toString())
                .isEqualTo("{\"entityId\":999,\"type\":\"Action\"}");
        assertThat(rig.feedback(DEVICE, new ActionId(999), "closed", "success").status())
                .isEqualTo(404);
        assertThat(rig.get(DEVICE, "/deploymentBase/1.5").status()).isEqualTo(400);
        assertThat(rig.feedback(DEVICE, action, "closed", "failure").status()).isEqualTo(200);
        var again = rig.feedback(DEVICE, action, "closed", "failure");
        assertThat(again.status()).isEqualTo(410);
        assertThat(again.whole().body()).isEmpty();
        assertThat(rig.get(DEVICE, "", "Accept", "text/html").status()).isEqualTo(406);
    }

    @Test
    void everyAnswerIsForItsReaderAlone() throws Exception {
        for (var reply :
                new Rig.Reply[] {rig.poll(DEVICE), rig.get(DEVICE, "/deploymentBase/999")}) {
            assertThat(reply.header("X-Content-Type-Options")).isEqualTo("nosniff");
            assertThat(reply.header("X-Frame-Options")).isEqualTo("DENY");
            assertThat(reply.header("X-XSS-Protection")).isEqualTo("0");
            assertThat(reply.header("Pragma")).isEqualTo("no-cache");
            assertThat(reply.header("Expires")).isEqualTo("0");
            assertThat(reply.header("Cache-Control")).contains("no-store");
        }
    }

    @Test
    void theSameInCbor() throws Exception {
        var poll = rig.get(DEVICE, "", "Accept", CBOR);
        assertThat(poll.header("Content-Type")).isEqualTo(CBOR);
        var links = Json.cborTree(poll.whole().body()).path("links");
        assertThat(links.path(0).path("rel").asString()).isEqualTo("deploymentBase");
        var again = rig.get(DEVICE, "", "Accept", CBOR, "If-None-Match", poll.header("ETag"));
        assertThat(again.status()).isEqualTo(304);
        assertThat(again.header("ETag")).isEqualTo(poll.header("ETag"));

        var order = rig.get(DEVICE, links.path(0).path("href").asString(), "Accept", CBOR);
        var tree = Json.cborTree(order.whole().body());
        assertThat(tree.path("id").asString()).isEqualTo(action.toString());
        var file = tree.path("deployment").path("chunks").path(0).path("artifacts").path(0);
        assertThat(file.path("links").findValuesAsString("rel"))
                .contains("download", "download-http", "md5sum-http");

        var said = Json.cbor(Json.tree(bytes(Rig.feedback("closed", "failure"))));
        var path = "/deploymentBase/%s/feedback".formatted(action);
        assertThat(send("POST", path, CBOR, said).status()).isEqualTo(200);
        var told = Json.cbor(Json.tree(bytes("{\"data\":{\"os\":\"12\"}}")));
        assertThat(send("PUT", "/configData", CBOR, told).status()).isEqualTo(200);
    }
}
