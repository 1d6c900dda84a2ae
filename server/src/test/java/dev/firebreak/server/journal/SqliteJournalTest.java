package dev.firebreak.server.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/** What the embedded journal keeps, and what it refuses. */
final class SqliteJournalTest {
    @TempDir private Path around;
    private Path folder = Path.of("");

    @BeforeEach
    void name() {
        folder = around.resolve("journal");
    }

    @Test
    void entriesComeBackInOrderAlsoAfterReopening() throws IOException {
        try (var journal = SqliteJournal.open(folder)) {
            assertThat(journal.append(0, List.of(Entries.bytes("one"), Entries.bytes("two"))))
                    .isEqualTo(2);
            assertThat(journal.append(2, List.of())).as("nothing to add").isEqualTo(2);
        }
        try (var journal = SqliteJournal.open(folder)) {
            assertThat(journal.append(2, List.of(Entries.bytes("three")))).isEqualTo(3);
            assertThat(Entries.read(journal, 1)).containsExactly("1 one", "2 two", "3 three");
            assertThat(Entries.read(journal, 3)).containsExactly("3 three");
            assertThat(Entries.read(journal, 4)).isEmpty();
            assertThat(journal.doubt()).isEmpty();
        }
    }

    @Test
    void hashesAreThoseOfTheRule() throws IOException {
        var memory = new MemoryJournal();
        Entries.fill(memory, 3);
        try (var journal = SqliteJournal.open(folder)) {
            assertThat(journal.headHash()).isEqualTo(Checkpoint.START.hashBytes());
            Entries.fill(journal, 3);
            assertThat(journal.headHash()).isEqualTo(memory.headHash());
            assertThat(journal.at(2)).isEqualTo(memory.at(2)).isPresent();
            assertThat(journal.at(4)).isEmpty();
        }
        // Both computed outside of Java, from the rule in the javadoc of Chain.
        assertThat(Checkpoint.START.hash())
                .as("changing the rule makes every journal in the field unreadable")
                .isEqualTo("dce5a6e3167e2e46c2c909fb58c83c19c63bebae67d3cc20b766f586caca9b27");
        assertThat(memory.at(3).orElseThrow().hash())
                .isEqualTo("3e9aedc8090127feee2b49abcf317f4b57c4b239b6e638b6e98a8b8f09e2f0da");
    }

    @Test
    void readsMoreThanOnePage() throws IOException {
        try (var journal = SqliteJournal.open(folder)) {
            Entries.fill(journal, 2_500);
            assertThat(Entries.read(journal, 1)).hasSize(2_500).endsWith("2500 entry-2500");
            assertThat(Entries.read(journal, 1_001)).hasSize(1_500).startsWith("1001 entry-1001");
        }
    }

    @Test
    void aReaderMayAppendMeanwhileAndSeesOnlyWhatWasThere() throws IOException {
        try (var journal = SqliteJournal.open(folder)) {
            Entries.fill(journal, 2);
            journal.read(1, (seq, hash, body) -> Entries.fill(journal, 2 + seq));
            assertThat(journal.head()).isEqualTo(4);
        }
    }

    @Test
    void fenceRefusesAWrongHeadAndHarmsNothing() throws IOException {
        try (var journal = SqliteJournal.open(folder)) {
            Entries.fill(journal, 2);
            assertThatThrownBy(() -> journal.append(1, List.of(Entries.bytes("late"))))
                    .isInstanceOf(HeadMoved.class)
                    .hasMessageContaining("expected entry 1 to be the last, found entry 2");
            assertThat(journal.append(2, List.of(Entries.bytes("right")))).isEqualTo(3);
        }
    }

    @Test
    void bodiesHaveBounds() throws IOException {
        try (var journal = SqliteJournal.open(folder)) {
            var most = new byte[Journal.MAX_BODY_BYTES];
            assertThatThrownBy(() -> journal.append(0, List.of(most, new byte[most.length + 1])))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("found 1048577: split it");
            assertThatThrownBy(() -> journal.append(0, List.of(new byte[0])))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThat(journal.append(0, List.of(most))).isEqualTo(1);
        }
    }

    @Test
    void aChangedEntryIsNamed() throws IOException {
        Entries.filled(folder, 5);
        Entries.meddle(folder, "UPDATE entry SET body = CAST('other' AS BLOB) WHERE seq = 3");
        try (var journal = SqliteJournal.open(folder)) {
            var thrown = catchThrowableOfType(BrokenChain.class, () -> Entries.read(journal, 1));
            assertThat(thrown.seq()).isEqualTo(3);
            assertThat(thrown.expected()).startsWith("chain hash");
            assertThat(Entries.read(journal, 4)).as("what follows is sound").hasSize(2);
        }
    }

    @Test
    void aFlippedBitInTheFileIsNamed() throws IOException {
        Entries.filled(folder, 5);
        Spoil.flip(folder.resolve("facts.db"), Entries.bytes("entry-3"));
        try (var journal = SqliteJournal.open(folder)) {
            var thrown = catchThrowableOfType(BrokenChain.class, () -> Entries.read(journal, 1));
            assertThat(thrown.seq()).isEqualTo(3);
        }
    }

    @Test
    void aMissingEntryIsNamed() throws IOException {
        Entries.filled(folder, 5);
        Entries.meddle(folder, "DELETE FROM entry WHERE seq = 3");
        try (var journal = SqliteJournal.open(folder)) {
            assertThatThrownBy(() -> Entries.read(journal, 1))
                    .isInstanceOf(BrokenChain.class)
                    .hasMessageContaining("expected entry 3, found entry 4");
            assertThatThrownBy(() -> Entries.read(journal, 4))
                    .hasMessageStartingWith("entry 3: expected the entry, found none");
        }
    }

    @Test
    void aBrokenLastEntryIsNotAppendedTo() throws IOException {
        Entries.filled(folder, 5);
        Entries.meddle(folder, "UPDATE entry SET hash = zeroblob(32) WHERE seq = 5");
        assertThatThrownBy(() -> SqliteJournal.open(folder))
                .isInstanceOf(BrokenChain.class)
                .hasMessageContaining("entry 5");
    }

    @Test
    void aFailedAppendLeavesNothingAndEndsAllAppending() throws IOException {
        try (var journal = SqliteJournal.open(folder)) {
            Entries.fill(journal, 2);
            Entries.meddle(
                    folder,
                    "CREATE TRIGGER full BEFORE INSERT ON entry WHEN new.seq = 4"
                            + " BEGIN SELECT raise(ABORT, 'no space'); END");
            assertThatThrownBy(() -> Entries.fill(journal, 5))
                    .isInstanceOf(JournalFailed.class)
                    .hasMessageContaining("expected 3 entries to become durable, found:")
                    .hasMessageContaining("no space");
            Entries.meddle(folder, "DROP TRIGGER full");
            assertThatThrownBy(() -> Entries.fill(journal, 3))
                    .isInstanceOf(JournalFailed.class)
                    .hasMessageContaining("no space")
                    .hasMessageContaining("restart");
            assertThat(Entries.read(journal, 1)).as("still readable").hasSize(2);
        }
        try (var journal = SqliteJournal.open(folder)) {
            assertThat(journal.head()).as("all or nothing").isEqualTo(2);
            Entries.fill(journal, 3);
        }
    }

    @Test
    void aRowThatAStrangerAddedEndsAllAppending() throws IOException {
        try (var journal = SqliteJournal.open(folder)) {
            Entries.fill(journal, 2);
            Entries.meddle(folder, "INSERT INTO entry VALUES (3, zeroblob(32), x'00')");
            assertThatThrownBy(() -> Entries.fill(journal, 4)).isInstanceOf(JournalFailed.class);
            assertThat(Entries.read(journal, 1)).as("not shown").hasSize(2);
        }
        assertThatThrownBy(() -> SqliteJournal.open(folder)).isInstanceOf(BrokenChain.class);
    }

    @Test
    void aClosedJournalRefuses() throws IOException {
        var journal = SqliteJournal.open(folder);
        journal.close();
        try (var next = SqliteJournal.open(folder)) {
            journal.close();
            assertThatThrownBy(() -> Entries.fill(journal, 1)).isInstanceOf(JournalFailed.class);
            assertThatThrownBy(() -> SqliteJournal.open(folder))
                    .as("a second close takes nothing from the next owner")
                    .hasMessageContaining("this process itself");
            Entries.fill(next, 1);
        }
    }

    @Test
    void aLaterSchemaIsLeftAlone() throws IOException {
        Entries.filled(folder, 1);
        Entries.meddle(folder, "PRAGMA user_version = 7");
        assertThatThrownBy(() -> SqliteJournal.open(folder))
                .hasMessageContaining("expected schema version 1")
                .hasMessageContaining("found 7: use the Firebreak that wrote it");
    }

    @Test
    void anotherProgramsFileIsLeftAlone() throws IOException {
        Entries.filled(folder, 1);
        Entries.meddle(folder, "PRAGMA application_id = 1");
        assertThatThrownBy(() -> SqliteJournal.open(folder))
                .hasMessageContaining("of another program");
    }

    @Test
    void onlyTheOwnerMayLookInside() throws IOException {
        try (var journal = SqliteJournal.open(folder)) {
            Entries.fill(journal, 1);
            try (var files = Files.list(folder)) {
                assertThat(files)
                        .hasSizeGreaterThan(3)
                        .allSatisfy(file -> assertThat(permissions(file)).isEqualTo("rw-------"));
            }
            assertThat(permissions(folder)).isEqualTo("rwx------");
        }
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-x---"));
        assertThatThrownBy(() -> SqliteJournal.open(folder))
                .hasMessageContaining("found " + folder + " with rwxr-x---: chmod 700");
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    @Test
    void aLostTailRaisesDoubtUntilTheNextAppend() throws IOException {
        Entries.filled(folder, 5);
        Entries.meddle(folder, "DELETE FROM entry WHERE seq > 3");
        for (int start = 0; start < 2; start++) {
            try (var journal = SqliteJournal.open(folder)) {
                assertThat(journal.doubt().orElseThrow())
                        .contains("expected the journal to hold 5:")
                        .contains("found that it ends at 3:");
            }
        }
        Entries.filled(folder, 4);
        try (var journal = SqliteJournal.open(folder)) {
            assertThat(journal.doubt()).isEmpty();
        }
    }

    @Test
    void aRestoredFileRaisesDoubt() throws IOException {
        Entries.filled(folder, 5);
        var file = folder.resolve("facts.db");
        Files.copy(file, folder.resolve("copy"));
        Files.move(folder.resolve("copy"), file, StandardCopyOption.REPLACE_EXISTING);
        try (var journal = SqliteJournal.open(folder)) {
            assertThat(journal.doubt().orElseThrow()).contains("found a copy of it");
        }
    }

    @Test
    void aMissingOrUnreadableNoteRaisesDoubt() throws IOException {
        Entries.filled(folder, 5);
        Files.write(folder.resolve("head"), new byte[64]);
        try (var journal = SqliteJournal.open(folder)) {
            assertThat(journal.doubt()).isPresent();
        }
        Files.delete(folder.resolve("head"));
        for (int start = 0; start < 2; start++) {
            try (var journal = SqliteJournal.open(folder)) {
                assertThat(journal.doubt()).isPresent();
            }
        }
    }

    @Test
    void aDeletedFileRaisesDoubt() throws IOException {
        Entries.filled(folder, 5);
        Files.delete(folder.resolve("facts.db"));
        try (var journal = SqliteJournal.open(folder)) {
            assertThat(journal.head()).isZero();
            assertThat(journal.doubt()).isPresent();
        }
    }

    @Test
    void aFileWithTheSameNumberThatWasMadeAtAnotherTimeIsACopy() throws IOException {
        Entries.filled(folder, 5);
        var origin = HeadNote.Origin.of(folder.resolve("facts.db"));
        assertThat(origin.fits(origin)).isTrue();
        if (origin.bornNanos() != 0) { // some file systems do not know
            var head = HeadNote.read(folder).orElseThrow().head();
            var once = new HeadNote.Origin(origin.inode(), origin.bornNanos() - 1);
            try (var note = HeadNote.open(folder, head, origin)) {
                note.write(head, once);
            }
            try (var journal = SqliteJournal.open(folder)) {
                assertThat(journal.doubt().orElseThrow()).contains("found a copy of it");
            }
        }
        var unknown = new HeadNote.Origin(origin.inode(), 0);
        assertThat(origin.fits(unknown)).isTrue();
        assertThat(new HeadNote.Origin(origin.inode() + 1, 0).fits(unknown)).isFalse();
    }
}
