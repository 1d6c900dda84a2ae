package dev.firebreak.server.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firebreak.core.release.Artifact;
import dev.firebreak.core.words.Sha256;
import dev.firebreak.server.journal.Checkpoint;
import dev.firebreak.server.journal.EntryReader;
import dev.firebreak.server.journal.Journal;
import dev.firebreak.server.journal.SnapshotStore;
import dev.firebreak.server.journal.SqliteJournal;
import dev.firebreak.server.store.Fleet;
import dev.firebreak.wire.log.EntryCodec;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A start from a snapshot is a start from the log, only sooner. */
final class SnapshotsTest {
    private static final int DEVICES = 1_200;
    private static final Artifact NEW =
            new Artifact("f", Sha256.of("f"), "0".repeat(40), "0".repeat(32), 9);
    private static final Artifact OLD =
            new Artifact("f", Sha256.of("o"), "1".repeat(40), "1".repeat(32), 9);

    private final HandClock clock = new HandClock();
    private final List<String> said = new CopyOnWriteArrayList<>();

    @TempDir private Path folder;

    private SnapshotStore store() {
        return new SnapshotStore(folder, said::add);
    }

    private Ground ground(SqliteJournal journal) throws IOException {
        return new Ground(journal, folder, clock, Optional.of(store()));
    }

    private List<Path> snapshots() throws IOException {
        try (var files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().startsWith("snapshot-"))
                    .sorted()
                    .toList();
        }
    }

    /** A first life with a rollout at work, and its end. */
    @BeforeEach
    void live() throws Exception {
        try (var journal = SqliteJournal.open(folder);
                var ground = ground(journal)) {
            ground.furnish();
            for (int i = 0; i < DEVICES; i++) {
                ground.enrol("d" + i);
            }
            var old = ground.release("1", OLD);
            ground.rollOut(ground.release("2", NEW), old.digest(), 5);
            pass(ground);
        }
        assertThat(snapshots()).hasSize(1);
    }

    private static void pass(Ground ground) {
        ground.clock.pass(Ground.GRACE);
        for (int i = 0; i < 5; i++) {
            for (var cell : ground.fleet.cells()) {
                cell.polled(ground.loop.clock().now().uptime().toMillis());
            }
            ground.pass(Duration.ofSeconds(30));
        }
    }

    /** Both ways of a start come to the same. */
    private void same() throws IOException {
        var codec = new EntryCodec();
        try (var journal = SqliteJournal.open(folder)) {
            var whole = new Fleet();
            var all = Fold.of(journal, codec, it -> whole.learn(it.observation(), it.facts()));
            var shortFleet = new Fleet();
            var fold = new Snapshots(journal, Optional.of(store()), codec).fold(shortFleet);
            assertThat(fold.world().freeze().equals(all.world().freeze())).isTrue();
            assertThat(shortFleet.freeze().equals(whole.freeze())).isTrue();
            assertThat(shortFleet.file().document()).isEqualTo(whole.file().document());
            assertThat(shortFleet.release(all.world().releases().getFirst().digest())).isPresent();
            assertThat(fold.last()).isEqualTo(all.last());
            assertThat(fold.epoch()).isEqualTo(all.epoch());
            assertThat(fold.seq()).isEqualTo(journal.head());
        }
    }

    @Test
    void aStartFromASnapshotIsAStartFromTheLog() throws Exception {
        same();
        assertThat(said).isEmpty();
    }

    @Test
    void theNextLifeGoesOnAndAShortOneLeavesNoSnapshot() throws Exception {
        try (var journal = SqliteJournal.open(folder);
                var ground = ground(journal)) {
            ground.enrol("late");
            pass(ground);
            assertThat(ground.loop.trouble()).isEmpty();
        }
        assertThat(snapshots()).hasSize(1);
        same();
    }

    @Test
    void aRunningServersSnapshotIsMadeOfTheOneBeforeIt() throws Exception {
        var first = snapshots();
        try (var journal = SqliteJournal.open(folder);
                var ground = ground(journal)) {
            ground.enrol("late");
            var snapshots = new Snapshots(journal, Optional.of(store()), new EntryCodec());
            snapshots.fold(new Fleet());
            snapshots.advance();
        }
        assertThat(snapshots()).hasSize(2).containsAll(first);
        same();
    }

    @Test
    void aDamagedSnapshotIsLeftAside() throws Exception {
        var file = snapshots().getFirst();
        var bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);
        same();
        assertThat(said).hasSize(1).first().asString().contains("is left aside");
    }

    @Test
    void whatLiesBeforeItIsCheckedAllTheSame() throws Exception {
        try (var db = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("facts.db"));
                var change = db.createStatement()) {
            assertThat(change.executeUpdate("UPDATE entry SET body = x'7b7d' WHERE seq = 7"))
                    .isEqualTo(1);
        }
        try (var journal = SqliteJournal.open(folder);
                var ground = ground(journal)) {
            var end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
            while (!ground.loop.readOnly() && System.nanoTime() < end) {
                Thread.onSpinWait();
            }
            assertThat(ground.loop.trouble().orElse("none"))
                    .contains("entry 7")
                    .contains("audit verify");
        }
    }

    /** A journal whose first entries cannot be read so many times. */
    private record Flaky(Journal journal, AtomicInteger faults, AtomicInteger reads)
            implements Journal {
        @Override
        public long append(long expectedHead, List<byte[]> entries) throws IOException {
            return journal.append(expectedHead, entries);
        }

        @Override
        public long head() {
            return journal.head();
        }

        @Override
        public byte[] headHash() {
            return journal.headHash();
        }

        @Override
        public Optional<Checkpoint> at(long seq) throws IOException {
            return journal.at(seq);
        }

        @Override
        public void read(long from, EntryReader reader) throws IOException {
            if (from == 1 && faults.getAndDecrement() > 0) {
                throw new IOException("the disk is late");
            }
            journal.read(from, reader);
            reads.incrementAndGet();
        }

        @Override
        public void close() {}
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void whatCannotBeReadTwiceIsNotTrusted(int faults) throws Exception {
        var broken = new CopyOnWriteArrayList<String>();
        try (var journal = SqliteJournal.open(folder)) {
            var flaky = new Flaky(journal, new AtomicInteger(faults), new AtomicInteger());
            var fleet = new Fleet();
            var snapshots = new Snapshots(flaky, Optional.of(store()), new EntryCodec());
            snapshots.fold(fleet);
            var before = flaky.reads().get();
            snapshots.start(broken::add);
            var end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
            while (broken.isEmpty() && flaky.reads().get() == before && System.nanoTime() < end) {
                Thread.onSpinWait();
            }
            snapshots.close(Optional.empty(), fleet);
        }
        if (faults == 1) {
            assertThat(broken).as("a second look was enough").isEmpty();
        } else {
            assertThat(broken).singleElement().asString().contains("entry 1", "the disk is late");
        }
    }
}
