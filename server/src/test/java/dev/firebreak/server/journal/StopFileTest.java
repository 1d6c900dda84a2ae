package dev.firebreak.server.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** A stop that was acknowledged comes back after a restart, whatever else is broken. */
final class StopFileTest {
    private static final int SLOT_BYTES = 4_096;

    @TempDir private Path folder;

    @Test
    void stopsComeBackInTheirOrder() throws IOException {
        try (var stops = StopFile.open(folder)) {
            assertThat(stops.pending()).isEmpty();
            stops.force(Entries.bytes("halt rollout 1"));
            stops.force(Entries.bytes("revoke release 2"));
            stops.force(Entries.bytes("halt rollout 1"));
        }
        try (var stops = StopFile.open(folder)) {
            assertThat(texts(stops)).containsExactly("halt rollout 1", "revoke release 2");
            assertThat(stops.torn()).isZero();
        }
    }

    @Test
    void onlyWhatTheJournalHoldsIsCleared() throws IOException {
        try (var stops = StopFile.open(folder)) {
            stops.force(Entries.bytes("one"));
            stops.force(Entries.bytes("two"));
            var journaled = stops.pending();
            stops.force(Entries.bytes("meanwhile"));
            stops.clear(journaled);
            stops.force(Entries.bytes("later"));
            assertThat(texts(stops)).containsExactly("meanwhile", "later");
        }
        try (var stops = StopFile.open(folder)) {
            assertThat(texts(stops)).containsExactly("meanwhile", "later");
        }
    }

    @Test
    void aTornSlotIsReportedAndHarmsNoOther() throws IOException {
        try (var stops = StopFile.open(folder)) {
            stops.force(Entries.bytes("first"));
            stops.force(Entries.bytes("torn in the middle"));
            stops.force(Entries.bytes("third"));
        }
        var file = folder.resolve("stops.bin");
        var bytes = Files.readAllBytes(file);
        Arrays.fill(bytes, SLOT_BYTES + 24, 2 * SLOT_BYTES, (byte) 0);
        Files.write(file, bytes);
        try (var stops = StopFile.open(folder)) {
            assertThat(texts(stops)).containsExactly("first", "third");
            assertThat(stops.torn()).isEqualTo(1);
            stops.force(Entries.bytes("fourth"));
            assertThat(texts(stops)).containsExactly("first", "third", "fourth");
            stops.clear(List.of());
        }
        try (var stops = StopFile.open(folder)) {
            assertThat(texts(stops)).containsExactly("first", "third", "fourth");
            assertThat(stops.torn()).as("cleared").isZero();
        }
    }

    @Test
    void lengthsFromADamagedHeadAreNotBelieved() throws IOException {
        try (var stops = StopFile.open(folder)) {
            stops.force(Entries.bytes("first"));
        }
        var file = folder.resolve("stops.bin");
        var bytes = Files.readAllBytes(file);
        Arrays.fill(bytes, 4, 8, (byte) 0xff);
        Files.write(file, bytes);
        try (var stops = StopFile.open(folder)) {
            assertThat(stops.pending()).isEmpty();
            assertThat(stops.torn()).isEqualTo(1);
        }
    }

    @Test
    void aDoubtHasAPlaceOfItsOwnAndTheFirstReasonStays() throws IOException {
        try (var stops = StopFile.open(folder)) {
            assertThat(stops.doubt()).isEmpty();
            for (int i = 0; i < StopFile.SLOTS; i++) {
                stops.force(Entries.bytes("stop " + i));
            }
            stops.doubt("the disk is full");
            stops.doubt("x".repeat(9_999));
            assertThat(stops.doubt()).contains("the disk is full");
        }
        try (var stops = StopFile.open(folder)) {
            assertThat(stops.doubt()).contains("the disk is full");
            assertThat(stops.torn()).isZero();
            stops.clear(stops.pending());
            assertThat(stops.doubt()).as("is not a stop").isPresent();
            stops.clearDoubt();
        }
        try (var stops = StopFile.open(folder)) {
            assertThat(stops.doubt()).isEmpty();
            stops.doubt("x".repeat(9_999));
            assertThat(stops.doubt().orElseThrow()).hasSize(StopFile.MAX_STOP_BYTES);
        }
    }

    @Test
    void aTornDoubtIsADoubt() throws IOException {
        StopFile.open(folder).close();
        try (var file = new RandomAccessFile(folder.resolve("stops.bin").toFile(), "rw")) {
            file.seek((long) StopFile.SLOTS * SLOT_BYTES);
            file.write(new byte[] {1, 2, 3});
        }
        try (var stops = StopFile.open(folder)) {
            assertThat(stops.doubt()).isPresent();
            assertThat(stops.torn()).isZero();
        }
    }

    @Test
    void allSpaceIsTakenBeforehandAndHasAnEnd() throws IOException {
        var longest = new byte[StopFile.MAX_STOP_BYTES];
        try (var stops = StopFile.open(folder)) {
            for (int i = 0; i < StopFile.SLOTS; i++) {
                assertThat(Files.size(folder.resolve("stops.bin"))).isEqualTo(64 * SLOT_BYTES);
                longest[0] = (byte) (i + 1);
                stops.force(longest);
            }
            stops.force(longest); // waits already
            assertThatThrownBy(() -> stops.force(Entries.bytes("one more")))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("found all 63 taken: restart");
            assertThatThrownBy(() -> stops.force(new byte[longest.length + 1]))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        try (var stops = StopFile.open(folder)) {
            assertThat(stops.pending()).hasSize(63).last().isEqualTo(longest);
        }
    }

    @Test
    void aStopIsAcknowledgedByAThreadThatIsInterrupted() throws IOException {
        try (var stops = StopFile.open(folder)) {
            Thread.currentThread().interrupt();
            stops.force(Entries.bytes("first"));
            assertThat(Thread.interrupted()).isTrue();
            stops.force(Entries.bytes("second"));
            assertThat(texts(stops)).containsExactly("first", "second");
        }
    }

    @Test
    void aFailedForceIsNotRepeatedAsIfItHadWorked() throws IOException {
        var stops = StopFile.open(folder);
        stops.close(); // the next write fails, as on a disk that is gone
        assertThatThrownBy(() -> stops.force(Entries.bytes("halt")))
                .isInstanceOf(IOException.class);
        assertThatThrownBy(() -> stops.force(Entries.bytes("halt")))
                .isInstanceOf(IOException.class);
        assertThat(stops.pending()).isEmpty();
    }

    @Test
    void aFileOfAnotherSizeIsRefused() throws IOException {
        Files.write(folder.resolve("stops.bin"), new byte[7]);
        assertThatThrownBy(() -> StopFile.open(folder))
                .hasMessageContaining("found 7: restore it; do not delete it");
    }

    private static List<String> texts(StopFile stops) {
        return stops.pending().stream()
                .map(stop -> new String(stop, StandardCharsets.UTF_8))
                .toList();
    }
}
