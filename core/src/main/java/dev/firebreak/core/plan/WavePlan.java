package dev.firebreak.core.plan;

import dev.firebreak.core.words.Ratio;
import dev.firebreak.core.words.Region;
import dev.firebreak.core.words.Tier;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * One stage of a plan.
 *
 * @param name for people
 * @param select a CEL condition over the device's operator attributes; only an exact true counts
 * @param tier only devices of this tier; empty = any but HIGH
 * @param regions the sets of regions to go through, one after the other, the regions of one set
 *     together; empty = regardless of region
 * @param steps rising shares of each set, the last one usually 100 %
 * @param bake how long a step is watched after its last device resolved
 * @param budget the wave's own limit, if any
 * @param allowEmpty whether a step without devices may be passed (S15)
 */
public record WavePlan(
        String name,
        Optional<String> select,
        Optional<Tier> tier,
        List<List<Region>> regions,
        List<Ratio> steps,
        Duration bake,
        Optional<Integer> budget,
        boolean allowEmpty) {
    public WavePlan {
        regions = regions.stream().map(List::copyOf).toList();
        steps = List.copyOf(steps);
    }
}
