package dev.firebreak.server.ddi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firebreak.core.words.RolloutId;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;

/** Many devices at once: budgets hold, and a stop outruns every start (S5, S21). */
@Timeout(120)
final class CrowdTest {
    private static final List<String> DEVICES =
            IntStream.range(0, 200).mapToObj(i -> "c" + i).toList();

    private static final int CALLERS = 16;

    @TempDir private Path folder;
    private Rig rig;
    private final Set<String> offered = ConcurrentHashMap.newKeySet();

    @BeforeEach
    void start() throws Exception {
        rig = new Rig(folder);
        rig.ground.furnish();
        DEVICES.forEach(rig.ground::enrol);
    }

    @AfterEach
    void stop() throws Exception {
        rig.close();
    }

    /** All devices poll once, sixteen at a time. */
    private void everybodyPolls() throws Exception {
        atOnce(
                caller -> {
                    for (int i = caller; i < DEVICES.size(); i += CALLERS) {
                        poll(DEVICES.get(i));
                    }
                });
    }

    private boolean poll(String device) throws Exception {
        var offer = !rig.poll(device).link("deploymentBase").isEmpty();
        if (offer) {
            offered.add(device);
        }
        return offer;
    }

    @FunctionalInterface
    private interface Work {
        void of(int caller) throws Exception;
    }

    private static void atOnce(Work work) throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var all =
                    IntStream.range(0, CALLERS)
                            .<Callable<Boolean>>mapToObj(
                                    caller ->
                                            () -> {
                                                work.of(caller);
                                                return true;
                                            })
                            .map(threads::submit)
                            .toList();
            for (Future<Boolean> one : all) {
                one.get();
            }
        }
    }

    private RolloutId open(int places) throws Exception {
        var rollout = rig.rollOut(places, Rig.FILE_BYTES);
        everybodyPolls();
        rig.ground.tick();
        return rollout;
    }

    @Test
    void placesAreNeverGivenTwice() throws Exception {
        var rollout = open(3);
        for (int i = 0; i < 5; i++) {
            everybodyPolls();
            everybodyPolls();
            rig.ground.pass(Duration.ofSeconds(30));
        }
        assertThat(offered).hasSize(3);
        assertThat(rig.ground.view(rollout).counts().unconfirmed()).isEqualTo(3);
    }

    @Test
    void afterAHoldNotOneOfferFollows() throws Exception {
        var rollout = open(1_000);
        var held = new AtomicBoolean();
        var late = ConcurrentHashMap.<String>newKeySet();
        var some = new CountDownLatch(5);
        var done = new AtomicBoolean();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var holding =
                    threads.submit(
                            () -> {
                                some.await();
                                rig.ground.hold(rollout);
                                held.set(true);
                                everybodyPolls();
                                done.set(true);
                                return true;
                            });
            atOnce(
                    caller -> {
                        for (int i = caller; !done.get(); i = (i + CALLERS) % DEVICES.size()) {
                            var after = held.get();
                            if (poll(DEVICES.get(i))) {
                                some.countDown();
                                if (after) {
                                    late.add(DEVICES.get(i));
                                }
                            }
                        }
                    });
            assertThat(holding.get()).isTrue();
        }
        assertThat(late).isEmpty();
        assertThat(offered).isNotEmpty();
        for (var device : offered) {
            assertThat(rig.poll(device).link("cancelAction")).as(device).isNotEmpty();
        }
    }
}
