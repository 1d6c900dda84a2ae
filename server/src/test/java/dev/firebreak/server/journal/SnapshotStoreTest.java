package dev.firebreak.server.journal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A snapshot saves time or is left aside; it never decides what the state is. */
final class SnapshotStoreTest {
    private static final int FORMAT = 3;

    private final MemoryJournal journal = new MemoryJournal();
    private final List<String> log = new ArrayList<>();
    @TempDir private Path folder;

    @Test
    void theNewestIsLoadedAndTwoAreKept() throws IOException {
        var store = store();
        assertThat(store.newest(FORMAT, journal)).isEmpty();
        for (int seq = 10; seq <= 40; seq += 10) {
            save(store, seq);
        }
        assertThat(newest()).isEqualTo("state after 40");
        assertThat(files()).hasSize(2);
        assertThat(log).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 9, 15, 21, 55, 61, 80})
    void aFlippedBitAnywhereIsNoticed(int place) throws IOException {
        save(store(), 10);
        save(store(), 20);
        var bytes = Files.readAllBytes(newestFile());
        bytes[place] ^= 1;
        Files.write(newestFile(), bytes);
        assertThat(newest()).isEqualTo("state after 10");
        assertThat(log).singleElement().asString().contains("snapshot-0000000000000000020");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 59, 70, 105})
    void aShortFileIsNoticed(int bytes) throws IOException {
        save(store(), 10);
        Files.write(newestFile(), Arrays.copyOf(Files.readAllBytes(newestFile()), bytes));
        assertThat(store().newest(FORMAT, journal)).isEmpty();
        assertThat(log).singleElement().asString().contains("is left aside: expected");
    }

    @Test
    void anotherLayoutIsLeftAside() throws IOException {
        save(store(), 10);
        assertThat(store().newest(FORMAT + 1, journal)).isEmpty();
        assertThat(log).singleElement().asString().contains("expected format 4, found format 3");
    }

    @Test
    void aSnapshotThatIsNewerThanTheJournalIsADoubtUntilItIsForgotten() throws IOException {
        save(store(), 10);
        assertThat(store().doubt(journal)).isEmpty();
        var older = new MemoryJournal();
        older.append(0, List.of(Entries.bytes("another")));
        assertThat(store().doubt(older).orElse("none")).contains("snapshot-0000000000000000010");
        Entries.fill(older, 12);
        assertThat(store().doubt(older)).as("another history that has grown").isPresent();
        store().forget(older);
        assertThat(store().doubt(older)).isEmpty();
        assertThat(files()).isEmpty();
    }

    @Test
    void aSnapshotOfAnotherHistoryIsLeftAsideAndLaterReplaced() throws IOException {
        save(store(), 10);
        save(store(), 20);
        var restored = new MemoryJournal();
        Entries.fill(restored, 12);
        assertThat(store().newest(FORMAT, restored).orElseThrow().at().seq()).isEqualTo(10);
        assertThat(log)
                .singleElement()
                .asString()
                .contains("expected an entry that the journal holds");
        store().save(new Snapshot(FORMAT, restored.at(12).orElseThrow(), Entries.bytes("new")));
        assertThat(files())
                .containsExactly("snapshot-0000000000000000010", "snapshot-0000000000000000012");
    }

    @Test
    void whatACrashLeftUnfinishedIsIgnoredAndSweptUp() throws IOException {
        save(store(), 10);
        Files.write(folder.resolve("snapshot-0000000000000000020.unfinished"), new byte[5]);
        assertThat(newest()).isEqualTo("state after 10");
        save(store(), 30);
        assertThat(files())
                .containsExactly("snapshot-0000000000000000010", "snapshot-0000000000000000030");
        assertThat(log).isEmpty();
    }

    private SnapshotStore store() {
        return new SnapshotStore(folder, log::add);
    }

    private void save(SnapshotStore store, long seq) throws IOException {
        Entries.fill(journal, seq);
        var content = Entries.bytes("state after " + seq);
        store.save(new Snapshot(FORMAT, journal.at(seq).orElseThrow(), content));
    }

    private String newest() throws IOException {
        var snapshot = store().newest(FORMAT, journal).orElseThrow();
        return new String(snapshot.content(), StandardCharsets.UTF_8);
    }

    private Path newestFile() throws IOException {
        return folder.resolve(files().getLast());
    }

    private List<String> files() throws IOException {
        try (var files = Files.list(folder)) {
            return files.map(file -> String.valueOf(file.getFileName())).sorted().toList();
        }
    }
}
