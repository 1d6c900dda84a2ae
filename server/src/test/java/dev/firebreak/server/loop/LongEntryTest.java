package dev.firebreak.server.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firebreak.core.decision.Fact;
import dev.firebreak.core.decision.Observation;
import dev.firebreak.core.decision.RolloutState;
import dev.firebreak.core.decision.World;
import dev.firebreak.core.release.Artifact;
import dev.firebreak.core.words.ActionId;
import dev.firebreak.core.words.DeviceId;
import dev.firebreak.core.words.Moment;
import dev.firebreak.core.words.RolloutId;
import dev.firebreak.core.words.Sha256;
import dev.firebreak.server.journal.FaultyJournal;
import dev.firebreak.server.journal.Journal;
import dev.firebreak.server.journal.MemoryJournal;
import dev.firebreak.wire.file.FleetFile;
import dev.firebreak.wire.log.Entry;
import dev.firebreak.wire.log.EntryCodec;
import dev.firebreak.wire.log.EntryParts;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/** A decision about very many devices is durable like any other. */
final class LongEntryTest {
    private static final int DEVICES = 50_000;
    private static final Artifact NEW =
            new Artifact("f", Sha256.of("f"), "0".repeat(40), "0".repeat(32), 9);
    private static final Artifact OLD =
            new Artifact("f", Sha256.of("o"), "1".repeat(40), "1".repeat(32), 9);

    private final HandClock clock = new HandClock();
    private final EntryCodec codec = new EntryCodec();

    @TempDir private Path folder;

    /** A rollout with very many open offers. */
    private RolloutId expose(Journal journal) throws Exception {
        RolloutId rollout;
        Moment at;
        try (var ground = new Ground(journal, folder, clock)) {
            ground.furnish().enrol("d");
            var old = ground.release("1", OLD);
            rollout = ground.rollOut(ground.release("2", NEW), old.digest(), DEVICES);
            at = ground.loop.clock().now();
        }
        var facts = new ArrayList<Fact>();
        var place = FleetFile.builtIn().mapping().place(Map.of(), Map.of());
        for (int i = 1; i <= DEVICES; i++) {
            var device = new DeviceId("device-" + i);
            facts.add(new Fact.DeviceEnrolled(device, place, Optional.empty(), true, at));
        }
        for (int i = 1; i <= DEVICES; i++) {
            var device = new DeviceId("device-" + i);
            facts.add(new Fact.Exposed(rollout, device, new ActionId(i), 0, at));
        }
        var entry = new Entry(new Observation.TimePassed(List.of(), List.of(), at), facts);
        journal.append(journal.head(), codec.parts(entry));
        return rollout;
    }

    /** Each decision after entry {@code from} comes out again. */
    private long replay(Journal journal, long from) throws Exception {
        var world = new World();
        var parts = new EntryParts(codec);
        var replayed = new AtomicLong();
        journal.read(
                1,
                (seq, _, body) -> {
                    assertThat(body.length).isLessThanOrEqualTo(Journal.MAX_BODY_BYTES);
                    var entry = parts.add(body);
                    if (entry.isPresent() && seq > from) {
                        var decided = world.decide(entry.get().observation()).facts();
                        assertThat(decided.equals(entry.get().facts()))
                                .as("entry %d", seq)
                                .isTrue();
                        replayed.incrementAndGet();
                    }
                    entry.ifPresent(whole -> whole.facts().forEach(world::apply));
                });
        assertThat(parts.open()).isFalse();
        return replayed.get();
    }

    @Test
    void aHaltOfVeryManyOffersIsDurable() throws Exception {
        var journal = new MemoryJournal();
        var rollout = expose(journal);
        var before = journal.head();
        try (var ground = new Ground(journal, folder, clock)) {
            var told = new CopyOnWriteArrayList<Logged>();
            ground.loop.listen(told::add);
            var first = ground.loop.head() + 1;
            var decision = ground.halt(rollout);
            assertThat(decision.facts()).hasSizeGreaterThan(DEVICES);
            assertThat(ground.loop.trouble()).isEmpty();
            assertThat(ground.view(rollout).state()).isEqualTo(RolloutState.HALTED);
            var parts = ground.loop.head() - before;
            assertThat(parts).isGreaterThan(5);
            assertThat(told.getFirst().seq()).isEqualTo(first);
            assertThat(told.getFirst().entry().facts()).hasSize(decision.facts().size());
            ground.enrol("later");
            ground.ask(World::devices); // by then it was told
            assertThat(told.getLast().seq()).isEqualTo(ground.loop.head());
        }
        assertThat(replay(journal, before)).isGreaterThan(2);
        try (var after = new Ground(journal, folder, clock)) {
            assertThat(after.view(rollout).state()).isEqualTo(RolloutState.HALTED);
            assertThat(after.view(rollout).counts().inFlight()).isEqualTo(DEVICES);
        }
    }

    @Test
    void veryManyAtOnceMayFallSilent() throws Exception {
        var journal = new MemoryJournal();
        var rollout = expose(journal);
        var before = journal.head();
        try (var ground = new Ground(journal, folder, clock)) {
            clock.pass(Ground.GRACE);
            ground.tick();
            clock.pass(Duration.ofHours(5)); // the offers are stalled, then nobody is heard
            ground.tick();
            assertThat(ground.loop.trouble()).isEmpty();
            assertThat(ground.view(rollout).state()).isNotEqualTo(RolloutState.RUNNING);
        }
        replay(journal, before);
    }

    @Test
    void aStopThatOnlyTheStopFileTookStopsVeryManyOffersAfterTheRestart() throws Exception {
        var journal = new FaultyJournal(1_000, FaultyJournal.Fault.DID_NOTHING);
        var rollout = expose(journal);
        try (var ground = new Ground(journal, folder, clock)) {
            journal.failNext();
            ground.halt(rollout);
        }
        try (var after = new Ground(journal.afterRestart(), folder, clock)) {
            assertThat(after.loop.trouble()).isEmpty();
            assertThat(after.view(rollout).state()).isEqualTo(RolloutState.HALTED);
        }
    }
}
