package dev.firebreak.server.store;

import dev.firebreak.core.decision.Withheld;
import dev.firebreak.core.plan.FleetRules;

import java.time.Duration;
import java.util.Optional;

/**
 * Until when a device need not be asked for again, because the core said why it is offered nothing
 * and that does not change with each poll: else every poll of a withheld device would go through
 * the loop. It is bounded by the idle interval, and void as soon as anything is decided that could
 * end it; a minute that is lost harms nobody. Kept in memory only. Which devices come next is not
 * touched: that is by rank, and whoever polls faster is deferred as long.
 *
 * @param why what the core said
 * @param untilMillis the server's uptime
 * @param length how long it was
 * @param changes the fleet's number of changes when it was said
 */
public record Deferral(Withheld why, long untilMillis, Duration length, int changes) {
    /**
     * What follows from {@code why}.
     *
     * @param before the deferral that just ended, if there was one
     */
    static Optional<Deferral> of(
            Withheld why,
            Optional<Deferral> before,
            FleetRules rules,
            long nowMillis,
            int changes) {
        return length(why, before, rules)
                .map(it -> it.compareTo(rules.idle()) > 0 ? rules.idle() : it)
                .map(it -> new Deferral(why, nowMillis + it.toMillis(), it, changes));
    }

    private static Optional<Duration> length(
            Withheld why, Optional<Deferral> before, FleetRules rules) {
        return switch (why) {
            case HELD,
                    UNCOVERED,
                    FLAGGED,
                    NOT_ACCEPTED,
                    CUSTOMER_SAYS_NO,
                    OUT_OF_WINDOW,
                    REVOKED,
                    NOTHING_OPEN ->
                    Optional.of(rules.idle());
            // These end without a decision of anybody: looked at soon, and then less often.
            case BUDGET_SPENT, GROUP_BUSY, EXPOSED, SETTLING ->
                    Optional.of(
                            before.filter(it -> it.why() == why)
                                    .map(it -> it.length().multipliedBy(2))
                                    .orElse(rules.watched()));
            case NOT_YET, STEP_FULL, ATTRIBUTES_OLD, CONSENT_WANTED, ABSENT -> Optional.empty();
        };
    }

    boolean holds(long nowMillis, int now) {
        return nowMillis < untilMillis && changes == now;
    }
}
