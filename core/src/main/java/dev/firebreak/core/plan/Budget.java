package dev.firebreak.core.plan;

import dev.firebreak.core.words.Tier;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The blast radius: the most devices exposed and not yet confirmed, at any instant, in each scope.
 *
 * @param fleet over the whole fleet
 * @param tier by tier; a tier that is not named has no limit of its own
 * @param region in each region
 * @param customer for each customer
 * @param group in each redundancy group; 1 unless a plan says more
 */
public record Budget(
        Allowance fleet,
        Map<Tier, Allowance> tier,
        Optional<Allowance> region,
        Optional<Allowance> customer,
        int group) {
    public Budget {
        tier = new TreeMap<>(tier);
    }
}
