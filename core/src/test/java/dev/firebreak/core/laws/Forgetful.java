package dev.firebreak.core.laws;

import dev.firebreak.core.decision.Decision;
import dev.firebreak.core.decision.Fact;
import dev.firebreak.core.decision.Observation;

import java.util.List;

/** Broken cores that lose sight of who is in front of a step. */
final class Forgetful {
    private Forgetful() {}

    /** Who is withheld is not there: in the end nobody is left, and time promotes. */
    static final class WithheldForgotten extends Mutant {
        @Override
        public Decision decide(Observation seen) {
            return super.decide(
                    seen
                                    instanceof
                                    Observation.TimePassed(
                                            var crowds,
                                            var controls,
                                            var absent,
                                            var at)
                            ? new Observation.TimePassed(
                                    crowds.stream().map(WithheldForgotten::alone).toList(),
                                    controls,
                                    absent,
                                    at)
                            : seen);
        }

        private static Observation.Crowd alone(Observation.Crowd it) {
            return new Observation.Crowd(
                    it.rollout(), it.step(), it.candidates(), it.present(), List.of());
        }
    }

    /** Whoever registers is one of the fleet (decision 13). */
    static final class StrangersCount extends Mutant {
        @Override
        public void apply(Fact fact) {
            super.apply(
                    fact instanceof Fact.DeviceEnrolled it
                            ? new Fact.DeviceEnrolled(
                                    it.device(), it.placement(), it.token(), true, it.at())
                            : fact);
        }
    }
}
