package dev.firebreak.core.wave;

import dev.firebreak.core.plan.Plan;
import dev.firebreak.core.plan.WavePlan;
import dev.firebreak.core.words.Ratio;
import dev.firebreak.core.words.Region;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The steps of a plan in their order: tier by tier, in a tier region by region, in a region share
 * by share. Who belongs to a step is a predicate, so a ladder is as long as its plan, whatever the
 * fleet's size.
 */
public final class Ladder {
    /** Later steps of a region bake this part of the first one's bake. */
    private static final int LATER_BAKES = 4;

    private static final double HELD_OUT = 0.05;
    private static final long HELD_OUT_LEAST = 20;
    private static final double STAYS_OUT = 0.01;
    private static final long STAYS_OUT_LEAST = 200;
    private static final int QUARTER = 4;

    private Ladder() {}

    /** The steps of {@code plan}. */
    public static List<Step> of(Plan plan) {
        var steps = new ArrayList<Step>();
        int block = 0;
        boolean holdsOut = holdsOut(plan);
        for (int wave = 0; wave < plan.waves().size(); wave++) {
            var planned = plan.waves().get(wave);
            var sets = planned.regions().isEmpty() ? List.of(List.<Region>of()) : planned.regions();
            for (var regions : sets) {
                for (int i = 0; i < planned.steps().size(); i++) {
                    var bake = i == 0 ? planned.bake() : planned.bake().dividedBy(LATER_BAKES);
                    var share = planned.steps().get(i);
                    steps.add(share(steps.size(), wave, block, planned, regions, share, bake));
                }
                block++;
            }
            if (holdsOut && planned.select().isEmpty()) {
                steps.add(rest(steps.size(), wave, block++, planned, Step.Part.HOLD_OUT));
            }
        }
        for (int wave = 0; holdsOut && wave < plan.waves().size(); wave++) {
            var planned = plan.waves().get(wave);
            if (planned.select().isEmpty()) {
                steps.add(rest(steps.size(), wave, block++, planned, Step.Part.LAST));
            }
        }
        return List.copyOf(steps);
    }

    /** Whether the plan keeps devices without the release as controls. */
    public static boolean holdsOut(Plan plan) {
        return !plan.health().permanentHoldOut().isZero();
    }

    /**
     * How many of a block of {@code candidates} a full step has exposed, earlier steps of the block
     * included; at least 1 if there is anybody.
     *
     * @param fleet all devices of the tenant
     */
    public static long target(Step step, Plan plan, long candidates, long fleet) {
        long stays = holdsOut(plan) ? staysOut(candidates, fleet) : 0;
        long held = holdsOut(plan) && step.select().isEmpty() ? heldOut(candidates) : 0;
        return switch (step.part()) {
            case SHARE -> {
                long all = Math.max(1, candidates - Math.max(held, stays));
                yield Math.min(all, Math.max(1, step.share().ceilOf(candidates)));
            }
            case HOLD_OUT -> Math.max(0, candidates - stays);
            case LAST -> candidates;
        };
    }

    /** Controls of a block while it is exposed: min(max(5 %, 20), a quarter). */
    static long heldOut(long candidates) {
        long share = (long) Math.ceil(HELD_OUT * candidates);
        return Math.min(Math.max(share, HELD_OUT_LEAST), candidates / QUARTER);
    }

    /**
     * A block's part of those held out after the end: min(max(1 %, 200), a quarter) of the fleet.
     */
    static long staysOut(long candidates, long fleet) {
        long whole =
                Math.min(
                        Math.max((long) Math.ceil(STAYS_OUT * fleet), STAYS_OUT_LEAST),
                        fleet / QUARTER);
        return fleet == 0 ? 0 : candidates * whole / fleet;
    }

    private static Step share(
            int number,
            int wave,
            int block,
            WavePlan planned,
            List<Region> regions,
            Ratio share,
            Duration bake) {
        var where =
                regions.stream().map(Region::toString).collect(Collectors.joining("+", " ", ""));
        return new Step(
                number,
                wave,
                block,
                planned.name() + (where.isBlank() ? "" : where) + " " + share,
                planned.tier(),
                regions,
                planned.select(),
                share,
                Step.Part.SHARE,
                bake,
                planned.allowEmpty());
    }

    private static Step rest(int number, int wave, int block, WavePlan planned, Step.Part part) {
        return new Step(
                number,
                wave,
                block,
                planned.name() + (part == Step.Part.LAST ? " after the end" : " held out"),
                planned.tier(),
                planned.regions().stream().flatMap(List::stream).distinct().toList(),
                planned.select(),
                Ratio.ALL,
                part,
                planned.bake().dividedBy(LATER_BAKES),
                true);
    }
}
