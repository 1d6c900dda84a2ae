package dev.firebreak.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.firebreak.core.decision.Fact;
import dev.firebreak.trial.Village.Kind;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** S36 as two people do it who have nothing but the tool: one machine is lost, as others are. */
@Tag("slow")
final class WriteOffTest {
    /** 72 hours pass in 26 seconds; faster the clock does not go. */
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
    private static final int DEVICES = 8;

    @TempDir private Path folder;

    @Test
    void twoPeopleGiveUpWhatIsLostAsTheControlsAre() throws IOException, InterruptedException {
        try (var server = LiveServer.start(folder, "--time-factor", FACTOR);
                var office = new Office(server, FLEET);
                var village = new Village(server, office)) {
            office.release("content", "1", "CONTENT", "a.bin", new byte[] {1});
            office.release("content", "2", "CONTENT", "b.bin", new byte[] {2});
            village.settle("d", DEVICES, Kind.VANISHES, Map.of("region", "eu"));
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

            village.become(lost.equals("d0") ? "d1" : "d0", Kind.OFF);
            await("72 hours of silence, and a control that is lost as well")
                    .atMost(Duration.ofMinutes(2))
                    .pollInterval(Duration.ofMillis(500))
                    .until(() -> controlsAreLost(office));
            var first = shell.run(otto, giveUp);
            assertThat(first.exit()).as("a second person is wanted: " + first.err()).isEqualTo(15);
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

    /** A control counts as lost after the same 72 hours, and it fell silent later. */
    private static boolean controlsAreLost(Office office) {
        return office.log().stream()
                .flatMap(entry -> entry.facts().stream())
                .filter(Fact.ControlsCounted.class::isInstance)
                .flatMap(fact -> ((Fact.ControlsCounted) fact).controls().stream())
                .anyMatch(controls -> controls.lost() > 0);
    }
}
