package dev.firebreak.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * S14: the server dies thirty times under load, a few grants and reports after it came back, often
 * right after a person's stop was acknowledged; the moments are drawn from a seed. It forgets
 * nothing.
 */
@Tag("slow")
@ResourceLock(OverHttp.CPU)
final class PowerCutTest {
    private static final int KILLS = 30;
    private static final int DEVICES = 100;
    private static final int BUDGET = 30;
    private static final int FACTOR = 600;
    private static final int GRANTS = 100;

    /** A life may pass in which everybody is on the way back. */
    private static final int BUSY_LIVES = KILLS / 3;

    private static final int MOST_EVENTS = 16;
    private static final Duration IDLE_LIFE = Duration.ofSeconds(4);

    /** One interval, in which each device polls ten times: so a slow machine confirms as well. */
    private static final Duration SOAK = Duration.ofMinutes(3);

    private static final String FLEET =
            """
            region: attributes.region
            tier: [{is: LOW}]
            presence: always
            polling: {idle: 3m, watched: 3m, jitter: 0%}
            """;
    @TempDir private Path folder;

    private final long seed = new Random().nextLong();
    private final Random random = new Random(seed);
    private final OutsideBooks books = new OutsideBooks(BUDGET);
    private final List<Survivor> survivors = new ArrayList<>();
    private String rollout = "";
    private int version = Integer.parseInt(Survivor.BEFORE);

    @Test
    void nothingAcknowledgedIsLost() throws Exception {
        var ended = new AtomicBoolean();
        try (var server = LiveServer.start(folder, "--time-factor", Integer.toString(FACTOR));
                var office = new Office(server, FLEET);
                var client = HttpClient.newHttpClient();
                var lives = Executors.newVirtualThreadPerTaskExecutor()) {
            office.release("content", Survivor.BEFORE, "CONTENT", "a.bin", new byte[] {1});
            settle(server, office, client, ended);
            survivors.forEach(lives::execute);
            int busy = 0;
            try {
                round();
                startNext(office);
                for (int kill = 0; kill < KILLS; kill++) {
                    int before = books.events.get();
                    liveOn(office);
                    busy += books.events.get() > before ? 1 : 0;
                    server.kill();
                    server.restart();
                }
                halt(office, "the end");
                server.kill();
                server.restart();
                round();
                round();
            } finally {
                ended.set(true);
                lives.shutdown();
            }
            assertThat(lives.awaitTermination(1, TimeUnit.MINUTES))
                    .as("a report on its way would be acknowledged after the log was read")
                    .isTrue();
            var log = office.log();
            assertThat(books.problems(log)).as("seed %d", seed).isEmpty();
            assertThat(OutsideBooks.grants(log))
                    .as("grants, seed %d", seed)
                    .isGreaterThanOrEqualTo(GRANTS);
            assertThat(books.offersSeen())
                    .as("offers seen, seed %d", seed)
                    .isGreaterThanOrEqualTo(GRANTS / 2);
            assertThat(busy)
                    .as("lives with events, seed %d", seed)
                    .isGreaterThanOrEqualTo(BUSY_LIVES);
        }
    }

    private void settle(LiveServer server, Office office, HttpClient client, AtomicBoolean ended) {
        var newcomers = new ArrayList<Office.Newcomer>();
        for (int i = 0; i < DEVICES; i++) {
            var secret = "secret-of-device-number-" + i;
            newcomers.add(new Office.Newcomer("d" + i, secret, Map.of("region", "eu")));
        }
        office.enrol(newcomers);
        for (var it : newcomers) {
            var handset = new Handset(client, server.url(), it.id(), it.token());
            survivors.add(new Survivor(handset, books, SOAK.dividedBy(FACTOR), ended));
        }
    }

    /** One life of the server, from the moment when it is ready; the power goes when it returns. */
    private void liveOn(Office office) throws IOException {
        switch (office.state(rollout)) {
            case "RUNNING" -> {}
            case "HELD" -> {
                round();
                resume(office);
                if (random.nextInt(3) == 0) {
                    return;
                }
            }
            case "HALTED", "ROLLING_BACK", "ROLLED_BACK", "COMPLETED" -> {
                round();
                startNext(office);
            }
            case String other ->
                    throw new AssertionError("expected a rollout that began, found " + other);
        }
        int until = books.events.get() + 1 + random.nextInt(MOST_EVENTS);
        try {
            await("events of seed " + seed)
                    .atMost(IDLE_LIFE)
                    .pollInterval(Duration.ofMillis(2))
                    .until(() -> books.events.get() >= until);
        } catch (ConditionTimeoutException e) {
            return; // nothing to do for anybody: the busy lives are counted
        }
        switch (random.nextInt(6)) {
            case 0 -> hold(office);
            case 1 -> halt(office, "drill");
            default -> {}
        }
    }

    /** Every device is answered once more: what it is told after a stop is in the books. */
    private void round() {
        var before = survivors.stream().map(it -> it.polls.get()).toList();
        await("a poll of each device, seed " + seed)
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(10))
                .until(
                        () -> {
                            for (int i = 0; i < survivors.size(); i++) {
                                if (survivors.get(i).polls.get() <= before.get(i)) {
                                    return false;
                                }
                            }
                            return true;
                        });
    }

    private void startNext(Office office) {
        version++;
        var name = Integer.toString(version);
        office.release("content", name, "CONTENT", name + ".bin", new byte[] {(byte) version});
        rollout = office.approved(plan(name));
        books.acknowledged("propose content-" + name);
        books.acknowledged("approve " + rollout);
        office.order(rollout, "start", "next");
        books.acknowledged("start " + rollout);
    }

    private static String plan(String version) {
        return """
               plan: content-%s
               release: content@%s
               rollbackTo: content@1
               waves:
                 - {name: low, tier: LOW, regions: [eu], steps: [80%%, 100%%], bake: 2m}
               budget: {fleet: %d, tier: {LOW: %d}, region: %d, customer: %d}
               health: {silentAfter: 12h, soak: %dm, installDeadline: 2d, permanentHoldOut: none}
               """
                .formatted(version, version, BUDGET, BUDGET, BUDGET, BUDGET, SOAK.toMinutes());
    }

    private void hold(Office office) {
        if (office.state(rollout).equals("RUNNING")) {
            var reason = "hold before cut %d".formatted(books.events.get());
            office.order(rollout, "hold", reason);
            books.held(Integer.toString(version));
            books.acknowledged("hold " + rollout + " " + reason);
        }
    }

    private void resume(Office office) {
        books.resumed(Integer.toString(version));
        var reason = "resumed after cut %d".formatted(books.events.get());
        var digest = office.look(rollout).path("planDigest").asString();
        office.operator.post(
                "/rollouts/%s/resume".formatted(rollout),
                Map.of("planDigest", digest, "reason", reason));
        books.acknowledged("resume " + rollout + " " + reason);
    }

    private void halt(Office office, String reason) {
        var state = office.state(rollout);
        if (state.equals("RUNNING") || state.equals("HELD")) {
            office.order(rollout, "halt", reason);
            books.halted(Integer.toString(version));
            books.acknowledged("halt " + rollout + " " + reason);
        }
    }
}
