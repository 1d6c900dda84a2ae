package dev.firebreak.core.health;

import dev.firebreak.core.words.Ratio;
import dev.firebreak.core.words.Stratum;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What one step has shown so far: all that a judge may look at.
 *
 * @param fullyExposed every device that the step is to expose has been exposed
 * @param sinceLastResolution uptime since a device of the step last became resolved or ceased to be
 * @param bake how long that must be before the next step opens
 * @param tolerated the share of harmed devices that a good release may have
 * @param looks how often this step has been judged, this time included, or the number of its harmed
 *     devices, at least 1; the chance of a false alarm is split over the looks
 * @param acceptedHarm harmed devices that a person had seen when the rollout was last resumed: they
 *     do not hold it again, and never keep a halt away
 * @param acceptedStalled the same for stalled devices
 * @param strata the devices, each in the stratum in which it was exposed
 */
public record StepHealth(
        boolean fullyExposed,
        Duration sinceLastResolution,
        Duration bake,
        Ratio tolerated,
        int looks,
        int acceptedHarm,
        int acceptedStalled,
        List<StratumHealth> strata) {
    private static final Stratum TOGETHER = new Stratum("all");

    public StepHealth {
        strata = List.copyOf(strata);
        if (looks < 1) {
            throw new IllegalArgumentException(
                    "expected looks counted from 1, found %d: count this one too".formatted(looks));
        }
    }

    /**
     * All harm in {@code strata}, once. Silence that is too little in each stratum may be beyond
     * chance in all of them together.
     */
    public static int harmed(List<StratumHealth> strata) {
        int together =
                strata.stream().reduce(StratumHealth::with).map(StratumHealth::harmed).orElse(0);
        return Math.max(together, strata.stream().mapToInt(StratumHealth::harmed).sum());
    }

    /** All strata as if they were one; empty if there are none. */
    Optional<StratumHealth> together() {
        return strata.stream().reduce(StratumHealth::with).map(all -> all.named(TOGETHER));
    }
}
