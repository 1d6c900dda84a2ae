package dev.firebreak.core.decision;

import dev.firebreak.core.device.ExposureState;
import dev.firebreak.core.words.Scope;

import java.util.List;

/** The one thing that limits how fast a rollout goes, in words. */
final class Speed {
    private Speed() {}

    static String limit(State state, Rollout rollout) {
        var step = rollout.step();
        if (rollout.state != RolloutState.RUNNING || step.isEmpty()) {
            return "nothing is offered: the rollout is %s".formatted(rollout.state);
        }
        var it = step.get();
        if (state.now.uptime().compareTo(state.graceUntil) < 0) {
            return "the server just started: nothing is offered before every device had the time to"
                    + " call";
        }
        if (!it.open()) {
            return "step '%s' opens when its devices are counted".formatted(it.step.label());
        }
        var spent = Limits.spent(state, rollout, Limits.shared(rollout, it));
        if (!rollout.fullyExposed(it)) {
            return spent.map(
                            scope ->
                                    "budget of %s: %d of %d places taken"
                                            .formatted(
                                                    scope,
                                                    state.places.used(scope),
                                                    Limits.limit(state, rollout, scope)))
                    .orElseGet(
                            () ->
                                    "devices that poll: %d of %d exposed%s"
                                            .formatted(
                                                    rollout.exposedFor(it.step),
                                                    it.target,
                                                    full(state, rollout) + paused(it)));
        }
        if (it.total.all() == 0 && it.passed() > 0) {
            return "nobody of step '%s' can be exposed now: it waits for one of %d"
                    .formatted(it.step.label(), it.passed());
        }
        int open = it.total.unresolved() + it.total.in(ExposureState.SILENT);
        return open > 0
                ? "proof: %d exposed devices have not shown how they are".formatted(open)
                : "bake of step '%s'".formatted(it.step.label());
    }

    private static String paused(StepProgress it) {
        long waiting =
                it.waits.stream().filter(each -> !each.passed()).mapToLong(Waits::devices).sum();
        return waiting == 0 ? "" : "; %d wait".formatted(waiting);
    }

    /** Budgets that stop some devices of a step, not all: those of customers, regions, tiers. */
    private static String full(State state, Rollout rollout) {
        var spent =
                state.places.taken().stream()
                        .filter(scope -> !(scope instanceof Scope.OfWave))
                        .filter(scope -> !(scope instanceof Scope.OfGroup))
                        .filter(scope -> Limits.spent(state, rollout, List.of(scope)).isPresent())
                        .map(
                                scope ->
                                        "%s (%d of %d)"
                                                .formatted(
                                                        scope,
                                                        state.places.used(scope),
                                                        Limits.limit(state, rollout, scope)))
                        .toList();
        return spent.isEmpty()
                ? ""
                : "; no place left in %s%s"
                        .formatted(
                                String.join(", ", spent.subList(0, Math.min(3, spent.size()))),
                                spent.size() > 3 ? " and %d more".formatted(spent.size() - 3) : "");
    }
}
