package dev.firebreak.server.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firebreak.core.decision.Observation;
import dev.firebreak.core.decision.Order;
import dev.firebreak.core.decision.RolloutState;
import dev.firebreak.core.decision.Visible;
import dev.firebreak.core.decision.World;
import dev.firebreak.core.hold.Hold;
import dev.firebreak.core.release.Artifact;
import dev.firebreak.core.words.ActionId;
import dev.firebreak.core.words.DeviceId;
import dev.firebreak.core.words.Moment;
import dev.firebreak.core.words.Person;
import dev.firebreak.core.words.Reason;
import dev.firebreak.core.words.Region;
import dev.firebreak.core.words.RolloutId;
import dev.firebreak.core.words.Sha256;
import dev.firebreak.server.journal.Checkpoint;
import dev.firebreak.server.journal.EntryReader;
import dev.firebreak.server.journal.Journal;
import dev.firebreak.server.journal.MemoryJournal;
import dev.firebreak.server.journal.StopFile;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;

/** When the log cannot be written or believed: what still works, and what the next start knows. */
final class StandstillTest {
    private static final Artifact NEW =
            new Artifact("f", Sha256.of("f"), "0".repeat(40), "0".repeat(32), 9);
    private static final Artifact OLD =
            new Artifact("f", Sha256.of("o"), "1".repeat(40), "1".repeat(32), 9);

    private final HandClock clock = new HandClock();
    private final Disk disk = new Disk();

    @TempDir private Path folder;

    /** A journal whose disk is full when told so, and whose readers wait when told so. */
    private static final class Disk implements Journal {
        private final MemoryJournal inner = new MemoryJournal();
        private volatile boolean full;
        private volatile CountDownLatch readable = new CountDownLatch(0);

        @Override
        public long append(long expectedHead, List<byte[]> entries) throws IOException {
            if (full) {
                throw new IOException("disk full");
            }
            return inner.append(expectedHead, entries);
        }

        @Override
        public long head() {
            return inner.head();
        }

        @Override
        public byte[] headHash() {
            return inner.headHash();
        }

        @Override
        public Optional<Checkpoint> at(long seq) {
            return inner.at(seq);
        }

        @Override
        public void read(long from, EntryReader reader) throws IOException {
            try {
                readable.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            inner.read(from, reader);
        }

        @Override
        public void close() {}
    }

    private Ground ground() throws IOException {
        return new Ground(disk, folder, clock);
    }

    private static RolloutId rollOut(Ground ground) {
        ground.furnish().enrol("d1");
        var old = ground.release("1", OLD);
        return ground.rollOut(ground.release("2", NEW), old.digest(), 5);
    }

    private static Observation something(Moment at) {
        return new Observation.HoldLifted(1, Reason.told("r"), new Person("ada"), at);
    }

    private Optional<String> doubt() throws IOException {
        try (var file = StopFile.open(folder)) {
            return file.doubt();
        }
    }

    private List<byte[]> pending() throws IOException {
        try (var file = StopFile.open(folder)) {
            return file.pending();
        }
    }

    private static boolean handsOut(Ground ground, RolloutId rollout, boolean accepted) {
        var offer = new Visible.Offered(new ActionId(1), rollout, Sha256.of("any release"));
        return ground.gate.hand(offer, accepted, () -> true);
    }

    @Test
    void afterAStoreFaultEveryRolloutStartsHeldOnce() throws Exception {
        RolloutId rollout;
        try (var ground = ground()) {
            rollout = rollOut(ground);
            fill(ground);
            assertThat(doubt().orElse("none")).contains("disk full");
        }
        try (var after = ground()) {
            assertThat(after.view(rollout).state()).isEqualTo(RolloutState.HELD);
            assertThat(doubt()).isEmpty();
        }
    }

    private static Observation enrolment(Ground ground, Moment at) {
        return new Observation.DeviceEnrolled(
                new DeviceId("new"),
                Map.of(),
                ground.fleet.mapping().place(Map.of(), Map.of()),
                Optional.empty(),
                Observation.Enrolment.IMPORTED,
                new Person("ada"),
                at);
    }

    @Test
    void aStopThatCannotBeCarriedOutAtTheStartKeepsEverythingShut() throws Exception {
        RolloutId rollout;
        try (var ground = ground()) {
            rollout = rollOut(ground);
        }
        try (var file = StopFile.open(folder)) {
            file.force(
                    "{\"o\":{\"type\":\"Teleported\"},\"f\":[]}".getBytes(StandardCharsets.UTF_8));
        }
        try (var after = ground()) {
            assertThat(after.loop.trouble().orElse("none")).contains("stops.bin", "Teleported");
            assertThat(handsOut(after, rollout, false)).isFalse();
            assertThatThrownBy(() -> after.loop.see(StandstillTest::something))
                    .isInstanceOf(NotDurable.class);
            assertThat(after.halt(rollout).orders()).isEmpty();
        }
        assertThat(pending()).hasSize(2);
    }

    @Test
    void theSameStopIsKeptOnce() throws Exception {
        RolloutId rollout;
        try (var ground = ground()) {
            rollout = rollOut(ground);
            fill(ground);
            ground.halt(rollout);
            ground.halt(rollout);
        }
        assertThat(pending()).as("the same stop is kept once").hasSize(1);
        try (var after = ground()) {
            assertThat(after.loop.trouble()).isEmpty();
            assertThat(after.view(rollout).state()).isEqualTo(RolloutState.HALTED);
        }
        assertThat(pending()).isEmpty();
    }

    private void fill(Ground ground) {
        disk.full = true;
        assertThatThrownBy(() -> ground.loop.see(at -> enrolment(ground, at)))
                .isInstanceOf(NotDurable.class);
        disk.full = false; // only a restart believes that
    }

    @Test
    void stopsAreTakenWhileTheLogIsReadAgain() throws Exception {
        RolloutId rollout;
        try (var ground = ground()) {
            rollout = rollOut(ground);
            disk.readable = new CountDownLatch(1);
            fill(ground);
            var question = CompletableFuture.supplyAsync(() -> ground.ask(World::devices));
            assertThat(ground.halt(rollout).orders()).isEmpty();
            assertThat(pending()).hasSize(1);
            assertThat(handsOut(ground, rollout, true)).isFalse();
            assertThat(question).isNotDone();
            disk.readable.countDown();
            assertThat(question.join()).isEqualTo(1);
        }
        try (var after = ground()) {
            assertThat(after.view(rollout).state()).isEqualTo(RolloutState.HALTED);
        }
    }

    @Test
    void anErrorStopsEverythingButStops() throws Exception {
        try (var ground = ground()) {
            var rollout = rollOut(ground);
            Function<Moment, Observation> bad =
                    _ -> {
                        throw new OutOfMemoryError("as it happens");
                    };
            assertThatThrownBy(() -> ground.loop.see(bad)).isInstanceOf(NotDurable.class);
            assertThat(ground.loop.trouble().orElse("none")).contains("as it happens");
            assertThat(handsOut(ground, rollout, false)).isFalse();
            assertThat(ground.halt(rollout).orders()).isEmpty();
            assertThat(pending()).hasSize(1);
            assertThatThrownBy(() -> ground.loop.ask(World::devices))
                    .isInstanceOf(NotDurable.class);
        }
    }

    @Test
    void holdsOverDevicesAndWaysBackAreKeptToo() throws Exception {
        RolloutId rollout;
        var region = new Hold.Target.OfRegion(new Region("eu"));
        var ada = new Person("ada");
        var why = Reason.told("r");
        try (var ground = ground()) {
            rollout = rollOut(ground);
            fill(ground);
            var held = ground.loop.stop(at -> new Observation.HoldPlaced(region, why, ada, at));
            assertThat(held.orders()).noneMatch(Order.Refuse.class::isInstance);
            ground.loop.stop(
                    at ->
                            new Observation.RollbackAsked(
                                    rollout, Observation.Reach.UNCONFIRMED, why, ada, at));
        }
        try (var after = ground()) {
            assertThat(after.ask(World::holds)).extracting(Hold::target).containsExactly(region);
            assertThat(after.view(rollout).state())
                    .isIn(
                            RolloutState.HALTED, // where nothing to go back to is known
                            RolloutState.ROLLING_BACK,
                            RolloutState.ROLLED_BACK);
        }
    }

    @Test
    void aLongQuestionGivesWayToAStop() throws Exception {
        try (var ground = ground()) {
            var rollout = rollOut(ground);
            var begun = new CountDownLatch(1);
            var enough = new CountDownLatch(1);
            var question =
                    CompletableFuture.supplyAsync(
                            () ->
                                    ground.ask(
                                            world -> {
                                                begun.countDown();
                                                while (enough.getCount() > 0) {
                                                    ground.loop.giveWay();
                                                    Thread.onSpinWait();
                                                }
                                                return world.devices();
                                            }));
            begun.await();
            ground.halt(rollout);
            assertThat(question).isNotDone();
            enough.countDown();
            assertThat(question.join()).isEqualTo(1);
            assertThat(ground.view(rollout).state()).isEqualTo(RolloutState.HALTED);
        }
    }
}
