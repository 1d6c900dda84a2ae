package dev.firebreak.server.api;

import dev.firebreak.core.decision.RolloutState;
import dev.firebreak.core.decision.RolloutView;
import dev.firebreak.core.hold.Hold;
import dev.firebreak.server.http.ProblemKind;
import dev.firebreak.server.http.Refused;

import java.util.Collection;

/**
 * How many of each kind of thing there may be: all of them are kept in memory, and one token that
 * leaked must not fill it. No stop of a rollout is ever refused for a number. Calls at the same
 * time may pass a limit together by as many as they are.
 */
final class Caps {
    /** Each opens the API, and nobody can look after more. */
    static final int TOKENS = 10_000;

    /** Each is compared with every device that asks. */
    static final int HOLDS = 1_000;

    /** Thirty a day for nine years; those that were generated count too. */
    static final int RELEASES = 100_000;

    /**
     * The gate reads all of it whenever it decides; a check that ran each hour for a month fits.
     */
    static final int EVIDENCE = 1_000;

    /** Each binds into every plan, and is asked about each of its devices. */
    static final int CUSTOMERS = 10_000;

    /** All are reviewed after each batch; forty a day that each take twelve days fit. */
    static final int OPEN_ROLLOUTS = 500;

    private Caps() {}

    /** Refuses one more if there are {@code most}; {@code todo} says how room is made. */
    static void room(String what, int found, int most, String todo) throws Refused {
        if (found >= most) {
            throw Refused.of(
                    ProblemKind.FULL,
                    "expected fewer than %d %s, found %d: %s".formatted(most, what, found, todo));
        }
    }

    /** How many holds there may be beside {@code wanted}: a wide one is to be had when all are. */
    static int holds(Hold.Target wanted) {
        return switch (wanted) {
            case Hold.Target.Fleet _, Hold.Target.OfRegion _ -> 2 * HOLDS;
            case Hold.Target.OfFingerprint _, Hold.Target.OfCustomer _, Hold.Target.OfGroup _ ->
                    HOLDS;
        };
    }

    /** How many rollouts may still expose somebody, or wait for people who let them. */
    static int open(Collection<RolloutView> rollouts) {
        return (int) rollouts.stream().map(RolloutView::state).filter(Caps::open).count();
    }

    private static boolean open(RolloutState state) {
        return switch (state) {
            case PROPOSED, APPROVED, RUNNING, HELD, ROLLING_BACK -> true;
            case HALTED, ROLLED_BACK, COMPLETED, WITHDRAWN -> false;
        };
    }
}
