package dev.firebreak.core.plan;

import dev.firebreak.core.words.Digest;
import dev.firebreak.core.words.Region;
import dev.firebreak.core.words.Tier;

import java.util.List;

/**
 * What an approval covers beside the plan: a change of any of it while the rollout runs asks for
 * approval again (or is a tightening).
 *
 * @param fleet digest of the fleet's rules
 * @param gatePolicy digest of the gate's policy
 * @param customers digest of all customers' policies
 * @param judge digest of the judge's settings
 * @param counts how many devices each tier has in each region
 */
public record Bindings(
        Digest fleet, Digest gatePolicy, Digest customers, Digest judge, List<Count> counts) {
    /** Devices of one tier in one region. */
    public record Count(Tier tier, Region region, long devices) {}

    public Bindings {
        counts = List.copyOf(counts);
    }
}
