package dev.firebreak.server.ddi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firebreak.core.device.ExposureState;
import dev.firebreak.core.words.RolloutId;
import dev.firebreak.core.words.Sha256;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.time.Duration;

/** What a conformance test of the protocol replays, step by step, with nothing left out. */
final class HappyPathTest {
    private static final String DEVICE = "cap23258";

    @TempDir private Path folder;
    private Rig rig;

    @BeforeEach
    void start() throws Exception {
        rig = new Rig(folder);
    }

    @AfterEach
    void stop() throws Exception {
        rig.close();
    }

    @Test
    void aDeviceGoesTheWholeWay() throws Exception {
        rig.ground.furnish().enrol(DEVICE);
        var first = rig.poll(DEVICE);
        assertThat(first.status()).isEqualTo(200);
        assertThat(first.link("configData")).endsWith("/DEFAULT/controller/v1/cap23258/configData");

        assertThat(rig.put(DEVICE, "/configData", "{\"data\":{\"os\":\"12\"}}").status())
                .isEqualTo(200);
        assertThat(rig.poll(DEVICE).json().has("_links")).isFalse();

        var rollout = rig.rollOut(5, Rig.FILE_BYTES);
        var action = rig.offered(DEVICE);
        var poll = rig.poll(DEVICE);
        assertThat(poll.link("cancelAction")).isEmpty();

        var order = rig.get(DEVICE, poll.link("deploymentBase"));
        assertThat(order.status()).isEqualTo(200);
        assertThat(order.json().path("id").asString()).isEqualTo(action.toString());
        var deployment = order.json().path("deployment");
        assertThat(deployment.path("download").asString()).isEqualTo("forced");
        assertThat(deployment.path("update").asString()).isEqualTo("forced");
        var chunk = deployment.path("chunks").path(0);
        assertThat(chunk.path("part").asString()).isEqualTo("bApp");
        var file = chunk.path("artifacts").path(0);
        assertThat(file.path("size").asInt()).isEqualTo(Rig.FILE_BYTES);

        assertThat(rig.feedback(DEVICE, action, "proceeding", "none").status()).isEqualTo(200);
        var link = file.path("_links").path("download-http").path("href").asString();
        var bytes = new ByteArrayOutputStream();
        bytes.write(rig.get(DEVICE, link, "Range", "bytes=0-999").whole().body());
        bytes.write(rig.get(DEVICE, link, "Range", "bytes=1000-").whole().body());
        assertThat(Sha256.of(bytes.toByteArray()).hex())
                .isEqualTo(file.path("hashes").path("sha256").asString());
        for (var execution : new String[] {"download", "downloaded", "proceeding"}) {
            assertThat(rig.feedback(DEVICE, action, execution, "none").status()).isEqualTo(200);
            assertThat(rig.poll(DEVICE).link("deploymentBase"))
                    .as("stays until closed")
                    .isNotEmpty();
        }

        assertThat(rig.feedback(DEVICE, action, "closed", "success").status()).isEqualTo(200);
        assertThat(rig.feedback(DEVICE, action, "closed", "success").status()).isEqualTo(410);
        var after = rig.poll(DEVICE);
        assertThat(after.link("deploymentBase")).isEmpty();
        assertThat(after.link("installedBase")).endsWith("/installedBase/" + action);
        assertThat(after.link("configData")).isNotEmpty();
        var installed = rig.get(DEVICE, after.link("installedBase"));
        assertThat(installed.json().path("deployment").has("chunks")).isTrue();

        assertThat(state(rollout)).as("success is a claim").isEqualTo(ExposureState.INSTALLED);
        rig.live(Duration.ofMinutes(40), DEVICE);
        assertThat(state(rollout)).isEqualTo(ExposureState.CONFIRMED);
    }

    private ExposureState state(RolloutId rollout) {
        return rig.ground.ask(world -> world.exposures(rollout)).getFirst().state();
    }

    @Test
    void aFailureLeavesNothingToDo() throws Exception {
        rig.ground.furnish().enrol(DEVICE);
        rig.poll(DEVICE);
        rig.rollOut(5, Rig.FILE_BYTES);
        var action = rig.offered(DEVICE);
        assertThat(rig.feedback(DEVICE, action, "closed", "failure").status()).isEqualTo(200);
        var after = rig.poll(DEVICE);
        assertThat(after.link("deploymentBase")).isEmpty();
        assertThat(after.link("installedBase")).isEmpty();
    }
}
