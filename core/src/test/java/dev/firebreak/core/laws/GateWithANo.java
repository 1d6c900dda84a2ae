package dev.firebreak.core.laws;

import dev.firebreak.core.decision.Fact;
import dev.firebreak.core.evidence.Result;

import java.util.Optional;

/**
 * Law 4: a rollout starts only on a run that rejected a known-bad variant, and judged every known
 * variant as it had to.
 */
final class GateWithANo implements Law {
    @Override
    public int number() {
        return 4;
    }

    @Override
    public Optional<Finding> fact(Books books, Event event, Fact fact) {
        if (!(fact instanceof Fact.Started started) || books.rollout(started.rollout()).governed) {
            return Finding.NONE;
        }
        var release = books.rollout(started.rollout()).plan.release();
        for (var requirement : books.policy.requirements()) {
            var run = FailClosed.proof(books, release, requirement, fact.at());
            boolean saysNo =
                    run.filter(
                                    it ->
                                            it.controls().stream()
                                                            .allMatch(
                                                                    control ->
                                                                            control.expected()
                                                                                    == control
                                                                                            .observed())
                                                    && it.controls().stream()
                                                            .anyMatch(
                                                                    control ->
                                                                            control.observed()
                                                                                    == Result.FAIL))
                            .isPresent();
            if (!saysNo) {
                return Finding.of(
                        "a rejected negative control in the run that clears '%s'"
                                .formatted(requirement.id()),
                        "%s started on %s",
                        started.rollout(),
                        run);
            }
        }
        return Finding.NONE;
    }
}
