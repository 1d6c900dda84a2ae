package dev.firebreak.server.ddi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firebreak.core.words.DeviceId;
import dev.firebreak.core.words.Ratio;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Duration;
import java.util.stream.IntStream;

/** How soon devices are told to poll again. */
final class PaceTest {
    @ParameterizedTest
    @CsvSource({
        "PT30S, PT30S",
        "PT5M, PT5M",
        "PT0.4S, PT1S", // never under a second: a client's interval has no smaller unit
        "PT48H, PT23H59M59S"
    })
    void whatIsToldIsWhatAClientCanSay(Duration meant, Duration told) {
        assertThat(Pace.of(meant)).isEqualTo(new Pace(told));
    }

    @Test
    void jitterIsTheDevicesOwnAndSpreadsEvenly() {
        var jitter = Ratio.parse("15%");
        var minute = Duration.ofMinutes(1);
        var all =
                IntStream.range(0, 10_000)
                        .mapToObj(i -> new DeviceId("device-" + i))
                        .map(device -> Pace.spread(minute, jitter, device))
                        .toList();
        assertThat(all).allMatch(each -> each.toMillis() >= 51_000 && each.toMillis() <= 69_000);
        var mean = all.stream().mapToLong(Duration::toMillis).average().orElseThrow();
        assertThat(mean).isBetween(59_500.0, 60_500.0);
        assertThat(all.stream().filter(each -> each.toMillis() < 55_500).count())
                .as("a quarter is in the lowest quarter")
                .isBetween(2_200L, 2_800L);
        var one = new DeviceId("device-7");
        assertThat(Pace.spread(minute, jitter, one)).isEqualTo(Pace.spread(minute, jitter, one));
        assertThat(Pace.spread(minute, Ratio.NONE, one)).isEqualTo(minute);
    }
}
