package dev.firebreak.core.decision;

import dev.firebreak.core.plan.Plan;
import dev.firebreak.core.plan.PlanOverride;
import dev.firebreak.core.plan.WavePlan;
import dev.firebreak.core.release.Release;
import dev.firebreak.core.words.Placement;
import dev.firebreak.core.words.Tier;

import java.util.Optional;

/**
 * Whether those whom a plan concerns can show that they came back from a restart, where its kind
 * needs one: who cannot would never be confirmed, unless the plan says {@code restartProof: none}
 * (decision 12). Devices that have not told anything of themselves yet are not judged by it.
 */
final class RestartProof {
    private RestartProof() {}

    static Optional<String> missing(State state, Plan plan, Release release) {
        if (!release.kind().needsRestart() || plan.overrides(PlanOverride.NO_RESTART_PROOF)) {
            return Optional.empty();
        }
        long unproved =
                state.devices.values().stream()
                        .filter(device -> device.told)
                        .map(device -> device.place)
                        .filter(place -> !place.client().provesRestart())
                        .filter(place -> plan.waves().stream().anyMatch(it -> takes(it, place)))
                        .count();
        return unproved == 0
                ? Optional.empty()
                : Optional.of(
                        ("restartProof: expected devices that can show that they came back from a"
                                        + " restart, found %d that cannot: map bootId or"
                                        + " reportsAfterRestart in fleet.yaml, or write restartProof: none")
                                .formatted(unproved));
    }

    private static boolean takes(WavePlan wave, Placement place) {
        return wave.tier().map(place.tier()::equals).orElse(place.tier() != Tier.HIGH)
                && (wave.regions().isEmpty()
                        || wave.regions().stream().anyMatch(set -> set.contains(place.region())));
    }
}
