package dev.firebreak.core.laws;

import dev.firebreak.core.decision.Decision;
import dev.firebreak.core.decision.ExposureView;
import dev.firebreak.core.decision.Fact;
import dev.firebreak.core.decision.Grounds;
import dev.firebreak.core.decision.Observation;
import dev.firebreak.core.decision.RolloutState;
import dev.firebreak.core.decision.RolloutView;
import dev.firebreak.core.decision.World;
import dev.firebreak.core.device.ExposureState;
import dev.firebreak.core.evidence.Control;
import dev.firebreak.core.evidence.Evidence;
import dev.firebreak.core.evidence.Result;
import dev.firebreak.core.plan.Allowance;
import dev.firebreak.core.plan.Budget;
import dev.firebreak.core.plan.Plan;
import dev.firebreak.core.words.DeviceId;
import dev.firebreak.core.words.Moment;
import dev.firebreak.core.words.Person;
import dev.firebreak.core.words.Placement;
import dev.firebreak.core.words.Reason;
import dev.firebreak.core.words.Tier;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A core that is broken on purpose: the true one, whose observations, facts or decisions are bent
 * so that it behaves as one with the described fault would.
 */
class Mutant implements Core {
    final World world = new World();

    @Override
    public Decision decide(Observation seen) {
        return world.decide(seen);
    }

    @Override
    public void apply(Fact fact) {
        world.apply(fact);
    }

    @Override
    public World world() {
        return world;
    }

    static Decision with(Decision decision, List<? extends Fact> more) {
        return new Decision(
                Stream.concat(decision.facts().stream(), more.stream()).toList(),
                decision.orders());
    }

    /** The exposures of all rollouts that stand so. */
    Stream<ExposureView> standing(ExposureState state) {
        return world.rollouts().stream()
                .flatMap(it -> world.exposures(it.id()).stream())
                .filter(it -> it.state() == state);
    }

    /** Compares with {@code <=} where {@code <} is meant: one place too many in every scope. */
    static final class BudgetOffByOne extends Mutant {
        @Override
        public void apply(Fact fact) {
            super.apply(
                    fact instanceof Fact.Proposed it
                            ? new Fact.Proposed(
                                    it.rollout(),
                                    roomier(it.plan()),
                                    it.planDigest(),
                                    it.bindings(),
                                    it.rollbackOf(),
                                    it.by(),
                                    it.at())
                            : fact);
        }

        private static Plan roomier(Plan plan) {
            var budget = plan.budget();
            return new Plan(
                    plan.name(),
                    plan.release(),
                    plan.rollbackTo(),
                    plan.waves(),
                    new Budget(
                            oneMore(budget.fleet()),
                            budget.tier(),
                            budget.region().map(BudgetOffByOne::oneMore),
                            budget.customer().map(BudgetOffByOne::oneMore),
                            budget.group()),
                    plan.health(),
                    plan.deadline(),
                    plan.windows(),
                    plan.ownerRequired(),
                    plan.overrides());
        }

        private static Allowance oneMore(Allowance allowance) {
            return allowance.share().isPresent()
                    ? allowance
                    : new Allowance(
                            allowance.start() + 1,
                            allowance.most().map(most -> most + 1),
                            allowance.share());
        }
    }

    /** Nobody who is not heard is ever missed. */
    static final class SilenceIgnored extends Mutant {
        @Override
        public Decision decide(Observation seen) {
            var decision = super.decide(seen);
            return new Decision(
                    decision.facts().stream()
                            .filter(fact -> !(fact instanceof Fact.WentSilent))
                            .toList(),
                    decision.orders());
        }
    }

    /** A device that failed and asks again is on its way again: its failure vanishes (S2). */
    static final class GetThatWrites extends Mutant {
        @Override
        public Decision decide(Observation seen) {
            var decision = super.decide(seen);
            if (!(seen instanceof Observation.Asked asked)) {
                return decision;
            }
            return with(
                    decision,
                    standing(ExposureState.FAILED)
                            .filter(it -> it.device().equals(asked.device()))
                            .map(it -> new Fact.Accepted(it.rollout(), it.device(), asked.at()))
                            .toList());
        }
    }

    /** The offer goes out at once, its fact is written with whatever is decided next. */
    static final class OfferBeforeDurable extends Mutant {
        private Optional<Fact> late = Optional.empty();

        @Override
        public Decision decide(Observation seen) {
            var decision = super.decide(seen);
            var granted =
                    decision.facts().stream().filter(Fact.Exposed.class::isInstance).findFirst();
            if (granted.isPresent() && late.isEmpty()) {
                late = granted;
                return new Decision(List.of(), decision.orders());
            }
            return granted.isPresent() ? decision : with(decision, late.stream().toList());
        }

        @Override
        public void apply(Fact fact) {
            super.apply(fact);
            late = late.filter(it -> !it.equals(fact));
        }
    }

    /** The grant is counted where it is decided, and again where it is written. */
    static final class CountTwice extends Mutant {
        @Override
        public void apply(Fact fact) {
            super.apply(fact);
            if (fact instanceof Fact.Exposed) {
                super.apply(fact);
            }
        }
    }

    /** Who is told to cancel is taken to have cancelled (S33). */
    static final class FreedOnSendingCancel extends Mutant {
        @Override
        public Decision decide(Observation seen) {
            var facts = new ArrayList<Fact>();
            var decision = super.decide(seen);
            for (var fact : decision.facts()) {
                facts.add(fact);
                if (fact instanceof Fact.Withdrawing(var rollout, var device, var at)) {
                    facts.add(new Fact.Dropped(rollout, device, at));
                }
            }
            return new Decision(facts, decision.orders());
        }
    }

    /** A step that is open and of which nobody failed is good, whoever was seen. */
    static final class PromotedOnNoData extends Mutant {
        @Override
        public Decision decide(Observation seen) {
            var decision = super.decide(seen);
            return seen instanceof Observation.TimePassed && decision.facts().isEmpty()
                    ? with(decision, promotions(seen.at()))
                    : decision;
        }

        private List<Fact> promotions(Moment at) {
            var facts = new ArrayList<Fact>();
            for (var rollout : world.rollouts()) {
                if (rollout.state() != RolloutState.RUNNING) {
                    continue;
                }
                rollout.steps().stream()
                        .filter(it -> it.state() == RolloutView.StepState.OPEN)
                        .filter(it -> it.harmed() == 0 && it.number() + 1 < rollout.steps().size())
                        .findFirst()
                        .ifPresent(
                                it ->
                                        facts.add(
                                                new Fact.Promoted(
                                                        rollout.id(),
                                                        it.number(),
                                                        new Grounds(
                                                                "time",
                                                                Reason.told("nobody complained"),
                                                                Map.of()),
                                                        at)));
            }
            return facts;
        }
    }

    /** What was stopped runs again when the log is folded. */
    static final class StopForgotten extends Mutant {
        private boolean folding = true;

        @Override
        public Decision decide(Observation seen) {
            folding = false;
            return super.decide(seen);
        }

        @Override
        public void apply(Fact fact) {
            boolean stop =
                    switch (fact) {
                        case Fact.Held _,
                                Fact.Halted _,
                                Fact.RollbackBegan _,
                                Fact.RolledBack _,
                                Fact.Revoked _ ->
                                true;
                        case Fact _ -> false;
                    };
            if (!folding || !stop) {
                super.apply(fact);
            }
        }
    }

    /** What a device says of its tier is believed (S35). */
    static final class TierLowered extends Mutant {
        @Override
        public Decision decide(Observation seen) {
            return super.decide(
                    seen instanceof Observation.DeviceReported it
                                    && it.reported().containsKey("tier")
                            ? new Observation.DeviceReported(
                                    it.device(),
                                    it.reported(),
                                    low(it.placement()),
                                    it.bootId(),
                                    it.version(),
                                    it.at())
                            : seen);
        }

        private static Placement low(Placement place) {
            return new Placement(
                    Tier.LOW,
                    place.region(),
                    place.customer(),
                    place.group(),
                    place.fingerprint(),
                    place.stratum(),
                    place.presence(),
                    place.client(),
                    place.zone());
        }
    }

    /** A device that says success and is heard once is healthy (S9). */
    static final class ConfirmedByOneHeartbeat extends Mutant {
        @Override
        public Decision decide(Observation seen) {
            var decision = super.decide(seen);
            if (!(seen instanceof Observation.Heard heard)) {
                return decision;
            }
            var devices = heard.sightings().stream().map(Observation.Sighting::device).toList();
            return with(
                    decision,
                    standing(ExposureState.INSTALLED)
                            .filter(it -> devices.contains(it.device()))
                            .filter(it -> untouched(decision, it.device()))
                            .map(it -> new Fact.Confirmed(it.rollout(), it.device(), heard.at()))
                            .toList());
        }

        private static boolean untouched(Decision decision, DeviceId device) {
            return decision.facts().stream()
                    .noneMatch(
                            it ->
                                    it instanceof Fact.OfExposure change
                                            && change.device().equals(device));
        }
    }

    /** Takes a run without known-bad variants for one that rejected them (S27). */
    static final class ControlInvented extends Mutant {
        @Override
        public void apply(Fact fact) {
            super.apply(
                    fact instanceof Fact.EvidenceRecorded(var it, var by, var at)
                            ? new Fact.EvidenceRecorded(controlled(it), by, at)
                            : fact);
        }

        private static Evidence controlled(Evidence it) {
            return new Evidence(
                    it.digest(),
                    it.addedTo(),
                    it.trust(),
                    it.subjects(),
                    it.check(),
                    it.result(),
                    it.finishedAt(),
                    List.of(new Control("bad", Result.FAIL, Result.FAIL)),
                    it.environments());
        }
    }

    /** Takes down that Eve proposed what Alice did: then Alice may approve it. */
    static final class AuthorMistaken extends Mutant {
        @Override
        public void apply(Fact fact) {
            super.apply(
                    fact instanceof Fact.Proposed it
                            ? new Fact.Proposed(
                                    it.rollout(),
                                    it.plan(),
                                    it.planDigest(),
                                    it.bindings(),
                                    it.rollbackOf(),
                                    new Person("eve"),
                                    it.at())
                            : fact);
        }
    }

    /** Every third question of a device is put off, by a count that no fact holds. */
    static final class DecidesByMemory extends Mutant {
        private int asked;

        @Override
        public Decision decide(Observation seen) {
            boolean putOff = seen instanceof Observation.Asked && ++asked % 3 == 0;
            return putOff ? Decision.NOTHING : super.decide(seen);
        }
    }
}
