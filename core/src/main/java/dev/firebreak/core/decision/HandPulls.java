package dev.firebreak.core.decision;

import dev.firebreak.core.words.Moment;

import java.time.Duration;
import java.util.Optional;

/**
 * How many devices of a customer said within a day that they run a release that was not offered to
 * them: a rate, so that ordinary hand work over months holds nobody.
 *
 * @param since when the day began
 */
record HandPulls(Moment since, int many) {
    private static final Duration WITHIN = Duration.ofDays(1);

    /** One more at {@code at}. */
    static HandPulls with(Optional<HandPulls> before, Moment at) {
        return before.filter(it -> !at.past(it.since, WITHIN))
                .map(it -> new HandPulls(it.since, it.many + 1))
                .orElse(new HandPulls(at, 1));
    }
}
