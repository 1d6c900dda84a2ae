package dev.firebreak.core.laws;

import dev.firebreak.core.decision.Decision;
import dev.firebreak.core.decision.ExposureView;
import dev.firebreak.core.decision.Fact;
import dev.firebreak.core.decision.Observation;
import dev.firebreak.core.device.ExposureState;
import dev.firebreak.core.evidence.Control;
import dev.firebreak.core.evidence.Evidence;
import dev.firebreak.core.evidence.Result;
import dev.firebreak.core.words.Moment;
import dev.firebreak.core.words.Person;
import dev.firebreak.core.words.Reason;
import dev.firebreak.core.words.RolloutId;

import java.util.List;

/** Broken cores that take one for another: who wrote, what was proved, what became looser. */
final class Misjudging {
    private Misjudging() {}

    /** What a device runs since the next rollout is held against the one before. */
    static final class NextReleaseBlamed extends Mutant {
        @Override
        public Decision decide(Observation seen) {
            var decision = super.decide(seen);
            if (!(seen instanceof Observation.DeviceReported told) || told.version().isEmpty()) {
                return decision;
            }
            return with(
                    decision,
                    standing(ExposureState.CONFIRMED)
                            .filter(it -> it.device().equals(told.device()))
                            .filter(it -> !shipped(it.rollout()).equals(told.version().get()))
                            .map(it -> failed(it, told.at()))
                            .toList());
        }

        private String shipped(RolloutId id) {
            var plan = world.rollout(id).orElseThrow().plan();
            return world.release(plan.release()).orElseThrow().label();
        }

        private static Fact failed(ExposureView it, Moment at) {
            return new Fact.Failed(it.rollout(), it.device(), Reason.told("another version"), at);
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

    /** A plan that nobody has approved yet may be, whatever became looser since (S37). */
    static final class LooseningUnnoticed extends Mutant {
        @Override
        public Decision decide(Observation seen) {
            var decision = super.decide(seen);
            return new Decision(
                    decision.facts().stream()
                            .filter(
                                    fact ->
                                            !(fact instanceof Fact.Withdrawn it
                                                    && it.grounds().rule().equals("loosened")))
                            .toList(),
                    decision.orders());
        }
    }

    /** Who wants another ceiling has it at once, alone. */
    static final class AppliedByOne extends Mutant {
        @Override
        public Decision decide(Observation seen) {
            var decision = super.decide(seen);
            boolean waits =
                    decision.facts().stream().anyMatch(Fact.ChangeProposed.class::isInstance);
            return waits && seen instanceof Observation.FleetApplied(var rules, _, var by, var at)
                    ? new Decision(List.of(new Fact.FleetApplied(rules, by, at)), List.of())
                    : decision;
        }
    }
}
