package dev.firebreak.server.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firebreak.core.words.Moment;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;

/** Two clocks in one value, and what a jump of one of them shows. */
final class ServerClockTest {
    private static final Moment NONE = new Moment(Instant.EPOCH, Duration.ZERO);

    private final HandClock hand = new HandClock();
    private final Instant start = hand.instant();

    private ServerClock clock(Moment last, int factor) {
        return new ServerClock(hand, hand::nanos, last, factor);
    }

    @Test
    void uptimeContinuesWhereTheLogEnds() {
        var last = new Moment(start.minusSeconds(500), Duration.ofHours(3));
        var clock = clock(last, 1);
        hand.pass(Duration.ofSeconds(10));
        assertThat(clock.now())
                .isEqualTo(new Moment(start.plusSeconds(10), Duration.ofSeconds(3 * 3600 + 10)));
    }

    @Test
    void aJumpOfTheWallShowsBesideTheUptime() {
        var clock = clock(NONE, 1);
        hand.jump(Duration.ofDays(1));
        hand.pass(Duration.ofSeconds(1));
        assertThat(clock.now().wall()).isEqualTo(start.plus(Duration.ofDays(1)).plusSeconds(1));
        assertThat(clock.now().uptime()).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void aFactorSpeedsBothAndNeverGoesBackBehindTheLog() {
        var last = new Moment(start.plus(Duration.ofDays(2)), Duration.ofDays(2));
        var clock = clock(last, 100);
        hand.pass(Duration.ofSeconds(2));
        assertThat(clock.now())
                .isEqualTo(
                        new Moment(
                                start.plus(Duration.ofDays(2)).plusSeconds(200),
                                Duration.ofDays(2).plusSeconds(200)));
        assertThat(clock(last, 1).now().wall())
                .as("a real server believes the system")
                .isEqualTo(hand.instant());
    }

    @Test
    void timeRunsForward() {
        assertThatThrownBy(() -> clock(NONE, 0)).isInstanceOf(IllegalArgumentException.class);
    }
}
