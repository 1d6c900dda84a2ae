package dev.firebreak.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.firebreak.trial.Village.Kind;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** S36 as two people do it who have nothing but the tool: one machine is lost, as others are. */
@Tag("slow")
final class WriteOffTest {
    /** 72 hours pass in half a minute. */
    private static final String FACTOR = "10000";

    private static final String FLEET =
            """
            region: attributes.region
            tier: [{is: LOW}]
            presence: always
            polling: {idle: 1h, watched: 1h, jitter: 0%}
            """;
    private static final String PLAN =
            """
            plan: content-2
            release: content@2
            rollbackTo: content@1
            waves: [{name: low, tier: LOW, regions: [eu], steps: [5%, 100%], bake: 10h}]
            budget: {fleet: 6, tier: {LOW: 6}, region: 6, customer: 6}
            health: {silentAfter: 12h, soak: 4h, installDeadline: 2d, permanentHoldOut: none}
            """;
    private static final List<String> NAMES = List.of("a", "b", "c", "d", "e", "f", "g", "h");

    @TempDir private Path folder;

    @Test
    void twoPeopleGiveUpWhatIsLostAsTheControlsAre() throws IOException, InterruptedException {
        try (var server = LiveServer.start(folder, "--time-factor", FACTOR);
                var office = new Office(server);
                var village = new Village(server, office)) {
            office.fleet(FLEET);
            office.release("content", "1", "CONTENT", "a.bin", new byte[] {1});
            office.release("content", "2", "CONTENT", "b.bin", new byte[] {2});
            for (var name : NAMES) {
                village.settle(name, 1, Kind.VANISHES, Map.of("region", "eu"));
            }
            var olga = office.secret("olga", "owner");
            var otto = office.secret("otto", "operator");
            var rollout = office.run(PLAN);
            office.awaitCount(rollout, "silent", 1);
            var lost = village.offered().iterator().next();
            var shell = new Shell(folder, server);
            String[] giveUp = {
                "device", "write-off", lost, "--rollout", rollout, "--reason", "stolen", "--yes"
            };

            var early = shell.run(otto, giveUp);
            assertThat(early.exit()).isEqualTo(6);
            assertThat(early.err()).containsAnyOf("silent for 72 hours", "controls");

            NAMES.stream()
                    .map(name -> name + "0")
                    .filter(name -> !name.equals(lost))
                    .limit(1)
                    .forEach(name -> village.become(name, Kind.OFF));
            await("the first of two people to be heard")
                    .atMost(Duration.ofSeconds(120))
                    .pollInterval(Duration.ofSeconds(2))
                    .until(() -> shell.run(otto, giveUp).exit() == 15);
            var again = shell.run(otto, giveUp);
            assertThat(again.exit()).isEqualTo(4);
            assertThat(again.err()).contains("expected a second person, found otto again");

            var second = shell.run(olga, giveUp);
            assertThat(second.exit()).as(second.err()).isZero();
            assertThat(second.out()).isEqualTo("written off %s\n".formatted(lost));
            assertThat(office.count(rollout, "writtenOff")).isEqualTo(1);
            assertThat(office.count(rollout, "silent")).isZero();
            assertThat(office.look(rollout).path("steps").path(0).path("harmed").asInt()).isOne();
        }
    }
}
