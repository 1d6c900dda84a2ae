package dev.firebreak.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.firebreak.core.decision.Fact;
import dev.firebreak.core.decision.Observation;
import dev.firebreak.core.decision.World;
import dev.firebreak.wire.json.Json;
import dev.firebreak.wire.log.EntryCodec;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** The server dies thirty times under load, at moments drawn from a seed, and forgets nothing. */
@Tag("slow")
final class PowerCutTest {
    private static final int KILLS = 30;
    private static final int DEVICES = 300;
    private static final int BUDGET = 8;
    private static final int FACTOR = 600;
    private static final Duration RETRY = Duration.ofMillis(100);
    private static final String FLEET =
            """
            region: attributes.region
            tier: [{is: LOW}]
            presence: always
            polling: {idle: 2m, watched: 1m, jitter: 0%}
            """;
    private static final String PLAN =
            """
            plan: content-2
            release: content@2
            rollbackTo: content@1
            waves:
              - {name: low, tier: LOW, regions: [eu], steps: [50%, 100%], bake: 10m}
            budget: {fleet: 8}
            health: {silentAfter: 12h, soak: 20m, tolerated: 0.1%, installDeadline: 2d, permanentHoldOut: none}
            """;

    @TempDir private Path folder;

    private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
    private final Map<Integer, String> offers = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<String> wrong = new ConcurrentLinkedQueue<>();
    private final AtomicLong answers = new AtomicLong();
    private final AtomicBoolean ended = new AtomicBoolean();
    private final AtomicBoolean stopped = new AtomicBoolean();

    @Test
    void nothingAcknowledgedIsLost() throws Exception {
        long seed = new Random().nextLong();
        var random = new Random(seed);
        try (var server = LiveServer.start(folder, "--time-factor", Integer.toString(FACTOR));
                var client = HttpClient.newHttpClient();
                var lives = Executors.newVirtualThreadPerTaskExecutor()) {
            var office = new Office(server);
            office.fleet(FLEET);
            for (int i = 0; i < DEVICES; i++) {
                office.enrol("d" + i, "secret-of-device-number-" + i, Map.of("region", "eu"));
            }
            office.release("content", "1", "CONTENT", "a.bin", new byte[] {1});
            office.release("content", "2", "CONTENT", "b.bin", new byte[] {2});
            for (int i = 0; i < DEVICES; i++) {
                var handset =
                        new Handset(client, server.url(), "d" + i, "secret-of-device-number-" + i);
                lives.execute(() -> live(handset));
            }
            var rollout = office.run(PLAN);
            for (int kill = 0; kill < KILLS; kill++) {
                long until = answers.get() + 20 + random.nextInt(400);
                await("answers before kill %d, seed %d".formatted(kill, seed))
                        .atMost(Duration.ofSeconds(60))
                        .pollInterval(Duration.ofMillis(2))
                        .until(() -> answers.get() >= until);
                server.kill();
                server.restart();
            }
            var state = office.state(rollout);
            if (state.equals("RUNNING") || state.equals("HELD")) {
                office.operator.post(
                        "/rollouts/%s/halt".formatted(rollout), Map.of("reason", "enough"));
            }
            stopped.set(true);
            server.kill();
            server.restart();
            long until = answers.get() + 2L * DEVICES;
            await("answers after the stop")
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> answers.get() >= until);
            ended.set(true);
            lives.shutdown();
            assertThat(lives.awaitTermination(1, TimeUnit.MINUTES))
                    .as("a report on its way would be acknowledged after the log was read")
                    .isTrue();
            check(office, seed);
            office.close();
        }
    }

    private void live(Handset handset) {
        while (!ended.get()) {
            try {
                boolean afterStop = stopped.get();
                var poll = handset.poll();
                answers.incrementAndGet();
                var link = poll.link("deploymentBase");
                if (link.isEmpty()) {
                    poll.link("cancelAction").ifPresent(href -> drop(handset, href));
                    Thread.onSpinWait();
                    continue;
                }
                var deployment = handset.deployment(link.get());
                var action = deployment.path("id").asString("");
                var version = deployment.path("deployment").path("chunks").path(0).path("version");
                if (action.isEmpty()) {
                    continue;
                }
                if (afterStop && version.asString("").equals("2")) {
                    wrong.add("an offer of the release after the stop: " + handset.id);
                }
                offers.put(Integer.valueOf(action), handset.id);
                if (handset.fetch(deployment) == 200
                        && handset.report(action, "closed", "success") == 200) {
                    acknowledged.add(handset.id + "/" + action);
                }
            } catch (IOException e) {
                LockSupport.parkNanos(RETRY.toNanos()); // the server is dead: ask again
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private void drop(Handset handset, String href) {
        var action = href.substring(href.lastIndexOf('/') + 1);
        try {
            handset.answerCancel(action, "closed", "success");
        } catch (IOException e) {
            Thread.onSpinWait();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Reads the log from outside and keeps books of its own. */
    private void check(Office office, long seed) {
        var codec = new EntryCodec();
        var world = new World();
        var reported = new HashSet<String>();
        var exposed = new HashMap<Integer, String>();
        var occupying = new HashSet<String>();
        var problems = new ArrayList<String>(wrong);
        office.admin.lines(
                "/audit",
                line -> {
                    var entry = codec.decode(Json.bytes(line.path("entry")));
                    var decided = world.decide(entry.observation()).facts();
                    if (!decided.equals(entry.facts())) {
                        problems.add(
                                "entry %d does not replay".formatted(line.path("seq").asLong()));
                    }
                    entry.facts().forEach(world::apply);
                    if (entry.observation() instanceof Observation.Reported report
                            && report.report() == Observation.Report.SUCCEEDED) {
                        reported.add(report.device() + "/" + report.action());
                    }
                    entry.facts().forEach(fact -> book(fact, exposed, occupying, problems));
                });
        acknowledged.stream()
                .filter(report -> !reported.contains(report))
                .forEach(report -> problems.add("acknowledged and lost: " + report));
        offers.forEach(
                (action, device) -> {
                    if (!device.equals(exposed.get(action))) {
                        problems.add("offered and not in the log: " + action + " to " + device);
                    }
                });
        assertThat(acknowledged).as("seed %d", seed).isNotEmpty();
        assertThat(List.copyOf(problems)).as("seed %d", seed).isEmpty();
    }

    private static void book(
            Fact fact, Map<Integer, String> exposed, Set<String> occupying, List<String> problems) {
        switch (fact) {
            case Fact.Exposed it -> {
                if (exposed.put(it.action().number(), it.device().value()) != null) {
                    problems.add("action %s was given twice".formatted(it.action()));
                }
                occupying.add(it.device().value());
                if (occupying.size() > BUDGET) {
                    problems.add("%d exposed at once".formatted(occupying.size()));
                }
            }
            case Fact.WayBackOffered it -> exposed.put(it.action().number(), it.device().value());
            case Fact.Confirmed it -> occupying.remove(it.device().value());
            case Fact.Dropped it -> occupying.remove(it.device().value());
            case Fact.Reverted it -> occupying.remove(it.device().value());
            case Fact other -> {}
        }
    }
}
