package dev.firebreak.core.wave;

import dev.firebreak.core.words.Ratio;
import dev.firebreak.core.words.Region;
import dev.firebreak.core.words.Tier;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One rung of a plan's ladder: a predicate over devices and a share of those it selects.
 *
 * @param number its place in the ladder, from 0
 * @param wave its wave's number in the plan, from 0
 * @param block steps of one block (a wave in a set of regions) count their exposures together
 * @param label wave, regions and share, for people
 * @param tier only this tier; empty = any but HIGH
 * @param regions only these; empty = any
 * @param select a CEL condition, if there is one
 * @param share how much of the block is exposed when the step is full
 * @param part what the step is for
 * @param bake how long it is watched after its last device resolved
 * @param allowEmpty whether it may be passed without a device
 */
public record Step(
        int number,
        int wave,
        int block,
        String label,
        Optional<Tier> tier,
        List<Region> regions,
        Optional<String> select,
        Ratio share,
        Part part,
        Duration bake,
        boolean allowEmpty) {
    /** What a step is for. */
    public enum Part {
        /** A share of a block, but for those held out. */
        SHARE,
        /** The devices of the wave that were held out as controls. */
        HOLD_OUT,
        /** The devices that stayed without the release as judges of late harm. */
        LAST
    }

    public Step {
        regions = List.copyOf(regions);
    }

    /** The regions as a set. */
    public Set<Region> regionSet() {
        return Set.copyOf(regions);
    }
}
