package dev.firebreak.core.health;

import dev.firebreak.core.words.Reason;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The absolute limit on harm: hold a rollout when so many more devices are harmed than its controls
 * predict, at any rate and in any fleet. No share of a large fleet makes dozens of dead machines
 * normal.
 *
 * <p>With r = exposed / controls and x harmed controls, chance explains up to {@code r x + 3 sqrt(r
 * x (1 + r))} harmed devices: the expectation, and three standard deviations of the difference of
 * two Poisson counts, that of the controls scaled by r. A count with a person behind it, not a
 * test: the three deviations are a convention.
 */
public final class MaxHarm {
    /** The name under which it speaks. */
    public static final String RULE = "max-harm";

    private static final double DEVIATIONS = 3;

    private MaxHarm() {}

    /** How many of {@code exposed} chance may harm, going by the controls; 0 without controls. */
    public static double predicted(long exposed, long controls, long controlsHarmed) {
        if (controlsHarmed < 0 || controlsHarmed > controls) {
            throw new IllegalArgumentException(
                    "expected harmed controls from 0 to %d, found %d"
                            .formatted(controls, controlsHarmed));
        }
        if (controls == 0) {
            return 0;
        }
        double r = (double) exposed / controls;
        double expected = r * controlsHarmed;
        return expected + DEVIATIONS * StrictMath.sqrt(expected * (1 + r));
    }

    /**
     * A hold if {@code harmed} exceeds what the controls predict by {@code limit} or more.
     *
     * @param limit of the plan, doubled each time two people have looked and let it go on
     * @param exposed over the whole rollout
     * @param harmed of these failed, reverted, written off, or silent for 24 hours
     * @param controls devices of the same places that were not exposed
     * @param controlsHarmed of these
     */
    public static Optional<Verdict.Hold> hold(
            int limit, long exposed, long harmed, long controls, long controlsHarmed) {
        double predicted = predicted(exposed, controls, controlsHarmed);
        if (harmed - predicted < limit) {
            return Optional.empty();
        }
        long foretold = (long) StrictMath.ceil(predicted);
        return Optional.of(
                new Verdict.Hold(
                        RULE,
                        Reason.told(
                                "%d of %d exposed devices are harmed, the controls predict at most %d, and %d more hold"
                                        .formatted(harmed, exposed, foretold, limit)),
                        new TreeMap<>(
                                Map.of(
                                        "exposed", Long.toString(exposed),
                                        "harmed", Long.toString(harmed),
                                        "predicted", Long.toString(foretold),
                                        "controls", Long.toString(controls),
                                        "controlsHarmed", Long.toString(controlsHarmed),
                                        "limit", Integer.toString(limit)))));
    }
}
