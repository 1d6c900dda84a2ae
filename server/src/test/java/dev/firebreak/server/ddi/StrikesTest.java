package dev.firebreak.server.ddi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firebreak.core.words.DeviceId;

import org.junit.jupiter.api.Test;

import java.util.stream.IntStream;

/** Whoever guesses numbers is slowed, under however many names. */
final class StrikesTest {
    private long now;
    private final Strikes strikes = new Strikes(() -> now);

    private long allowed(int names, int each) {
        return IntStream.range(0, names * each)
                .filter(i -> strikes.allow(new DeviceId("d" + i % names)))
                .count();
    }

    @Test
    void oneDeviceHasTenTries() {
        assertThat(allowed(1, 50)).isEqualTo(10);
        now += 30_000_000_000L;
        assertThat(allowed(1, 50)).isEqualTo(3);
    }

    @Test
    void manyNamesHaveNoMoreThanAllTogetherAndAreNotAllRemembered() {
        assertThat(allowed(3 * Strikes.MOST, 2)).isEqualTo(10_000);
        assertThat(strikes.size()).isEqualTo(Strikes.MOST);
    }
}
