package dev.firebreak.core.decision;

import dev.firebreak.core.device.Exposure;
import dev.firebreak.core.device.ExposureState;
import dev.firebreak.core.plan.Allowance;
import dev.firebreak.core.words.Scope;

import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/** The blast radius: how many unconfirmed exposures each scope may have for one rollout (law 1). */
final class Limits {
    private Limits() {}

    /** The limit of {@code scope} for {@code rollout}: the smallest of plan and tenant ceiling. */
    static int limit(State state, Rollout rollout, Scope scope) {
        var budget = rollout.plan.budget();
        Optional<Allowance> planned =
                switch (scope) {
                    case Scope.Fleet _ -> Optional.of(budget.fleet());
                    case Scope.OfTier(var tier) -> Optional.ofNullable(budget.tier().get(tier));
                    case Scope.OfRegion _ -> budget.region();
                    case Scope.OfCustomer _ -> budget.customer();
                    case Scope.OfGroup _ -> Optional.of(Allowance.fixed(budget.group()));
                    case Scope.OfWave(_, int wave) ->
                            rollout.plan.waves().get(wave).budget().map(Allowance::fixed);
                };
        Optional<Integer> ceiling =
                switch (scope) {
                    case Scope.Fleet _ -> state.rules.ceilingFleet();
                    case Scope.OfTier(var tier) ->
                            Optional.ofNullable(state.rules.ceilingTier().get(tier));
                    case Scope.OfRegion _, Scope.OfCustomer _, Scope.OfGroup _, Scope.OfWave _ ->
                            Optional.empty();
                };
        int byPlan =
                planned.map(it -> it.limit(rollout.proofs(scope), state.counts.size(scope)))
                        .orElse(Integer.MAX_VALUE);
        return Math.min(byPlan, ceiling.orElse(Integer.MAX_VALUE));
    }

    /** How many more places all of {@code scopes} have together; never below 0. */
    static int free(State state, Rollout rollout, Collection<Scope> scopes) {
        return scopes.stream()
                .mapToInt(scope -> limit(state, rollout, scope) - state.places.used(scope))
                .map(free -> Math.max(0, free))
                .min()
                .orElse(0);
    }

    /** The first of {@code scopes} without a place; empty if each has one. */
    static Optional<Scope> spent(State state, Rollout rollout, Collection<Scope> scopes) {
        return scopes.stream()
                .filter(scope -> state.places.used(scope) >= limit(state, rollout, scope))
                .findFirst();
    }

    /**
     * The scopes that every device of the open step shares: they say whether it can grant at all.
     */
    static Set<Scope> shared(Rollout rollout, StepProgress progress) {
        var scopes = new LinkedHashSet<Scope>();
        scopes.add(new Scope.Fleet());
        progress.step.tier().ifPresent(tier -> scopes.add(new Scope.OfTier(tier)));
        if (progress.step.regions().size() == 1) {
            scopes.add(new Scope.OfRegion(progress.step.regions().getFirst()));
        }
        scopes.add(new Scope.OfWave(rollout.id, progress.step.wave()));
        return scopes;
    }

    /** How many way backs may be open at once: five, and one more for each that went well. */
    static int wayBacks(Rollout rollout) {
        long reverted =
                rollout.exposures.values().stream()
                        .filter(it -> it.wayBack().isPresent())
                        .filter(it -> it.state() == ExposureState.REVERTED)
                        .count();
        return 5 + (int) reverted;
    }

    /** Exposures in the order of their devices, so that each machine decides in the same order. */
    static Comparator<Exposure> byDevice() {
        return Comparator.comparing(Exposure::device);
    }
}
