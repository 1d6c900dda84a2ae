package dev.firebreak.core.plan;

import dev.firebreak.core.words.Digest;
import dev.firebreak.core.words.Ratio;
import dev.firebreak.core.words.Tier;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What the core must know of {@code fleet.yaml}; the mapping of attributes to places is done at the
 * edge.
 *
 * @param digest SHA-256 of the document's canonical form
 * @param mapping the same over all that places devices and speaks for them, without the numbers
 *     below: two files with one mapping place every device alike
 * @param idle how often a device polls that nothing concerns
 * @param watched how often a device polls that could soon be granted, is exposed, or is a control
 * @param jitter how much the interval varies
 * @param ceilingFleet most unconfirmed exposures over all rollouts together, if any
 * @param ceilingTier the same by tier
 */
public record FleetRules(
        Digest digest,
        Digest mapping,
        Duration idle,
        Duration watched,
        Ratio jitter,
        Optional<Integer> ceilingFleet,
        Map<Tier, Integer> ceilingTier) {
    public FleetRules {
        ceilingTier = new TreeMap<>(ceilingTier);
    }
}
