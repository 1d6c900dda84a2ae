package dev.firebreak.server.ddi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firebreak.core.device.ExposureState;
import dev.firebreak.core.words.ActionId;
import dev.firebreak.core.words.RolloutId;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;

/** How an offer is taken back, and what is believed of the answer. */
final class CancelTest {
    private static final String DEVICE = "d1";

    @TempDir private Path folder;
    private Rig rig;
    private RolloutId rollout;
    private ActionId action;

    @BeforeEach
    void offer() throws Exception {
        rig = new Rig(folder);
        rig.ground.furnish().enrol(DEVICE);
        rig.poll(DEVICE);
        rollout = rig.rollOut(5, Rig.FILE_BYTES);
        action = rig.offered(DEVICE);
    }

    @AfterEach
    void stop() throws Exception {
        rig.close();
    }

    private Rig.Reply cancelFeedback(String execution, String finished) throws Exception {
        return rig.post(
                DEVICE,
                "/cancelAction/%s/feedback".formatted(action),
                Rig.feedback(execution, finished));
    }

    private Rig.Reply fetch(String headerRange) throws Exception {
        var link = "/softwaremodules/%s/artifacts/fw.bin".formatted(action);
        return rig.get(DEVICE, link, "Range", headerRange);
    }

    private ExposureState state() {
        return rig.ground.ask(world -> world.exposures(rollout)).getFirst().state();
    }

    @Test
    void anOfferThatNobodyTookUpIsDropped() throws Exception {
        assertThat(rig.get(DEVICE, "/cancelAction/" + action).status()).isEqualTo(404);
        assertThat(cancelFeedback("closed", "success").status()).as("not asked").isEqualTo(405);

        rig.ground.halt(rollout);
        var poll = rig.poll(DEVICE);
        assertThat(poll.link("deploymentBase")).isEmpty();
        assertThat(poll.link("cancelAction"))
                .as("clients append to it")
                .endsWith("/cancelAction/" + action);
        assertThat(rig.get(DEVICE, "/deploymentBase/" + action).status()).isEqualTo(404);
        assertThat(fetch("bytes=0-9").status()).as("no byte after the stop").isEqualTo(404);
        var order = rig.get(DEVICE, poll.link("cancelAction"));
        assertThat(order.json().path("id").asString()).isEqualTo(action.toString());
        assertThat(order.json().path("cancelAction").path("stopId").asString())
                .isEqualTo(action.toString());
        assertThat(state()).isEqualTo(ExposureState.WITHDRAWING);

        assertThat(cancelFeedback("closed", "success").status()).isEqualTo(200);
        assertThat(state()).isEqualTo(ExposureState.WITHDRAWN);
        assertThat(rig.poll(DEVICE).link("cancelAction")).isEmpty();
        assertThat(cancelFeedback("closed", "success").status()).as("twice").isEqualTo(200);
    }

    @Test
    void whoFetchedSomethingMayInstallAllTheSame() throws Exception {
        assertThat(fetch("bytes=0-999").status()).isEqualTo(206);
        assertThat(fetch("bytes=1000-").status()).isEqualTo(206);
        assertThat(rig.put(DEVICE, "/configData", "{\"data\":{\"hw\":\"a\"}}").status())
                .isEqualTo(200);
        assertThat(rig.poll(DEVICE).link("configData")).as("it told all").isEmpty();
        rig.ground.halt(rollout);
        assertThat(rig.feedback(DEVICE, action, "proceeding", "none").status())
                .as("a client in the middle goes on talking")
                .isEqualTo(200);
        assertThat(cancelFeedback("closed", "success").status()).isEqualTo(200);
        assertThat(state()).as("keeps its place").isEqualTo(ExposureState.WITHDRAWING);
        assertThat(rig.poll(DEVICE).link("configData"))
                .as("only its word on its version frees the place")
                .isNotEmpty();
        assertThat(rig.feedback(DEVICE, action, "closed", "success").status()).isEqualTo(200);
        assertThat(state()).as("it did install").isEqualTo(ExposureState.INSTALLED);
    }

    @Test
    void whileCancellingTheResultIsBelieved() throws Exception {
        assertThat(fetch("bytes=0-").status()).isEqualTo(206);
        rig.ground.halt(rollout);
        assertThat(rig.feedback(DEVICE, action, "closed", "success").status()).isEqualTo(200);
        assertThat(state()).isEqualTo(ExposureState.INSTALLED);
    }

    @Test
    void aRefusedCancelDoesNotBringTheOfferBack() throws Exception {
        assertThat(fetch("bytes=0-").status()).isEqualTo(206);
        rig.ground.halt(rollout);
        assertThat(cancelFeedback("rejected", "none").status()).isEqualTo(200);
        assertThat(rig.poll(DEVICE).link("deploymentBase")).as("a stop is a stop").isEmpty();
        assertThat(fetch("bytes=0-9").status()).isEqualTo(404);
        assertThat(rig.feedback(DEVICE, action, "closed", "success").status())
                .as("what it did all the same is heard")
                .isEqualTo(200);
        assertThat(state()).isEqualTo(ExposureState.INSTALLED);
    }

    @Test
    void aHoldTakesBackOnlyWhatWasNotTakenUp() throws Exception {
        rig.ground.enrol("d2");
        assertThat(rig.feedback(DEVICE, action, "proceeding", "none").status()).isEqualTo(200);
        rig.ground.hold(rollout);
        assertThat(rig.poll(DEVICE).link("deploymentBase")).isNotEmpty();
        assertThat(fetch("bytes=0-9").status()).isEqualTo(206);
        assertThat(rig.poll("d2").link("deploymentBase")).isEmpty();
    }
}
