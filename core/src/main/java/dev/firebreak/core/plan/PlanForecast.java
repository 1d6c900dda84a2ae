package dev.firebreak.core.plan;

import dev.firebreak.core.words.Ratio;
import dev.firebreak.core.words.Region;
import dev.firebreak.core.words.Tier;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * How fast a plan can go at best, and therefore how much a fault that shows late can harm at worst:
 * both are bounds, from one time line on which everything goes well.
 *
 * <p>The model, each part of it faster than life:
 *
 * <ul>
 *   <li>Waves come one after the other, in each the sets of regions, in each the steps. A step of
 *       share s brings the devices of its set of regions to {@code ceil(s n)}; n leaves out those
 *       that an earlier wave has exposed. A step that brings nobody takes no time.
 *   <li>Devices are exposed in rounds: as many as the budget allows at once, all of them at the
 *       start of a round, which lasts one soak and one watched interval (the poll that shows the
 *       device alive past its soak). Downloading, installing and restarting take no time.
 *   <li>The limit of a round is the smallest of fleet, tier, region and wave budget and of the
 *       tenant's ceilings, each after as many doublings as steps were promoted in it: a tier's, a
 *       region's proofs are its own (decision 3), the fleet's are all. Customers' and redundancy
 *       groups' budgets, windows, and the devices held out as controls are left out: they only slow
 *       it down.
 *   <li>A step then bakes: in full if it is the first of its set of regions, a quarter of it
 *       otherwise.
 *   <li>How many devices a {@code select} takes is not known here: one round of its budget.
 * </ul>
 *
 * @param steps the ladder on the time line
 * @param total from the first offer to the end of the last bake
 */
public record PlanForecast(List<Step> steps, Duration total) {
    /** Later steps of a set of regions bake so much shorter. */
    private static final int LATER_BAKE = 4;

    /** What stays unseen one time in twenty counts as not excluded. */
    private static final double UNSEEN = 0.05;

    /**
     * One step on the time line.
     *
     * @param wave its number in the plan, from 0
     * @param regions its set; empty = regardless of region
     * @param share of the devices of the set, earlier steps included
     * @param devices that it exposes
     * @param limit how many at once, at least 1
     * @param start when its first devices are exposed, counted from the first of all
     * @param round how long after one round the next may start
     * @param end when its bake is over
     */
    public record Step(
            int wave,
            List<Region> regions,
            Ratio share,
            long devices,
            long limit,
            Duration start,
            Duration round,
            Duration end) {
        public Step {
            regions = List.copyOf(regions);
        }

        long exposedBefore(Duration time) {
            var open = time.minus(start);
            if (!open.isPositive()) {
                return 0;
            }
            if (!round.isPositive()) {
                return devices;
            }
            long whole = open.dividedBy(round);
            long rounds = round.multipliedBy(whole).equals(open) ? whole : whole + 1;
            return rounds >= Math.ceilDiv(devices, limit) ? devices : rounds * limit;
        }
    }

    public PlanForecast {
        steps = List.copyOf(steps);
    }

    /**
     * The time line of {@code plan} in a fleet of {@code counts} under {@code rules}.
     *
     * @param counts one for each tier and region that has devices
     */
    public static PlanForecast of(Plan plan, FleetRules rules, List<Bindings.Count> counts) {
        return new Drawing(plan, rules, counts).draw();
    }

    /**
     * How many devices can have been exposed when the first one reaches {@code age}: what a fault
     * that shows only then can harm.
     */
    public long lateHarm(Duration age) {
        return steps.stream().mapToLong(step -> step.exposedBefore(age)).sum();
    }

    /**
     * The share of faulty devices that {@code devices} healthy ones do not exclude: the p with
     * {@code (1-p)^devices = 0.05}. Everything, as long as there is none.
     */
    public static double notExcluded(long devices) {
        return devices < 1 ? 1 : -StrictMath.expm1(StrictMath.log(UNSEEN) / devices);
    }

    /** The time line while it is drawn. */
    private static final class Drawing {
        private final Plan plan;
        private final FleetRules rules;

        /** Devices that no wave has exposed yet. */
        private final Map<Tier, Map<Region, Long>> left = new TreeMap<>();

        private final Map<Tier, Long> tierSizes = new TreeMap<>();
        private final Map<Region, Long> regionSizes = new TreeMap<>();
        private final long fleetSize;
        private final Duration round;

        private final List<Step> steps = new ArrayList<>();
        private Duration time = Duration.ZERO;

        Drawing(Plan plan, FleetRules rules, List<Bindings.Count> counts) {
            this.plan = plan;
            this.rules = rules;
            this.round = plan.health().soak().plus(rules.watched());
            this.fleetSize = counts.stream().mapToLong(Bindings.Count::devices).sum();
            for (var count : counts) {
                left.computeIfAbsent(count.tier(), _ -> new TreeMap<>())
                        .merge(count.region(), count.devices(), Long::sum);
                tierSizes.merge(count.tier(), count.devices(), Long::sum);
                regionSizes.merge(count.region(), count.devices(), Long::sum);
            }
        }

        PlanForecast draw() {
            for (int i = 0; i < plan.waves().size(); i++) {
                var wave = plan.waves().get(i);
                var sets = wave.regions().isEmpty() ? List.of(List.<Region>of()) : wave.regions();
                for (var set : sets) {
                    draw(i, wave, set);
                }
            }
            return new PlanForecast(steps, time);
        }

        private void draw(int number, WavePlan wave, List<Region> set) {
            long candidates = candidates(wave, set);
            if (wave.select().isPresent()) {
                candidates = Math.min(candidates, limit(wave, set));
            }
            long reached = 0;
            boolean first = true;
            for (var share : wave.steps()) {
                long target = share.ceilOf(candidates);
                if (target <= reached) {
                    continue;
                }
                long limit = limit(wave, set);
                long devices = target - reached;
                var bake = first ? wave.bake() : wave.bake().dividedBy(LATER_BAKE);
                var end = time.plus(round.multipliedBy(Math.ceilDiv(devices, limit))).plus(bake);
                steps.add(new Step(number, set, share, devices, limit, time, round, end));
                time = end;
                reached = target;
                first = false;
            }
            // Only then is it certain of each device that it has had its turn.
            if (reached == candidates && wave.select().isEmpty()) {
                tiers(wave).forEach(tier -> exposed(tier, set));
            }
        }

        private long candidates(WavePlan wave, List<Region> set) {
            return tiers(wave).stream()
                    .flatMap(tier -> left.getOrDefault(tier, Map.of()).entrySet().stream())
                    .filter(cell -> set.isEmpty() || set.contains(cell.getKey()))
                    .mapToLong(Map.Entry::getValue)
                    .sum();
        }

        private void exposed(Tier tier, List<Region> set) {
            left.getOrDefault(tier, new TreeMap<>())
                    .keySet()
                    .removeIf(region -> set.isEmpty() || set.contains(region));
        }

        private long limit(WavePlan wave, List<Region> set) {
            var budget = plan.budget();
            long byTier = 0;
            for (var tier : tiers(wave)) {
                byTier += Math.min(planned(tier), ceiling(tier));
            }
            long byRegion =
                    budget.region()
                            .map(
                                    each ->
                                            regions(set).stream()
                                                    .mapToLong(it -> limit(each, it))
                                                    .sum())
                            .orElse(Long.MAX_VALUE);
            long byFleet =
                    Math.min(
                            budget.fleet().limit(steps.size(), fleetSize),
                            rules.ceilingFleet().orElse(Integer.MAX_VALUE));
            long byWave = wave.budget().orElse(Integer.MAX_VALUE);
            return Math.max(1, Math.min(Math.min(byTier, byRegion), Math.min(byFleet, byWave)));
        }

        private long limit(Allowance each, Region region) {
            int proofs = proofs(it -> it.regions().isEmpty() || it.regions().contains(region));
            return each.limit(proofs, regionSizes.getOrDefault(region, 0L));
        }

        private long planned(Tier tier) {
            int proofs = proofs(it -> tiers(plan.waves().get(it.wave())).contains(tier));
            long size = tierSizes.getOrDefault(tier, 0L);
            return Optional.ofNullable(plan.budget().tier().get(tier))
                    .map(each -> (long) each.limit(proofs, size))
                    .orElse((long) Integer.MAX_VALUE);
        }

        private int proofs(Predicate<Step> in) {
            return (int) steps.stream().filter(in).count();
        }

        private long ceiling(Tier tier) {
            return rules.ceilingTier().getOrDefault(tier, Integer.MAX_VALUE);
        }

        private List<Region> regions(List<Region> set) {
            return regionSizes.keySet().stream()
                    .filter(region -> set.isEmpty() || set.contains(region))
                    .toList();
        }

        private static Set<Tier> tiers(WavePlan wave) {
            return wave.tier().map(Set::of).orElse(Set.of(Tier.LOW, Tier.MEDIUM));
        }
    }
}
