package dev.firebreak.core.decision;

import dev.firebreak.core.words.DeviceId;
import dev.firebreak.core.words.Placement;
import dev.firebreak.core.words.Region;
import dev.firebreak.core.words.RolloutId;
import dev.firebreak.core.words.Seed;
import dev.firebreak.core.words.Tier;

import java.util.Optional;
import java.util.Set;

/**
 * A step as the poll path sees it: a predicate, no list. Cheap enough to be asked at every poll; it
 * says <em>maybe</em>, and only the core says yes.
 *
 * @param step its number in the ladder
 * @param wave its wave's number in the plan
 * @param tier only this tier; empty = any but HIGH
 * @param regions only these; empty = any
 * @param select only devices for which this CEL condition is exactly true
 * @param cutoff ranks below it (unsigned) may be granted
 * @param full no device can be granted now, whoever asks
 * @param rollbackOf only devices confirmed in that rollout
 */
public record OpenStep(
        RolloutId rollout,
        int step,
        int wave,
        Optional<Tier> tier,
        Set<Region> regions,
        Optional<String> select,
        Seed seed,
        long cutoff,
        boolean full,
        Optional<RolloutId> rollbackOf) {
    public OpenStep {
        regions = Set.copyOf(regions);
    }

    /** Whether a device placed so belongs to the step, but for {@code select}. */
    public boolean mayTake(Placement place) {
        return tier.map(place.tier()::equals).orElse(place.tier() != Tier.HIGH)
                && (regions.isEmpty() || regions.contains(place.region()));
    }

    /** Whether the device's turn has come. */
    public boolean below(DeviceId device) {
        return Long.compareUnsigned(seed.rank(device), cutoff) < 0;
    }
}
