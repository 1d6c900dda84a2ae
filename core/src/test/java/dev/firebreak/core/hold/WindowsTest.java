package dev.firebreak.core.hold;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firebreak.core.plan.Window;

import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Random;

final class WindowsTest {
    private static final List<DayOfWeek> WORKDAYS =
            List.of(DayOfWeek.MONDAY, DayOfWeek.TUESDAY, DayOfWeek.WEDNESDAY, DayOfWeek.THURSDAY);

    private static Window window(List<DayOfWeek> days, String from, String to, String... zone) {
        return new Window(
                days,
                LocalTime.parse(from),
                LocalTime.parse(to),
                List.of(zone).stream().findFirst());
    }

    private static boolean open(Window window, String deviceZone, String now) {
        return Windows.open(List.of(window), Optional.of(deviceZone), Instant.parse(now));
    }

    @Test
    void withoutWindowsItIsAlwaysOpen() {
        assertThat(Windows.open(List.of(), Optional.empty(), Instant.EPOCH)).isTrue();
    }

    @Test
    void opensAtItsFirstInstantAndShutsBeforeItsLast() {
        var day = window(WORKDAYS, "06:00", "14:00");
        // 2026-03-02 is a Monday.
        assertThat(open(day, "UTC", "2026-03-02T05:59:59.999Z")).isFalse();
        assertThat(open(day, "UTC", "2026-03-02T06:00:00Z")).isTrue();
        assertThat(open(day, "UTC", "2026-03-02T13:59:59.999Z")).isTrue();
        assertThat(open(day, "UTC", "2026-03-02T14:00:00Z")).isFalse();
    }

    @Test
    void otherDaysAreShut() {
        var day = window(WORKDAYS, "06:00", "14:00");
        assertThat(open(day, "UTC", "2026-03-06T08:00:00Z")).as("Friday").isFalse();
        assertThat(open(window(List.of(), "06:00", "14:00"), "UTC", "2026-03-02T08:00:00Z"))
                .as("no day")
                .isFalse();
    }

    @Test
    void goesOnOverMidnightIntoADayThatIsNotNamed() {
        var night = window(List.of(DayOfWeek.THURSDAY), "22:00", "04:00");
        assertThat(open(night, "UTC", "2026-03-05T21:59:00Z")).isFalse();
        assertThat(open(night, "UTC", "2026-03-05T22:00:00Z")).isTrue();
        assertThat(open(night, "UTC", "2026-03-06T03:59:00Z")).as("Friday morning").isTrue();
        assertThat(open(night, "UTC", "2026-03-06T04:00:00Z")).isFalse();
        assertThat(open(night, "UTC", "2026-03-06T23:00:00Z")).as("Friday night").isFalse();
        assertThat(open(night, "UTC", "2026-03-05T03:00:00Z")).as("Thursday morning").isFalse();
    }

    @Test
    void equalEndsAreADayRound() {
        var round = window(List.of(DayOfWeek.MONDAY), "06:00", "06:00");
        assertThat(open(round, "UTC", "2026-03-02T05:59:00Z")).isFalse();
        assertThat(open(round, "UTC", "2026-03-02T06:00:00Z")).isTrue();
        assertThat(open(round, "UTC", "2026-03-03T05:59:00Z")).isTrue();
        assertThat(open(round, "UTC", "2026-03-03T06:00:00Z")).isFalse();
    }

    @Test
    void isReadInTheDevicesZoneUnlessItHasItsOwn() {
        var local = window(WORKDAYS, "06:00", "14:00");
        // 23:00 UTC on Sunday is 08:00 on Monday in Tokyo.
        assertThat(open(local, "Asia/Tokyo", "2026-03-01T23:00:00Z")).isTrue();
        assertThat(open(local, "UTC", "2026-03-01T23:00:00Z")).isFalse();
        var inTokyo = window(WORKDAYS, "06:00", "14:00", "Asia/Tokyo");
        assertThat(open(inTokyo, "UTC", "2026-03-01T23:00:00Z")).isTrue();
    }

    @Test
    void aZoneThatDoesNotExistIsUtc() {
        var local = window(WORKDAYS, "06:00", "14:00");
        for (var zone : List.of("Mars/Olympus", "", "+99:99", "Asia/Tokyo\n")) {
            assertThat(open(local, zone, "2026-03-02T06:00:00Z")).as(zone).isTrue();
            assertThat(open(local, zone, "2026-03-01T23:00:00Z")).as(zone).isFalse();
        }
        var wrong = window(WORKDAYS, "06:00", "14:00", "Mars/Olympus");
        assertThat(open(wrong, "Asia/Tokyo", "2026-03-01T23:00:00Z")).isFalse();
        assertThat(
                        Windows.open(
                                List.of(local),
                                Optional.empty(),
                                Instant.parse("2026-03-02T06:00:00Z")))
                .isTrue();
    }

    @Test
    void followsTheClockThroughSummerTime() {
        var morning = window(WORKDAYS, "06:00", "07:00");
        assertThat(open(morning, "Europe/Berlin", "2026-03-26T05:30:00Z")).as("winter").isTrue();
        assertThat(open(morning, "Europe/Berlin", "2026-03-30T04:30:00Z")).as("summer").isTrue();
        assertThat(open(morning, "Europe/Berlin", "2026-03-30T05:30:00Z")).isFalse();
    }

    @Test
    void oneOpenWindowSuffices() {
        var windows =
                List.of(window(WORKDAYS, "01:00", "02:00"), window(WORKDAYS, "06:00", "07:00"));
        assertThat(Windows.open(windows, Optional.empty(), Instant.parse("2026-03-02T06:30:00Z")))
                .isTrue();
    }

    /** Against a list of the spans in which the window is open, day by day. */
    @RepeatedTest(300)
    void agreesWithItsSpansOnTheTimeLine(RepetitionInfo seed) {
        var dice = new Random(seed.getCurrentRepetition());
        var days = List.of(DayOfWeek.values()).stream().filter(_ -> dice.nextInt(3) == 0).toList();
        var from = LocalTime.ofSecondOfDay(dice.nextInt(24 * 60) * 60L);
        var to = LocalTime.ofSecondOfDay(dice.nextInt(24 * 60) * 60L);
        var window = new Window(days, from, to, Optional.empty());
        var monday = LocalDate.of(2026, 3, 2);
        var now =
                monday.atStartOfDay(ZoneOffset.UTC)
                        .toInstant()
                        .plus(Duration.ofMinutes(dice.nextInt(7 * 24 * 60)));
        boolean expected = false;
        for (int day = -1; day < 7; day++) {
            var date = monday.plusDays(day);
            var start = date.atTime(from).toInstant(ZoneOffset.UTC);
            var end = (from.isBefore(to) ? date : date.plusDays(1)).atTime(to);
            expected |=
                    days.contains(date.getDayOfWeek())
                            && !now.isBefore(start)
                            && now.isBefore(end.toInstant(ZoneOffset.UTC));
        }
        assertThat(Windows.open(List.of(window), Optional.empty(), now))
                .as("%s at %s", window, now)
                .isEqualTo(expected);
    }
}
