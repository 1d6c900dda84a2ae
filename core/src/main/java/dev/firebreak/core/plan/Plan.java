package dev.firebreak.core.plan;

import dev.firebreak.core.words.Digest;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Waves, budget, health rule and windows: a plan in its resolved form, in which every number it
 * runs under is spelled out.
 *
 * @param name for people
 * @param release what is shipped
 * @param rollbackTo where devices go back to
 * @param waves strictly in this order; never empty
 * @param budget the blast radius
 * @param health what counts as healthy
 * @param deadline the plan must be able to end within this, if it says so
 * @param windows when offers may be made; empty = always
 * @param ownerRequired whether the platform owner must approve
 * @param overrides which rules of {@code plan check} it breaks on purpose
 */
public record Plan(
        String name,
        Digest release,
        RollbackTo rollbackTo,
        List<WavePlan> waves,
        Budget budget,
        HealthRule health,
        Optional<Duration> deadline,
        List<Window> windows,
        boolean ownerRequired,
        Set<PlanOverride> overrides) {
    public Plan {
        waves = List.copyOf(waves);
        windows = List.copyOf(windows);
        overrides = new TreeSet<>(overrides);
        if (waves.isEmpty()) {
            throw new IllegalArgumentException(
                    "expected at least one wave, found none: a plan without waves ships nothing");
        }
    }

    /** Whether the plan breaks {@code rule} on purpose. */
    public boolean overrides(PlanOverride rule) {
        return overrides.contains(rule);
    }
}
