package dev.firebreak.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firebreak.core.words.Digest;
import dev.firebreak.core.words.Sha256;
import dev.firebreak.server.store.ArtifactStore.Span;
import dev.firebreak.server.store.ArtifactStore.Uploaded;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** What the store keeps, what it refuses, and what a stop in the middle leaves. */
final class ArtifactStoreTest {
    private static final byte[] BYTES =
            "a content file\n".repeat(9000).getBytes(StandardCharsets.UTF_8);
    private static final Digest DIGEST = Sha256.of(BYTES);

    @TempDir private Path folder;
    private ArtifactStore store;

    @BeforeEach
    void open() throws IOException {
        store = ArtifactStore.open(folder, 1 << 20);
    }

    @Test
    void aWholeFileIsFoundUnderItsDigestAlsoAfterRestart() throws Exception {
        var added = store.add(new ByteArrayInputStream(BYTES));
        assertThat(added.sha256()).isEqualTo(DIGEST);
        assertThat(added.sizeBytes()).isEqualTo(BYTES.length);
        assertThat(ArtifactStore.open(folder, 1).find(DIGEST)).contains(added);
        assertThat(Files.readAllBytes(added.file())).isEqualTo(BYTES);
    }

    @Test
    void knownDigestsOfTheEmptyFile() throws Exception {
        var added = store.add(InputStream.nullInputStream());
        assertThat(added.md5()).isEqualTo("d41d8cd98f00b204e9800998ecf8427e");
        assertThat(added.sha1()).isEqualTo("da39a3ee5e6b4b0d3255bfef95601890afd80709");
    }

    @Test
    void lostSumsAreMadeAnew() throws Exception {
        var added = store.add(new ByteArrayInputStream(BYTES));
        Files.delete(added.file().resolveSibling(DIGEST + ".sums"));
        assertThat(store.find(DIGEST)).contains(added);
    }

    @Test
    void anUploadThatStopsIsResumedWhereItStopped() throws Exception {
        var broken =
                new SequenceInputStream(
                        new ByteArrayInputStream(BYTES, 0, 70_000), new BrokenStream());
        var span = new Span(0, BYTES.length, BYTES.length);
        assertThatThrownBy(() -> store.add(DIGEST, span, broken)).isInstanceOf(IOException.class);
        assertThat(store.find(DIGEST)).isEmpty();

        store = ArtifactStore.open(folder, 1 << 20);
        var have = (int) store.received(DIGEST);
        assertThat(have).isBetween(1, 70_000);
        var rest = Arrays.copyOfRange(BYTES, have, BYTES.length);
        var done =
                store.add(
                        DIGEST,
                        new Span(have, rest.length, BYTES.length),
                        new ByteArrayInputStream(rest));
        assertThat(done).isInstanceOf(Uploaded.Whole.class);
        assertThat(store.find(DIGEST).orElseThrow().sizeBytes()).isEqualTo(BYTES.length);
    }

    @Test
    void aPartThatIsNotNextIsRefusedAndSaysWhereToContinue() throws Exception {
        store.add(DIGEST, new Span(0, 10, BYTES.length), new ByteArrayInputStream(BYTES, 0, 10));
        assertThatThrownBy(
                        () ->
                                store.add(
                                        DIGEST,
                                        new Span(20, 10, BYTES.length),
                                        new ByteArrayInputStream(BYTES, 20, 10)))
                .isInstanceOfSatisfying(
                        UploadRefused.class,
                        refused -> {
                            assertThat(refused.why()).isEqualTo(UploadRefused.Why.NOT_NEXT);
                            assertThat(refused.receivedBytes()).isEqualTo(10);
                        });
    }

    @Test
    void otherBytesThanAnnouncedAreNotKept() throws Exception {
        var other = new byte[BYTES.length];
        assertThatThrownBy(
                        () ->
                                store.add(
                                        DIGEST,
                                        new Span(0, other.length, other.length),
                                        new ByteArrayInputStream(other)))
                .isInstanceOfSatisfying(
                        UploadRefused.class,
                        refused ->
                                assertThat(refused.why())
                                        .isEqualTo(UploadRefused.Why.OTHER_DIGEST));
        assertThat(store.find(DIGEST)).isEmpty();
        assertThat(store.received(DIGEST)).isZero();
    }

    @Test
    void moreThanTheLimitIsRefusedAndNothingIsLeft() throws Exception {
        store = ArtifactStore.open(folder, 1000);
        assertThatThrownBy(() -> store.add(new ByteArrayInputStream(BYTES)))
                .isInstanceOf(UploadRefused.class);
        try (var left = Files.walk(folder)) {
            assertThat(left.filter(Files::isRegularFile)).isEmpty();
        }
    }

    @Test
    void anUnnamedUploadThatStopsLeavesNothing() throws Exception {
        assertThatThrownBy(() -> store.add(new BrokenStream())).isInstanceOf(IOException.class);
        try (var left = Files.walk(folder)) {
            assertThat(left.filter(Files::isRegularFile)).isEmpty();
        }
    }

    /** A connection that is lost. */
    private static final class BrokenStream extends InputStream {
        @Override
        public int read() throws IOException {
            throw new IOException("the connection was lost");
        }

        @Override
        public int read(byte[] into, int from, int length) throws IOException {
            return read();
        }
    }
}
