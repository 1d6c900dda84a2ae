package dev.firebreak.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.time.Duration;

/** Who stalls or dribbles is cut off; who is slow, or silent between requests, is not. */
final class LineTest {
    private static final long SECOND = 1_000_000_000;

    private long now;
    private final Lines lines =
            new Lines(new Lines.Limits(10, 2, 3, Duration.ofSeconds(60)), () -> now);
    private final Line line = lines.begin("here", true).orElseThrow();

    private void pass(long seconds) {
        now += seconds * SECOND;
        lines.cutOverdue();
    }

    /** Whether it was cut off. */
    private boolean reads(long seconds, int bytes) {
        line.reading(now);
        pass(seconds);
        return line.waited(bytes, now);
    }

    private boolean writes(long seconds, int bytes) {
        line.writing(now);
        pass(seconds);
        return line.waited(bytes, now);
    }

    @Test
    void silenceBetweenRequestsUsesNothingUp() {
        for (int i = 0; i < 5; i++) {
            assertThat(reads(59, 200)).isFalse();
            assertThat(reads(50, 200)).isFalse();
            assertThat(writes(0, 300)).isFalse();
        }
        assertThat(reads(61, 0)).isTrue();
    }

    @Test
    void whoNeverReadsIsCutOff() {
        assertThat(reads(0, 200)).isFalse();
        assertThat(writes(0, 1 << 30)).isFalse();
        assertThat(writes(61, 0)).as("however much went well before").isTrue();
        assertThat(Thread.interrupted()).as("what follows is not interrupted").isFalse();
        assertThat(lines.cut()).isEqualTo(1);
    }

    @Test
    void whoDribblesIsCutOff() {
        var cut = reads(0, 1);
        var seconds = 0;
        for (; !cut && seconds < 600; seconds += 10) {
            cut = reads(10, 1);
        }
        assertThat(cut).isTrue();
        assertThat(seconds).isBetween(60, 80);
    }

    @Test
    void whoIsSlowIsServed() {
        assertThat(reads(0, 200)).isFalse();
        for (int i = 0; i < 1000; i++) {
            assertThat(writes(25, 8 << 10)).as("a third of a kilobyte a second").isFalse();
        }
    }

    @Test
    void workOfOursIsNotTheClientsFault() {
        assertThat(reads(0, 200)).isFalse();
        pass(10_000);
        assertThat(writes(1, 200)).isFalse();
    }

    @Test
    void anAddressHasItsShareAndTheLastPlacesAreKept() {
        lines.begin("here", true);
        var third = lines.begin("here", true).orElseThrow();
        assertThat(lines.begin("here", true)).isEmpty();
        assertThat(lines.refused()).isEqualTo(1);
        lines.end(third);
        assertThat(lines.begin("here", true)).isPresent();
        for (int i = 3; i < 8; i++) {
            assertThat(lines.begin("proxy", false).orElseThrow().spare()).isFalse();
        }
        assertThat(lines.begin("there", true).orElseThrow().spare()).isTrue();
    }
}
