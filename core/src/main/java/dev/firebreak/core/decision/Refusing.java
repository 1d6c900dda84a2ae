package dev.firebreak.core.decision;

import dev.firebreak.core.words.Reason;
import dev.firebreak.core.words.RolloutId;

/** Refusals in words: what was expected, what was found, what to do. */
final class Refusing {
    private Refusing() {}

    static Decision of(Order.Refusal refusal, String why) {
        return Decision.order(new Order.Refuse(refusal, Reason.told(why)));
    }

    static Decision unknown(RolloutId id) {
        return of(
                Order.Refusal.UNKNOWN,
                "expected a rollout of this tenant, found no %s: see 'rollout list'".formatted(id));
    }

    static Decision movedOn(Rollout rollout, String expected) {
        return of(
                Order.Refusal.CONFLICT,
                "expected %s, found %s %s: look at it again"
                        .formatted(expected, rollout.id, rollout.state));
    }
}
