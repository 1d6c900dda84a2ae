package dev.firebreak.server.ddi;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.net.URI;
import java.nio.file.Path;

/**
 * The limits of Zephyr's client, which has fixed buffers and looks for texts rather than parses: a
 * server that oversteps one of them has a device that never updates.
 */
final class SmallClientTest {
    /** Longer than serial numbers are. */
    private static final String DEVICE = "plant-7.line-3.cell-12.sensor-0123456789abcdef";

    private static final String ROOT = "/DEFAULT/controller/v1";
    private static final int POLL_BYTES = 1_024;
    private static final int PATH_CHARS = 200;
    private static final int TAIL_CHARS = 50;

    @TempDir private Path folder;
    private Rig rig;

    @BeforeEach
    void start() throws Exception {
        rig = new Rig(folder);
        rig.ground.furnish().enrol(DEVICE);
        rig.poll(DEVICE);
    }

    @AfterEach
    void stop() throws Exception {
        rig.close();
    }

    private static void fits(Rig.Reply reply) {
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.header("Transfer-Encoding")).isEmpty();
        assertThat(reply.header("Content-Length")).isEqualTo("" + reply.whole().body().length);
    }

    private static void fits(Rig.Reply poll, String rel) {
        fits(poll);
        assertThat(poll.whole().body()).hasSizeLessThanOrEqualTo(POLL_BYTES);
        assertThat(poll.json().path("config").path("polling").path("sleep").asString())
                .matches("[0-9]{2}:[0-9]{2}:[0-9]{2}");
        var link = poll.link(rel);
        assertThat(link).as(rel).contains(ROOT);
        assertThat(link.substring(link.indexOf(rel))).hasSizeLessThan(TAIL_CHARS);
    }

    @Test
    void aWholeUpdate() throws Exception {
        fits(rig.poll(DEVICE), "configData");
        var told =
                rig.put(
                        DEVICE,
                        "/configData",
                        """
                        {"mode":"merge","data":{"VIN":"JH4TB2H26CC000000","hwRevision":"2"},
                         "id":"","time":"","status":{"execution":"closed","result":
                         {"finished":"success"},"details":[]}}""");
        assertThat(told.status()).isEqualTo(200);
        rig.rollOut(5, Rig.FILE_BYTES);
        var action = rig.offered(DEVICE);
        var poll = rig.poll(DEVICE);
        fits(poll, "deploymentBase");

        var order = rig.get(DEVICE, poll.link("deploymentBase"));
        fits(order);
        assertThat(Integer.parseInt(order.json().path("id").asString())).isPositive();
        var chunks = order.json().path("deployment").path("chunks");
        assertThat(chunks.size()).isEqualTo(1);
        assertThat(chunks.path(0).path("part").asString()).isEqualTo("bApp");
        var files = chunks.path(0).path("artifacts");
        assertThat(files.size()).isEqualTo(1);
        assertThat(files.path(0).path("hashes").path("sha256").asString()).matches("[0-9a-f]{64}");
        assertThat(files.path(0).path("size").isIntegralNumber()).isTrue();
        var link = files.path(0).path("_links").path("download-http").path("href").asString();
        assertThat(URI.create(link).getPath()).startsWith(ROOT).hasSizeLessThan(PATH_CHARS);
        var file = rig.get(DEVICE, link);
        fits(file);
        assertThat(file.whole().body()).isEqualTo(Rig.file(Rig.FILE_BYTES));

        var done =
                rig.post(
                        DEVICE,
                        "/deploymentBase/%s/feedback".formatted(action),
                        """
                        {"id":"%s","time":"","status":{"execution":"closed","result":
                         {"finished":"success"},"details":[]}}"""
                                .formatted(action));
        assertThat(done.status()).isEqualTo(200);
        fits(rig.poll(DEVICE), "installedBase");
    }

    @Test
    void aCancel() throws Exception {
        var rollout = rig.rollOut(5, Rig.FILE_BYTES);
        var action = rig.offered(DEVICE);
        rig.ground.halt(rollout);
        var poll = rig.poll(DEVICE);
        fits(poll, "cancelAction");
        assertThat(poll.link("cancelAction")).endsWith("/cancelAction/" + action);
        fits(rig.get(DEVICE, poll.link("cancelAction")));
    }
}
