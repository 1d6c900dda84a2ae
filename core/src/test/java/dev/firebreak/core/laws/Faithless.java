package dev.firebreak.core.laws;

import dev.firebreak.core.decision.Decision;
import dev.firebreak.core.decision.Fact;
import dev.firebreak.core.decision.Observation;
import dev.firebreak.core.decision.Order;

import java.util.List;

/** Broken cores that say yes and do not keep it. */
final class Faithless {
    private Faithless() {}

    /** Says yes to whoever dropped an offer, and writes nothing down. */
    static final class CancelUnwritten extends Mutant {
        @Override
        public Decision decide(Observation seen) {
            return seen instanceof Observation.CancelReported
                    ? Decision.NOTHING
                    : super.decide(seen);
        }
    }

    /** Says yes to a halt, and writes nothing down. */
    static final class HaltUnwritten extends Mutant {
        @Override
        public Decision decide(Observation seen) {
            var decision = super.decide(seen);
            boolean refused = decision.orders().stream().anyMatch(Order.Refuse.class::isInstance);
            return seen instanceof Observation.HaltAsked && !refused ? Decision.NOTHING : decision;
        }
    }

    /** A hold over devices is on the list, and holds nobody. */
    static final class HoldsNobody extends Mutant {
        @Override
        public void apply(Fact fact) {
            if (!(fact instanceof Fact.HoldPlaced)) {
                super.apply(fact);
            }
        }
    }

    /** A hold over devices leaves the offers that were made before. */
    static final class OffersOutliveHolds extends Mutant {
        @Override
        public Decision decide(Observation seen) {
            var decision = super.decide(seen);
            return seen instanceof Observation.HoldPlaced
                    ? new Decision(without(decision, Fact.Withdrawing.class), decision.orders())
                    : decision;
        }
    }

    /** A revocation leaves rollouts alone that are held. */
    static final class RevokedAndHeld extends Mutant {
        @Override
        public Decision decide(Observation seen) {
            var decision = super.decide(seen);
            return seen instanceof Observation.RevokeAsked
                    ? new Decision(
                            decision.facts().stream()
                                    .filter(Fact.Revoked.class::isInstance)
                                    .toList(),
                            decision.orders())
                    : decision;
        }
    }

    /** Which devices look like two is forgotten when the log is folded. */
    static final class FlagsForgotten extends Mutant {
        private boolean folding = true;

        @Override
        public Decision decide(Observation seen) {
            folding = false;
            return super.decide(seen);
        }

        @Override
        public void apply(Fact fact) {
            if (!folding || !(fact instanceof Fact.DeviceFlagged)) {
                super.apply(fact);
            }
        }
    }

    private static List<Fact> without(Decision decision, Class<? extends Fact> kind) {
        return decision.facts().stream().filter(fact -> !kind.isInstance(fact)).toList();
    }
}
