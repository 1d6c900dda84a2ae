package dev.firebreak.server.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.nio.charset.StandardCharsets.US_ASCII;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Which damage an auditor sees, and how it is named. */
final class JournalCheckTest {
    private final List<String> seen = new ArrayList<>();
    @TempDir private Path around;
    private Path folder = Path.of("");

    @BeforeEach
    void name() {
        folder = around.resolve("journal");
    }

    @Test
    void anIntactJournalIsReadToItsEnd() throws IOException {
        Entries.filled(folder, 2_500);
        var report = check(Optional.empty());
        assertThat(report.intact()).as(report::toString).isTrue();
        assertThat(report.entries()).isEqualTo(2_500);
        assertThat(seen).hasSize(2_500).endsWith("2500 entry-2500");
        assertThat(check(Optional.of(report.head())).intact()).isTrue();
    }

    @Test
    void itRunsBesideAServerThatAppends() throws IOException {
        try (var journal = SqliteJournal.open(folder)) {
            Entries.fill(journal, 3);
            var report =
                    JournalCheck.run(
                            folder,
                            Optional.of(journal.at(2).orElseThrow()),
                            (seq, hash, body) -> Entries.fill(journal, 3 + seq));
            assertThat(report.problems()).isEmpty();
            assertThat(report.entries()).as("those there at its start").isEqualTo(3);
            assertThat(check(Optional.empty()).head()).isEqualTo(journal.at(6).orElseThrow());
        }
    }

    @Test
    void aNewJournalIsIntact() throws IOException {
        Entries.filled(folder, 0);
        var report = check(Optional.of(Checkpoint.START));
        assertThat(report.intact()).isTrue();
        assertThat(report.head()).isEqualTo(Checkpoint.START);
    }

    @Test
    void aFlippedBitIsNamedOnce() throws IOException {
        Entries.filled(folder, 9);
        Spoil.flip(folder.resolve("facts.db"), Entries.bytes("entry-4"));
        var report = check(Optional.empty());
        assertThat(report.intact()).isFalse();
        assertThat(report.problems()).hasSize(1);
        assertThat(report.problems().getFirst().toString())
                .startsWith("entry 4: expected chain hash ");
        assertThat(report.entries()).as("the rest is read all the same").isEqualTo(9);
        assertThat(report.head().seq()).as("sound up to here").isEqualTo(3);
        assertThat(seen).as("replayed up to here").hasSize(3);
    }

    @Test
    void missingAndInsertedEntriesAreNamed() throws IOException {
        Entries.filled(folder, 9);
        Entries.meddle(folder, "DELETE FROM entry WHERE seq IN (1, 4, 5)");
        assertThat(check(Optional.empty()).problems())
                .extracting(JournalCheck.Problem::toString)
                .containsExactly(
                        "entry 1: expected entry 1, found entry 2",
                        "entry 4: expected entry 4, found entry 6");
        Entries.meddle(folder, "INSERT INTO entry VALUES (5, zeroblob(32), x'00')");
        assertThat(check(Optional.empty()).problems())
                .extracting(JournalCheck.Problem::entry)
                .containsExactly(1L, 4L, 6L);
    }

    @Test
    void aCutOffTailShowsAgainstTheNote() throws IOException {
        Entries.filled(folder, 9);
        Entries.meddle(folder, "DELETE FROM entry WHERE seq > 7");
        assertThat(check(Optional.empty()).problems())
                .singleElement()
                .asString()
                .startsWith("entry 9: expected chain hash ")
                .endsWith("as the note beside the journal says, found that the journal ends at 7");
        Files.delete(folder.resolve("head"));
        assertThat(check(Optional.empty()).intact())
                .as("without the note a cut-off tail is a shorter history")
                .isTrue();
    }

    @Test
    void yesterdaysBackupShowsAgainstACheckpoint() throws IOException {
        Entries.filled(folder, 5);
        var since = Optional.of(check(Optional.empty()).head());
        var backup = Files.createDirectory(around.resolve("backup"));
        try (var yesterday = SqliteJournal.open(around.resolve("yesterday"))) {
            Entries.fill(yesterday, 3);
            Entries.meddle(
                    around.resolve("yesterday"),
                    "VACUUM INTO '" + backup.resolve("facts.db") + "'");
        }
        assertThat(JournalCheck.run(backup, since, (seq, hash, body) -> {}).problems())
                .singleElement()
                .asString()
                .startsWith("entry 5: expected chain hash ")
                .endsWith("as the checkpoint given says, found that the journal ends at 3");
    }

    @Test
    void aCopyFromADeadServerIsReadWithItsWriteAheadLog() throws IOException {
        var copy = Files.createDirectory(around.resolve("copy"));
        try (var journal = SqliteJournal.open(folder)) {
            Entries.fill(journal, 5);
            // What a server that died now would leave: all entries are in the write-ahead log.
            for (var name : List.of("facts.db", "facts.db-wal", "head")) {
                Files.copy(folder.resolve(name), copy.resolve(name));
            }
        }
        folder = copy;
        assertThat(check(Optional.empty()).problems()).isEmpty();
        assertThat(seen).hasSize(5);
    }

    @Test
    void aFlippedBitInTheWriteAheadLogShowsAgainstTheNote() throws IOException {
        var copy = Files.createDirectory(around.resolve("copy"));
        try (var journal = SqliteJournal.open(folder)) {
            Entries.fill(journal, 3);
            Entries.fill(journal, 5);
            for (var name : List.of("facts.db", "facts.db-wal", "head")) {
                Files.copy(folder.resolve(name), copy.resolve(name));
            }
        }
        folder = copy;
        Spoil.flip(copy.resolve("facts.db-wal"), Entries.bytes("entry-5"));
        assertThat(check(Optional.empty()).problems())
                .singleElement()
                .asString()
                .startsWith("entry 5: ")
                .endsWith("found that the journal ends at 3");
    }

    @Test
    void aRewrittenHistoryShowsAgainstACheckpointOnly() throws IOException {
        Entries.filled(folder, 5);
        var since = Optional.of(check(Optional.empty()).head());
        folder = around.resolve("rewritten");
        try (var journal = SqliteJournal.open(folder)) {
            journal.append(0, List.of(Entries.bytes("a better past")));
            Entries.fill(journal, 8);
        }
        assertThat(check(Optional.empty()).intact()).isTrue();
        var report = check(since);
        assertThat(report.problems())
                .singleElement()
                .asString()
                .startsWith("entry 5: expected chain hash " + since.get().hash());
        assertThat(report.head().seq()).isEqualTo(4);
    }

    @Test
    void aSpoiledPageIsAProblemAndNotACrash() throws IOException {
        Entries.filled(folder, 2_000);
        var file = folder.resolve("facts.db");
        var bytes = Files.readAllBytes(file);
        for (int page = 1; page < bytes.length / 4_096; page++) {
            var spoiled = bytes.clone();
            Arrays.fill(spoiled, page * 4_096, page * 4_096 + 100, (byte) 0x5a);
            Files.write(file, spoiled);
            assertThat(check(Optional.empty()).intact()).as("page " + page).isFalse();
        }
        Files.write(file, "this is not a database, whatever its name says".getBytes(US_ASCII));
        assertThat(check(Optional.empty()).intact()).isFalse();
    }

    @Test
    void theListOfProblemsHasAnEnd() throws IOException {
        Entries.filled(folder, 300);
        Entries.meddle(folder, "UPDATE entry SET body = x'00'");
        var report = check(Optional.empty());
        assertThat(report.problems()).hasSize(100);
        assertThat(report.entries()).isEqualTo(300);
    }

    @Test
    void noJournalIsAMistakeAndNotAProblem() {
        assertThatThrownBy(() -> check(Optional.empty()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("expected a journal facts.db in")
                .hasMessageContaining("pass the folder of a server");
    }

    private JournalCheck.Report check(Optional<Checkpoint> since) throws IOException {
        seen.clear();
        return JournalCheck.run(
                folder, since, (seq, hash, body) -> seen.add(Entries.line(seq, body)));
    }
}
