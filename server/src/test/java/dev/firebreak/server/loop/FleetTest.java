package dev.firebreak.server.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firebreak.core.decision.Observation;
import dev.firebreak.core.words.DeviceId;
import dev.firebreak.core.words.Group;
import dev.firebreak.core.words.Person;
import dev.firebreak.core.words.Tier;
import dev.firebreak.server.journal.MemoryJournal;
import dev.firebreak.server.store.Cell;
import dev.firebreak.wire.file.FleetFile;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The cells say what the log says, live and after a restart. */
final class FleetTest {
    private static final DeviceId D1 = new DeviceId("d1");
    private static final Map<String, String> ICU =
            Map.of("tier", "LOW", "role", "icu", "group", "g1");

    @TempDir private Path folder;
    private final MemoryJournal journal = new MemoryJournal();
    private final HandClock clock = new HandClock();

    private Cell cell(Ground ground) {
        return ground.fleet.find(D1).orElseThrow();
    }

    private static void apply(Ground ground, String text) throws Exception {
        var file = FleetFile.parse("fleet.yaml", text.getBytes(StandardCharsets.UTF_8));
        ground.see(
                at ->
                        new Observation.FleetApplied(
                                file.rules(), file.document(), new Person("ada"), at));
    }

    @Test
    void newRulesPlaceEveryDeviceAnewBeforeAnybodyIsAnswered() throws Exception {
        try (var ground = new Ground(journal, folder, clock)) {
            ground.enrol("d1", ICU);
            assertThat(cell(ground).placement().tier()).isEqualTo(Tier.LOW);
            apply(
                    ground,
                    """
                    tier: [{when: attributes.role == "icu", is: HIGH}, {is: LOW}]
                    redundancyGroup: attributes.role
                    """);
            assertThat(cell(ground).placement().tier()).isEqualTo(Tier.HIGH);
            assertThat(ground.ask(world -> world.device(D1)).orElseThrow().placement())
                    .isEqualTo(cell(ground).placement());
            assertThat(ground.fleet.members(new Group("g1"))).isEmpty();
            assertThat(ground.fleet.members(new Group("icu"))).containsExactly(cell(ground));
        }
        try (var after = new Ground(journal, folder, clock)) {
            assertThat(cell(after).placement().tier()).isEqualTo(Tier.HIGH);
            assertThat(after.fleet.file().document()).contains("attributes.role");
        }
    }

    @Test
    void whatADeviceTellsIsKeptAlsoIfNothingFollowsFromIt() throws Exception {
        try (var ground = new Ground(journal, folder, clock)) {
            ground.enrol("d1", ICU);
            tell(ground, Map.of("colour", "red"));
        }
        try (var after = new Ground(journal, folder, clock)) {
            assertThat(cell(after).reported()).isEqualTo(Map.of("colour", "red"));
            assertThat(cell(after).attributes()).isEqualTo(ICU);
            assertThat(cell(after).token()).isPresent();
            assertThat(cell(after).attributesWanted()).isFalse();
        }
    }

    private void tell(Ground ground, Map<String, String> reported) {
        ground.see(
                at ->
                        new Observation.DeviceReported(
                                D1,
                                reported,
                                ground.fleet.mapping().place(cell(ground).attributes(), reported),
                                Optional.empty(),
                                Optional.empty(),
                                at));
    }

    @Test
    void aDeletedDeviceIsGone() throws Exception {
        try (var ground = new Ground(journal, folder, clock)) {
            ground.enrol("d1", ICU);
            ground.see(at -> new Observation.DeviceDeleted(D1, false, new Person("ada"), at));
            assertThat(ground.fleet.find(D1)).isEmpty();
            assertThat(ground.fleet.members(new Group("g1"))).isEmpty();
        }
    }

    @Test
    void onlyWatchedPollsAreCountedAndOnlyOnce() throws Exception {
        try (var ground = new Ground(journal, folder, clock)) {
            ground.enrol("d1", ICU);
            var cell = cell(ground);
            cell.polled(1_000);
            assertThat(cell.drain()).as("heard, but nobody counted").hasValue(0);
            ground.fleet.watch(Set.of(D1));
            assertThat(cell.drain()).isEmpty();
            cell.polled(2_000);
            cell.polled(3_000);
            assertThat(cell.drain()).hasValue(2);
            assertThat(cell.drain()).isEmpty();
            cell.heard(4_000);
            assertThat(cell.drain()).as("heard without a poll").hasValue(0);
        }
    }
}
