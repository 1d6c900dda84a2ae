package dev.firebreak.server.ddi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firebreak.core.decision.Observation;
import dev.firebreak.core.device.ExposureState;
import dev.firebreak.core.words.ActionId;
import dev.firebreak.core.words.DeviceId;
import dev.firebreak.core.words.Reason;
import dev.firebreak.server.loop.Busy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** All devices together want more than can be made durable: late, but not lost. */
final class OverloadTest {
    private static final String DEVICE = "d1";

    /** More than wait in line. */
    private static final int CROWD = 9_000;

    private static final long PATIENCE_SECONDS = 60;

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

    /** Whether it was taken into the line; it was answered then, too. */
    private boolean reports(ActionId action, CountDownLatch full) throws Exception {
        var words = Reason.told("at work");
        try {
            rig.ground.loop.report(
                    at ->
                            new Observation.Reported(
                                    new DeviceId(DEVICE),
                                    action,
                                    Observation.Report.PROCEEDING,
                                    words,
                                    at));
            return true;
        } catch (Busy e) {
            full.countDown();
            return false;
        }
    }

    @Test
    void whoComesTooManyIsToldToComeAgain() throws Exception {
        var rollout = rig.rollOut(5, Rig.FILE_BYTES);
        var action = rig.offered(DEVICE);
        var entered = new CountDownLatch(1);
        var go = new CountDownLatch(1);
        var full = new CountDownLatch(1);
        var waiting = new ArrayList<Future<Boolean>>();
        try (var crowd = Executors.newVirtualThreadPerTaskExecutor()) {
            var busy =
                    crowd.submit(
                            () ->
                                    rig.ground.ask(
                                            _ -> {
                                                entered.countDown();
                                                return awaited(go);
                                            }));
            assertThat(awaited(entered)).isTrue();
            for (int i = 0; i < CROWD; i++) {
                waiting.add(crowd.submit(() -> reports(action, full)));
            }
            assertThat(awaited(full)).isTrue();
            var told = rig.feedback(DEVICE, action, "closed", "failure");
            assertThat(told.status()).isEqualTo(429);
            assertThat(told.header("Retry-After")).isEqualTo("1");
            assertThat(rig.poll(DEVICE).status()).as("polls need no line").isEqualTo(200);
            go.countDown();
            assertThat(busy.get()).isTrue();
        }
        var taken = 0;
        for (var one : waiting) {
            taken += one.get() ? 1 : 0;
        }
        assertThat(taken).as("whoever stood in line was answered").isGreaterThan(CROWD / 2);
        assertThat(rig.feedback(DEVICE, action, "closed", "failure").status()).isEqualTo(200);
        assertThat(rig.ground.ask(world -> world.exposures(rollout)).getFirst().state())
                .isEqualTo(ExposureState.FAILED);
    }

    private static boolean awaited(CountDownLatch latch) {
        try {
            return latch.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
