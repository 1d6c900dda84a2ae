package dev.firebreak.server.ddi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firebreak.core.decision.Observation;
import dev.firebreak.core.words.ActionId;
import dev.firebreak.core.words.Person;
import dev.firebreak.core.words.RolloutId;
import dev.firebreak.server.loop.Ground;
import dev.firebreak.wire.file.FleetFile;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Devices at which a person must say yes: the protocol's confirmation flow. */
final class ConsentTest {
    private static final String DEVICE = "d1";
    private static final String RULES = "consent: ['attributes.ward == \"icu\"']";
    private static final String YES = "{\"confirmation\":\"confirmed\",\"details\":[\"go\"]}";
    private static final String NO = "{\"confirmation\":\"denied\",\"code\":7}";

    @TempDir private Path folder;
    private Rig rig;
    private RolloutId rollout;
    private ActionId action;

    @BeforeEach
    void ask() throws Exception {
        rig = new Rig(folder);
        rig.ground.furnish();
        var file = FleetFile.parse("fleet.yaml", RULES.getBytes(StandardCharsets.UTF_8));
        for (var each : List.of("ada", "bea")) { // it takes two people
            rig.ground.see(
                    at ->
                            new Observation.FleetApplied(
                                    file.rules(), file.document(), new Person(each), at));
        }
        rig.ground.enrol(
                DEVICE, Map.of("tier", "LOW", "region", "eu", "customer", "acme", "ward", "icu"));
        rig.poll(DEVICE);
        rollout = rig.rollOut(5, Rig.FILE_BYTES);
        action = Rig.number(waiting());
    }

    @AfterEach
    void stop() throws Exception {
        rig.close();
    }

    /** The link by which the person is asked, once it is there. */
    private String waiting() throws Exception {
        for (int i = 0; i < 10; i++) {
            var link = rig.poll(DEVICE).link("confirmationBase");
            if (!link.isEmpty()) {
                return link;
            }
            rig.ground.pass(Duration.ofSeconds(30));
        }
        throw new AssertionError("nobody was asked in 10 polls");
    }

    private int answer(String body) throws Exception {
        return rig.post(DEVICE, "/confirmationBase/%s/feedback".formatted(action), body).status();
    }

    private int exposures() {
        return rig.ground.ask(world -> world.exposures(rollout)).size();
    }

    @Test
    void beforeTheYesNothingIsOffered() throws Exception {
        var poll = rig.poll(DEVICE);
        assertThat(poll.link("confirmationBase"))
                .endsWith("/confirmationBase/%s?c=0".formatted(action));
        assertThat(poll.link("deploymentBase")).isEmpty();
        assertThat(poll.link("cancelAction")).isEmpty();
        assertThat(rig.get(DEVICE, "/deploymentBase/" + action).status()).isEqualTo(404);
        assertThat(rig.feedback(DEVICE, action, "closed", "success").status()).isEqualTo(404);
        var file = "/softwaremodules/%s/artifacts/fw.bin".formatted(action);
        assertThat(rig.get(DEVICE, file).status()).isEqualTo(404);
        assertThat(exposures()).as("no place is taken").isZero();
    }

    @Test
    void whatThePersonIsAsked() throws Exception {
        var question = rig.get(DEVICE, rig.poll(DEVICE).link("confirmationBase"));
        assertThat(question.json().path("id").asString()).isEqualTo(action.toString());
        assertThat(question.json().path("confirmation").path("chunks").size()).isEqualTo(1);
        assertThat(question.json().has("deployment")).isFalse();
        var state = rig.get(DEVICE, "/confirmationBase");
        assertThat(state.json().path("autoConfirm").toString())
                .isEqualTo("{\"active\":false,\"activatedAt\":0}");
        assertThat(state.link("activateAutoConfirm"))
                .endsWith("/confirmationBase/activateAutoConfirm");
        assertThat(state.link("confirmationBase")).endsWith(action + "?c=0");
        assertThat(
                        rig.get(DEVICE, "/confirmationBase", "If-None-Match", state.header("ETag"))
                                .status())
                .isEqualTo(304);
        assertThat(rig.get(DEVICE, "/confirmationBase/999").status()).isEqualTo(404);
        assertThat(rig.get(DEVICE, "/confirmationBase/x").status()).isEqualTo(400);
    }

    @Test
    void aNoIsNotForEverAndAYesIsForOne() throws Exception {
        assertThat(answer("{\"confirmation\":\"perhaps\"}")).isEqualTo(400);
        assertThat(answer("{}")).isEqualTo(400);
        assertThat(answer(NO)).isEqualTo(200);
        assertThat(rig.poll(DEVICE).link("confirmationBase")).endsWith("?c=1");
        assertThat(exposures()).isZero();

        assertThat(answer(YES)).isEqualTo(200);
        assertThat(rig.poll(DEVICE).link("deploymentBase"))
                .contains("/deploymentBase/%s?".formatted(action));
        assertThat(exposures()).isEqualTo(1);
        assertThat(answer(YES)).as("not asked any more").isEqualTo(404);
        assertThat(rig.get(DEVICE, "/confirmationBase/" + action).status()).isEqualTo(404);

        assertThat(rig.feedback(DEVICE, action, "closed", "failure").status()).isEqualTo(200);
        assertThat(answer(YES)).as("over").isEqualTo(410);
    }

    @Test
    void yesToAll() throws Exception {
        var activate = "/confirmationBase/activateAutoConfirm";
        var deactivate = "/confirmationBase/deactivateAutoConfirm";
        var told = rig.post(DEVICE, activate, "{\"initiator\":\"me\",\"remark\":\"always\"}");
        assertThat(told.status()).isEqualTo(200);
        var auto = rig.get(DEVICE, "/confirmationBase");
        assertThat(auto.json().path("autoConfirm").path("active").asBoolean()).isTrue();
        assertThat(auto.json().path("autoConfirm").path("initiator").asString()).isEqualTo("me");
        assertThat(auto.json().path("autoConfirm").path("remark").asString()).isEqualTo("always");
        assertThat(auto.link("deactivateAutoConfirm")).endsWith(deactivate);
        assertThat(auto.link("activateAutoConfirm")).isEmpty();
        assertThat(rig.poll(DEVICE).link("deploymentBase")).as("what waited").isNotEmpty();

        var again = rig.post(DEVICE, activate, "");
        assertThat(again.status()).isEqualTo(409);
        assertThat(again.json().path("errorCode").asString())
                .isEqualTo("hawkbit.server.error.repo.autoConfAlreadyActive");
        assertThat(rig.post(DEVICE, deactivate, "").status()).isEqualTo(200);
        assertThat(rig.post(DEVICE, deactivate, "").status()).isEqualTo(200);
        assertThat(rig.post(DEVICE, activate, "").status()).as("without a body").isEqualTo(200);
    }

    @Test
    void theQuestionOutlivesTheServer() throws Exception {
        assertThat(answer(NO)).isEqualTo(200);
        rig.close();
        rig = new Rig(folder);
        assertThat(rig.poll(DEVICE).link("confirmationBase")).endsWith(action + "?c=1");
        rig.ground.clock.pass(Ground.GRACE);
        assertThat(answer(YES)).isEqualTo(200);
        assertThat(rig.offered(DEVICE)).isEqualTo(action);
    }

    @Test
    void aStopTakesTheQuestionAway() throws Exception {
        rig.ground.halt(rollout);
        assertThat(rig.poll(DEVICE).link("confirmationBase")).isEmpty();
        assertThat(answer(YES)).isEqualTo(404);
        assertThat(exposures()).isZero();
    }

    @Test
    void whoNeedNotBeAskedAnyMoreIsOffered() throws Exception {
        rig.ground.enrol(DEVICE);
        assertThat(rig.offered(DEVICE)).isEqualTo(action);
    }
}
