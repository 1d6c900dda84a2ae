package dev.firebreak.core.words;

import java.time.Duration;
import java.time.Instant;

/**
 * When something was observed, by the server's two clocks. Bakes, soaks and silence are measured in
 * uptime, which cannot jump and does not pass while no server runs; the wall clock is for people,
 * windows and the age of evidence.
 *
 * @param wall the wall clock
 * @param uptime the sum of all server lives of this log so far
 */
public record Moment(Instant wall, Duration uptime) {
    /** The uptime that has passed since {@code earlier}. */
    public Duration since(Moment earlier) {
        return uptime.minus(earlier.uptime);
    }

    /** Whether at least {@code span} of uptime has passed since {@code earlier}. */
    public boolean past(Moment earlier, Duration span) {
        return since(earlier).compareTo(span) >= 0;
    }

    @Override
    public String toString() {
        return wall + "+" + uptime;
    }
}
