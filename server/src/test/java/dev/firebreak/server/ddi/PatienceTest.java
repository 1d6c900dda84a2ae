package dev.firebreak.server.ddi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firebreak.core.device.ExposureState;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;

/** A device that does nothing but ask or tell is told to wait, and nothing that matters is lost. */
final class PatienceTest {
    private static final String DEVICE = "d1";

    /** More than anybody is let do at once. */
    private static final int MANY = 1_000;

    @TempDir private Path folder;
    private Rig rig;

    @BeforeEach
    void start() throws Exception {
        rig = new Rig(folder);
        rig.ground.furnish().enrol(DEVICE);
        rig.ground.enrol("d2");
    }

    @AfterEach
    void stop() throws Exception {
        rig.close();
    }

    /** Something that a device does again and again. */
    @FunctionalInterface
    private interface Deed {
        Rig.Reply once() throws Exception;
    }

    /** How often it goes well before it is told to wait. */
    private static int untilToldToWait(Deed deed) throws Exception {
        for (int done = 0; done < MANY; done++) {
            var reply = deed.once();
            if (reply.status() == 429) {
                assertThat(Integer.parseInt(reply.header("Retry-After"))).isBetween(1, 10);
                assertThat(reply.whole().body()).isEmpty();
                return done;
            }
            assertThat(reply.status()).isEqualTo(200);
        }
        throw new AssertionError("expected to be told to wait within %d".formatted(MANY));
    }

    @Test
    void aMadPollerWaitsAloneAndNotForLong() throws Exception {
        assertThat(untilToldToWait(() -> rig.poll(DEVICE))).isGreaterThanOrEqualTo(200);
        assertThat(rig.poll("d2").status()).as("another device").isEqualTo(200);
        var told = rig.put(DEVICE, "/configData", "{\"data\":{\"os\":\"12\"}}");
        assertThat(told.status()).as("what it tells").isEqualTo(200);
        rig.ground.clock.pass(Duration.ofSeconds(1));
        assertThat(rig.poll(DEVICE).status()).isEqualTo(200);
    }

    @Test
    void howItEndedIsHeardHoweverMuchWasToldBefore() throws Exception {
        rig.poll(DEVICE);
        rig.poll("d2");
        var rollout = rig.rollOut(5, Rig.FILE_BYTES);
        var action = rig.offered(DEVICE);
        var told = untilToldToWait(() -> rig.feedback(DEVICE, action, "proceeding", "none"));
        assertThat(told).as("ten steps in a second are usual").isGreaterThanOrEqualTo(50);
        assertThat(rig.feedback(DEVICE, action, "closed", "failure").status()).isEqualTo(200);
        assertThat(rig.ground.ask(world -> world.exposures(rollout)).getFirst().state())
                .isEqualTo(ExposureState.FAILED);
    }
}
