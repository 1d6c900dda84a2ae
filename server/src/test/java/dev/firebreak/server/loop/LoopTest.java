package dev.firebreak.server.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firebreak.core.decision.Decision;
import dev.firebreak.core.decision.Observation;
import dev.firebreak.core.decision.Order;
import dev.firebreak.core.decision.RolloutState;
import dev.firebreak.core.decision.Visible;
import dev.firebreak.core.decision.World;
import dev.firebreak.core.release.Artifact;
import dev.firebreak.core.words.DeviceId;
import dev.firebreak.core.words.Moment;
import dev.firebreak.core.words.Person;
import dev.firebreak.core.words.Reason;
import dev.firebreak.core.words.RolloutId;
import dev.firebreak.core.words.Sha256;
import dev.firebreak.server.journal.FaultyJournal;
import dev.firebreak.server.journal.FaultyJournal.Fault;
import dev.firebreak.server.journal.Journal;
import dev.firebreak.server.journal.MemoryJournal;
import dev.firebreak.wire.file.FleetFile;
import dev.firebreak.wire.log.EntryCodec;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** One decider: durable before visible, also where the disk fails. */
final class LoopTest {
    private static final DeviceId D1 = new DeviceId("d1");
    private static final Artifact FILE =
            new Artifact("f", Sha256.of("f"), "0".repeat(40), "0".repeat(32), 9);
    private static final Artifact OLD =
            new Artifact("f", Sha256.of("o"), "1".repeat(40), "1".repeat(32), 9);

    @TempDir private Path folder;

    private Ground ground(Journal journal, HandClock clock) throws Exception {
        return new Ground(journal, folder, clock);
    }

    /** A rollout that may grant d1 and d2. */
    private static RolloutId rollOut(Ground ground) throws Exception {
        ground.furnish().enrol("d1");
        ground.enrol("d2");
        var old = ground.release("1", OLD);
        var id = ground.rollOut(ground.release("2", FILE), old.digest(), 5);
        ground.clock.pass(Ground.GRACE);
        for (int i = 0; i < 10; i++) {
            for (var cell : ground.fleet.cells()) {
                cell.polled(ground.loop.clock().now().uptime().toMillis());
            }
            ground.pass(Duration.ofSeconds(30));
        }
        return id;
    }

    private static Decision ask(Ground ground, DeviceId device) throws NotDurable {
        return ground.loop.report(
                at ->
                        new Observation.Asked(
                                device,
                                List.of(),
                                List.of(),
                                Optional.empty(),
                                Duration.ofSeconds(30),
                                at));
    }

    private static Visible visible(Ground ground, DeviceId device) {
        return ground.fleet.find(device).orElseThrow().visible();
    }

    @Test
    void anOfferIsVisibleOnlyWhenItIsDurable() throws Exception {
        var journal = new MemoryJournal();
        try (var ground = ground(journal, new HandClock())) {
            rollOut(ground);
            var granted = new CopyOnWriteArrayList<Order>();
            for (var device : List.of(D1, new DeviceId("d2"))) {
                granted.addAll(ask(ground, device).orders());
            }
            assertThat(granted).anyMatch(Order.Offer.class::isInstance);
            assertThat(ground.loop.head()).isEqualTo(journal.head());
            for (var order : granted) {
                if (order instanceof Order.Offer(var device, var action)) {
                    assertThat(visible(ground, device))
                            .isInstanceOfSatisfying(
                                    Visible.Offered.class,
                                    offer -> assertThat(offer.action()).isEqualTo(action));
                }
            }
        }
    }

    @Test
    void aRestartFindsTheSameState() throws Exception {
        var journal = new MemoryJournal();
        var clock = new HandClock();
        String before;
        List<Visible> shown;
        try (var ground = ground(journal, clock)) {
            rollOut(ground);
            ask(ground, D1);
            before = ground.ask(World::toString);
            shown = List.of(visible(ground, D1), visible(ground, new DeviceId("d2")));
        }
        var fold = Fold.of(journal, new EntryCodec(), _ -> {});
        assertThat(fold.world().toString()).isEqualTo(before);
        try (var ground = ground(journal, clock)) {
            assertThat(List.of(visible(ground, D1), visible(ground, new DeviceId("d2"))))
                    .isEqualTo(shown);
            assertThat(ground.ask(World::epoch)).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @EnumSource
    void nothingIsAcknowledgedThatTheDiskDidNotTake(Fault fault) throws Exception {
        var journal = new FaultyJournal(1_000, fault);
        var clock = new HandClock();
        try (var ground = ground(journal, clock)) {
            rollOut(ground);
            var before = ground.ask(World::toString);
            journal.failNext();
            assertThatThrownBy(() -> enrol(ground.loop, "new"))
                    .isInstanceOf(NotDurable.class)
                    .matches(e -> !((NotDurable) e).inForce());
            assertThat(ground.fleet.find(new DeviceId("new"))).isEmpty();
            assertThat(ground.ask(World::toString)).as("nothing runs ahead").isEqualTo(before);
            assertThat(ground.loop.readOnly()).isTrue();
            assertThat(ground.loop.trouble().orElseThrow()).contains("restart the server");
            assertThatThrownBy(() -> ask(ground, D1)).isInstanceOf(NotDurable.class);
            assertThatThrownBy(() -> enrol(ground.loop, "new")).isInstanceOf(NotDurable.class);
        }
        try (var after = ground(journal.afterRestart(), clock)) {
            assertThat(after.fleet.find(new DeviceId("new")).isPresent())
                    .as("what was not acknowledged may be there or not")
                    .isEqualTo(fault == Fault.DID_IT);
            assertThat(after.loop.readOnly()).isFalse();
        }
    }

    private static void enrol(Loop loop, String name) throws NotDurable {
        loop.see(
                at ->
                        new Observation.DeviceEnrolled(
                                new DeviceId(name),
                                Map.of(),
                                FleetFile.builtIn().mapping().place(Map.of(), Map.of()),
                                Optional.empty(),
                                Observation.Enrolment.IMPORTED,
                                new Person("ada"),
                                at));
    }

    @ParameterizedTest
    @EnumSource
    void aStopWorksWhenTheDiskDoesNot(Fault fault) throws Exception {
        var journal = new FaultyJournal(1_000, fault);
        var clock = new HandClock();
        RolloutId rollout;
        try (var ground = ground(journal, clock)) {
            rollout = rollOut(ground);
            ask(ground, D1);
            ask(ground, new DeviceId("d2"));
            journal.failNext();
            assertThat(ground.halt(rollout).orders()).as("the stop file took it").isEmpty();
            var offers = ground.fleet.cells().stream().map(cell -> cell.visible()).toList();
            assertThat(offers).anyMatch(Visible.Offered.class::isInstance);
            for (var cell : ground.fleet.cells()) {
                if (cell.visible() instanceof Visible.Offered offer) {
                    assertThat(ground.gate.hand(offer, cell.accepted(), () -> true)).isFalse();
                    assertThat(ground.gate.hand(offer, true, () -> true)).isFalse();
                }
            }
            assertThat(ground.halt(rollout).orders()).as("again, read-only").isEmpty();
            var unknown = ground.halt(new RolloutId(77));
            assertThat(unknown.orders()).hasOnlyElementsOfType(Order.Refuse.class);
        }
        try (var after = ground(journal.afterRestart(), clock)) {
            assertThat(after.view(rollout).state()).isEqualTo(RolloutState.HALTED);
            assertThat(after.fleet.cells().stream().map(cell -> cell.visible()))
                    .noneMatch(Visible.Offered.class::isInstance);
        }
    }

    @Test
    void aStopThatCannotBeKeptIsInForceAllTheSame() throws Exception {
        var journal = new FaultyJournal(1_000, Fault.DID_NOTHING);
        try (var ground = ground(journal, new HandClock())) {
            var rollout = rollOut(ground);
            ask(ground, D1);
            ask(ground, new DeviceId("d2"));
            journal.failNext();
            ground.loseStopFile();
            assertThatThrownBy(() -> ground.halt(rollout))
                    .isInstanceOf(NotDurable.class)
                    .matches(e -> ((NotDurable) e).inForce());
            for (var cell : ground.fleet.cells()) {
                if (cell.visible() instanceof Visible.Offered offer) {
                    assertThat(ground.gate.hand(offer, true, () -> true)).isFalse();
                }
            }
        }
    }

    @Test
    void aRefusedStopBarsNothing() throws Exception {
        try (var ground = ground(new MemoryJournal(), new HandClock())) {
            var rollout = rollOut(ground);
            ask(ground, D1);
            ask(ground, new DeviceId("d2"));
            ground.halt(new RolloutId(77));
            for (var cell : ground.fleet.cells()) {
                if (cell.visible() instanceof Visible.Offered offer) {
                    assertThat(ground.gate.hand(offer, false, () -> true)).isTrue();
                }
            }
            assertThat(ground.view(rollout).state()).isEqualTo(RolloutState.RUNNING);
        }
    }

    @Test
    void manyCallersShareOneForceAndNobodyIsForgotten() throws Exception {
        var journal = new MemoryJournal();
        try (var ground = ground(journal, new HandClock());
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var answers =
                    IntStream.range(0, 500)
                            .mapToObj(
                                    i ->
                                            CompletableFuture.runAsync(
                                                    () -> ground.enrol("n" + i), threads))
                            .toList();
            answers.forEach(CompletableFuture::join);
            assertThat(ground.ask(World::devices)).isEqualTo(500);
            assertThat(ground.fleet.cells()).hasSize(500);
        }
    }

    @Test
    void everyDurableEntryIsToldInOrder() throws Exception {
        var journal = new MemoryJournal();
        try (var ground = ground(journal, new HandClock())) {
            var told = new CopyOnWriteArrayList<Long>();
            var from = ground.loop.head() + 1;
            ground.loop.listen(logged -> told.add(logged.seq()));
            rollOut(ground);
            assertThat(told)
                    .isEqualTo(LongStream.rangeClosed(from, ground.loop.head()).boxed().toList());
            assertThat(ground.loop.read(from, 3)).hasSize(3);
            assertThat(ground.loop.read(from, 3).getFirst().seq()).isEqualTo(from);
        }
    }

    @Test
    void aFaultyObservationHarmsNobodyElse() throws Exception {
        try (var ground = ground(new MemoryJournal(), new HandClock())) {
            Function<Moment, Observation> bad =
                    _ -> {
                        throw new IllegalStateException("as it happens");
                    };
            assertThatThrownBy(() -> ground.loop.see(bad))
                    .isInstanceOf(IllegalStateException.class);
            ground.enrol("d1");
            assertThat(ground.loop.readOnly()).isFalse();
        }
    }

    @Test
    void whatAnOperatorWroteIsNotUndoneByTheDeviceItself() throws Exception {
        try (var ground = ground(new MemoryJournal(), new HandClock())) {
            ground.enrol("d1");
            ground.loop.report(
                    at ->
                            new Observation.DeviceEnrolled(
                                    D1,
                                    Map.of(),
                                    ground.fleet.mapping().place(Map.of(), Map.of()),
                                    Optional.empty(),
                                    Observation.Enrolment.SELF_REGISTERED,
                                    Loop.SERVER,
                                    at));
            assertThat(ground.fleet.find(D1).orElseThrow().attributes()).isNotEmpty();
        }
    }

    @Test
    void aClosedLoopTakesNothing() throws Exception {
        var ground = ground(new MemoryJournal(), new HandClock());
        ground.close();
        assertThatThrownBy(
                        () ->
                                ground.loop.see(
                                        at ->
                                                new Observation.HaltAsked(
                                                        new RolloutId(1),
                                                        Reason.told("r"),
                                                        Loop.SERVER,
                                                        at)))
                .isInstanceOf(NotDurable.class);
    }
}
