package dev.firebreak.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firebreak.core.words.Sha256;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** However many upload however much, the log's reserve stays free. */
final class RoomTest {
    private static final long MIB = 1L << 20;
    private static final long RESERVE = 10 * MIB;

    @TempDir private Path folder;
    private long others;
    private Room room;

    /** A disk of 40 MiB, on which {@code others} write, too. */
    @BeforeEach
    void disk() {
        room = new Room(() -> 40 * MIB - others - written(), RESERVE);
    }

    private long written() throws IOException {
        try (var files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        }
    }

    private ArtifactStore store() throws IOException {
        return ArtifactStore.open(folder, 100 * MIB, room);
    }

    private void refuses(long announced, int bytes) {
        assertThatThrownBy(() -> store().add(new ByteArrayInputStream(new byte[bytes]), announced))
                .isInstanceOfSatisfying(
                        UploadRefused.class,
                        it -> assertThat(it.why()).isEqualTo(UploadRefused.Why.NO_ROOM));
    }

    @Test
    void anUploadThatSaysNothingIsStoppedAtTheReserve() throws Exception {
        refuses(0, (int) (35 * MIB));
        assertThat(written()).as("nothing is left of it").isZero();
        assertThat(room.promisedBytes()).isZero();
        assertThat(store().add(new ByteArrayInputStream(new byte[1000])).sizeBytes())
                .isEqualTo(1000);
    }

    @Test
    void whatOthersWriteMeanwhileIsSeenWithinSomeMegabytes() throws Exception {
        try (var lot = room.take(25 * MIB)) {
            lot.write(5 * MIB);
            others = 35 * MIB;
            assertThatThrownBy(() -> lot.write(1)).isInstanceOf(NoRoom.class);
        }
        assertThat(room.promisedBytes()).isZero();
    }

    @Test
    void whatWasAnnouncedIsSetAside() throws Exception {
        refuses(31 * MIB, 1);
        try (var first = room.take(20 * MIB)) {
            refuses(11 * MIB, 1);
            first.write(1);
            try (var second = room.take(9 * MIB)) {
                second.write(9 * MIB);
                others = 9 * MIB;
                first.write(MIB);
                assertThatThrownBy(() -> second.write(2 * MIB)).isInstanceOf(NoRoom.class);
            }
        }
    }

    @Test
    void aPartThatCouldNotEndIsResumedWhenThereIsRoom() throws Exception {
        var bytes = new byte[(int) (12 * MIB)];
        var digest = Sha256.of(bytes);
        var span = new ArtifactStore.Span(0, bytes.length, bytes.length);
        others = 20 * MIB;
        assertThatThrownBy(() -> store().add(digest, span, new ByteArrayInputStream(bytes)))
                .isInstanceOf(UploadRefused.class);
        others = 0;
        assertThat(store().add(digest, span, new ByteArrayInputStream(bytes)))
                .isInstanceOf(ArtifactStore.Uploaded.Whole.class);
    }
}
