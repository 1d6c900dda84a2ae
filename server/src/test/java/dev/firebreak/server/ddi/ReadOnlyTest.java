package dev.firebreak.server.ddi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firebreak.core.decision.World;
import dev.firebreak.core.words.ActionId;
import dev.firebreak.core.words.RolloutId;
import dev.firebreak.server.journal.FaultyJournal;
import dev.firebreak.server.journal.FaultyJournal.Fault;
import dev.firebreak.server.loop.HandClock;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;

/** S29: the disk takes nothing more. Nothing is promised, nothing is offered, and all can look. */
final class ReadOnlyTest {
    private static final String DEVICE = "d1";

    @TempDir private Path folder;
    private final FaultyJournal journal = new FaultyJournal(10_000, Fault.DID_NOTHING);
    private Rig rig;
    private RolloutId rollout;
    private ActionId action;

    @BeforeEach
    void offer() throws Exception {
        rig = new Rig(journal, folder, new HandClock());
        rig.ground.furnish().enrol(DEVICE);
        rig.poll(DEVICE);
        rollout = rig.rollOut(5, Rig.FILE_BYTES);
        action = rig.offered(DEVICE);
    }

    @AfterEach
    void stop() throws Exception {
        rig.close();
    }

    private Rig.Reply fetch(String range) throws Exception {
        var link = "/softwaremodules/%s/artifacts/fw.bin".formatted(action);
        return rig.get(DEVICE, link, "Range", range);
    }

    private void breakDisk() throws Exception {
        journal.failNext();
        var lost = rig.put(DEVICE, "/configData", "{\"data\":{\"new\":\"1\"}}");
        assertThat(lost.status()).isEqualTo(503);
        assertThat(lost.header("Retry-After")).isNotEmpty();
        assertThat(rig.ground.loop.readOnly()).isTrue();
    }

    @Test
    void nothingIsOfferedAndNothingIsPromised() throws Exception {
        breakDisk();
        var poll = rig.poll(DEVICE);
        assertThat(poll.status()).isEqualTo(200);
        assertThat(poll.link("deploymentBase")).isEmpty();
        assertThat(fetch("bytes=0-9").status()).as("the first byte is a fact").isEqualTo(503);
        assertThat(rig.feedback(DEVICE, action, "closed", "success").status()).isEqualTo(503);
        assertThat(rig.put(DEVICE, "/configData", "{\"data\":{\"a\":\"b\"}}").status())
                .isEqualTo(503);
        assertThat(rig.ground.ask(World::rollouts)).hasSize(1);
    }

    @Test
    void whoIsAtWorkMayGoOn() throws Exception {
        assertThat(fetch("bytes=0-9").status()).isEqualTo(206);
        breakDisk();
        assertThat(rig.poll(DEVICE).link("deploymentBase")).isNotEmpty();
        assertThat(fetch("bytes=10-19").status()).isEqualTo(206);
        rig.ground.halt(rollout);
        assertThat(rig.poll(DEVICE).link("deploymentBase")).as("a stop works").isEmpty();
        assertThat(fetch("bytes=20-29").status()).isEqualTo(404);
    }
}
