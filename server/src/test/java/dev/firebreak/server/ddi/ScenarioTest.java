package dev.firebreak.server.ddi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firebreak.core.decision.ExposureView;
import dev.firebreak.core.decision.Fact;
import dev.firebreak.core.decision.World;
import dev.firebreak.core.device.ExposureState;
import dev.firebreak.core.words.ActionId;
import dev.firebreak.core.words.DeviceId;
import dev.firebreak.core.words.RolloutId;
import dev.firebreak.server.loop.Logged;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The safety scenarios that a device can play by itself, over real HTTP. */
final class ScenarioTest {
    private static final String DEVICE = "d1";

    @TempDir private Path folder;
    private Rig rig;
    private RolloutId rollout;
    private ActionId action;
    private final List<Logged> log = new CopyOnWriteArrayList<>();

    @BeforeEach
    void offer() throws Exception {
        rig = new Rig(folder);
        rig.ground.loop.listen(log::add);
        rig.ground.furnish().enrol(DEVICE);
        rig.poll(DEVICE);
        rollout = rig.rollOut(5, Rig.FILE_BYTES);
        action = rig.offered(DEVICE);
    }

    @AfterEach
    void stop() throws Exception {
        rig.close();
    }

    private ExposureView exposure() {
        return rig.ground.ask(world -> world.exposures(rollout)).getFirst();
    }

    private void fetch() throws Exception {
        var link = "/softwaremodules/%s/artifacts/fw.bin".formatted(action);
        assertThat(rig.get(DEVICE, link).status()).isEqualTo(200);
    }

    private List<Fact> facts() {
        rig.ground.ask(
                World::now); // who listens is told after the answers, before the next question
        return log.stream().flatMap(logged -> logged.entry().facts().stream()).toList();
    }

    /** S2. */
    @Test
    void aFailureStaysAFailureHoweverOftenTheOrderIsRead() throws Exception {
        var before = rig.ground.loop.head();
        for (int i = 0; i < 5; i++) {
            assertThat(rig.get(DEVICE, "/deploymentBase/" + action).status()).isEqualTo(200);
        }
        assertThat(rig.ground.loop.head()).as("reading is no fact").isEqualTo(before);
        assertThat(rig.feedback(DEVICE, action, "closed", "failure").status()).isEqualTo(200);
        assertThat(rig.get(DEVICE, "/deploymentBase/" + action).status()).isEqualTo(404);
        assertThat(exposure().state()).isEqualTo(ExposureState.FAILED);
        assertThat(rig.ground.view(rollout).counts().failed()).isEqualTo(1);
    }

    /** S7. */
    @Test
    void successWithoutADownloadIsNone() throws Exception {
        assertThat(rig.feedback(DEVICE, action, "closed", "success").status()).isEqualTo(200);
        assertThat(exposure().state()).isEqualTo(ExposureState.FAILED);
        assertThat(exposure().reason().orElseThrow()).contains("without download");
    }

    /** S8. */
    @Test
    void closedWithoutAResultIsNoSuccess() throws Exception {
        fetch();
        assertThat(rig.feedback(DEVICE, action, "closed", "none").status()).isEqualTo(200);
        assertThat(exposure().state()).isEqualTo(ExposureState.FAILED);
    }

    /** S9. */
    @Test
    void whoIsNotHeardAfterSuccessIsSilent() throws Exception {
        fetch();
        assertThat(rig.feedback(DEVICE, action, "closed", "success").status()).isEqualTo(200);
        rig.live(Duration.ofMinutes(30));
        assertThat(exposure().state()).isEqualTo(ExposureState.SILENT);
        rig.live(Duration.ofMinutes(1), DEVICE);
        assertThat(exposure().state()).isEqualTo(ExposureState.INSTALLED);
    }

    /** S10. */
    @Test
    void aReportCountsOnce() throws Exception {
        fetch();
        assertThat(rig.feedback(DEVICE, action, "closed", "success").status()).isEqualTo(200);
        assertThat(rig.feedback(DEVICE, action, "proceeding", "none").status()).isEqualTo(410);
        assertThat(rig.feedback(DEVICE, action, "closed", "failure").status()).isEqualTo(410);
        rig.ground.clock.pass(Duration.ofDays(1));
        assertThat(rig.feedback(DEVICE, action, "closed", "success").status()).isEqualTo(410);
        assertThat(facts().stream().filter(Fact.Installed.class::isInstance)).hasSize(1);
        assertThat(facts().stream().filter(Fact.Failed.class::isInstance)).isEmpty();
        assertThat(facts().stream().filter(Fact.ReportIgnored.class::isInstance))
                .as("the log shows the replay")
                .hasSize(3);
    }

    /** S11 and S22. */
    @Test
    void whatIsNotItsOwnCountsNowhere() throws Exception {
        rig.ground.enrol("d2");
        var counts = rig.ground.view(rollout).counts();
        assertThat(rig.feedback("d2", action, "closed", "failure").status()).isEqualTo(404);
        for (int i = 1; i < 9; i++) {
            var guess = new ActionId(900 + i);
            assertThat(rig.feedback("d2", guess, "closed", "success").status()).isEqualTo(404);
        }
        assertThat(rig.ground.view(rollout).counts()).isEqualTo(counts);
        assertThat(exposure().state()).isEqualTo(ExposureState.OFFERED);
        var noted = facts().stream().filter(Fact.ReportIgnored.class::isInstance).count();
        assertThat(noted).isEqualTo(9);

        for (int i = 0; i < 50; i++) {
            rig.feedback("d2", new ActionId(2_000 + i), "closed", "success");
        }
        assertThat(rig.feedback("d2", new ActionId(1), "closed", "success").status())
                .isEqualTo(429);
        assertThat(facts().stream().filter(Fact.ReportIgnored.class::isInstance).count())
                .as("a guesser does not fill the log")
                .isLessThan(20);
        assertThat(rig.feedback(DEVICE, action, "proceeding", "none").status())
                .as("others are not punished for it")
                .isEqualTo(200);
    }

    /** S9, S14: nothing that was answered is lost with the process. */
    @Test
    void theOfferSurvivesTheServer() throws Exception {
        fetch();
        assertThat(rig.feedback(DEVICE, action, "proceeding", "none").status()).isEqualTo(200);
        var clock = rig.ground.clock;
        rig.close();
        rig = new Rig(folder, clock);
        assertThat(rig.poll(DEVICE).link("deploymentBase")).endsWith(action + "?c=0");
        assertThat(exposure().fetched()).isTrue();
        assertThat(rig.feedback(DEVICE, action, "closed", "success").status()).isEqualTo(200);
        assertThat(exposure().state()).isEqualTo(ExposureState.INSTALLED);
        assertThat(rig.ground.fleet.find(new DeviceId(DEVICE)))
                .hasValueSatisfying(
                        cell -> assertThat(cell.attributes()).containsEntry("customer", "acme"));
    }

    /** A budget of one place: the others wait, whoever asks most often. */
    @Test
    void oneAtATime() throws Exception {
        var more = new String[] {"e1", "e2", "e3", "e4", "e5"};
        for (var device : more) {
            rig.ground.enrol(device);
        }
        rig.ground.halt(rollout);
        rig.post(
                DEVICE,
                "/cancelAction/%s/feedback".formatted(action),
                Rig.feedback("closed", "success"));
        var third = rig.release("3", Rig.file(100));
        rig.ground.rollOut(third, rig.release("4", Rig.file(50)).digest(), 1);
        rig.live(Duration.ofMinutes(10), more);
        var offered = 0;
        for (var device : more) {
            offered += rig.poll(device).link("deploymentBase").isEmpty() ? 0 : 1;
        }
        assertThat(offered).isEqualTo(1);
    }
}
