package dev.firebreak.trial;

import dev.firebreak.trial.Village.Kind;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/**
 * A server with people, two releases and no devices yet, for safety scenarios over real HTTP. Its
 * clock is sped up. What is expected is compared with what the devices themselves saw. (S14, the
 * power cut, has a test of its own.)
 */
abstract class OverHttp {
    static final String CPU = "cpu";
    static final String[] STOPPED = {"HALTED", "ROLLING_BACK", "ROLLED_BACK"};
    static final String PLAN =
            """
            plan: content-2
            release: content@2
            rollbackTo: content@1
            waves:
              - {name: low, tier: LOW, regions: [eu], steps: [20%, 100%], bake: 10m}
            budget: {fleet: 6, tier: {LOW: 6, MEDIUM: 6}, region: 6, customer: 6}
            health: {silentAfter: 12h, soak: 20m, tolerated: 0.1%, installDeadline: 2d, permanentHoldOut: none}
            """;
    private static final String FACTOR = "1800";
    private static final String FLEET =
            """
            region: attributes.region
            tier: [{when: attributes.tier == "LOW", is: LOW}, {is: MEDIUM}]
            presence: always
            polling: {idle: 10m, watched: 10m, jitter: 0%}
            """;

    @TempDir Path folder;
    LiveServer server;
    Office office;
    Village village;

    @BeforeEach
    void open() throws IOException {
        server = LiveServer.start(folder, "--time-factor", FACTOR);
        office = new Office(server, FLEET);
        village = new Village(server, office);
        office.release("content", "1", "CONTENT", "a.bin", new byte[] {1});
        office.release("content", "2", "CONTENT", "b.bin", new byte[] {2});
    }

    @AfterEach
    void close() {
        village.close();
        office.close();
        server.close();
        village.assertNoTroubles();
    }

    final void settle(int devices, Kind kind) {
        village.settle("d", devices, kind, Map.of("region", "eu", "tier", "LOW"));
    }

    final String headline(String rollout) {
        return office.look(rollout).path("headline").asString();
    }

    final String exposures(String rollout) {
        return office.operator.get("/rollouts/%s/exposures".formatted(rollout)).toString();
    }
}
