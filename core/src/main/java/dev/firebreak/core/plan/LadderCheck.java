package dev.firebreak.core.plan;

import dev.firebreak.core.words.Ratio;
import dev.firebreak.core.words.Region;
import dev.firebreak.core.words.Span;
import dev.firebreak.core.words.Tier;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/** What is wrong with the waves of a plan, their order and their steps. */
final class LadderCheck {
    private final Plan plan;
    private final List<Bindings.Count> counts;
    private final Problems problems;

    LadderCheck(Plan plan, List<Bindings.Count> counts, Problems problems) {
        this.plan = plan;
        this.counts = counts;
        this.problems = problems;
    }

    void check() {
        order();
        everythingAtOnce();
        waves();
    }

    /** HIGH devices never before lower ones (S30). */
    private void order() {
        if (plan.overrides(PlanOverride.UNSAFE_ORDER)) {
            return;
        }
        var highest = Tier.LOW;
        for (int i = 0; i < plan.waves().size(); i++) {
            var wave = plan.waves().get(i);
            // Without a tier it may hold LOW devices, which is safe to say of all but HIGH ones.
            var tier = wave.tier().orElse(highest == Tier.HIGH ? Tier.LOW : highest);
            if (tier.compareTo(highest) < 0) {
                problems.error(
                        at(i, "tier"),
                        "tiers in the order LOW, MEDIUM, HIGH",
                        wave.tier().map(Tier::toString).orElse("any but HIGH")
                                + " after "
                                + highest,
                        "put the wave before those of higher tiers, or override unsafe-order");
            }
            highest = highest.or(tier);
        }
        if (plan.waves().getFirst().tier().filter(Tier.HIGH::equals).isPresent()) {
            problems.warning(
                    at(0, "tier"),
                    "a wave of lower tier that tries it first",
                    "HIGH at once",
                    "put a wave of LOW devices before it, if there are any");
        }
    }

    /** One step of 100 % of everything (S30). */
    private void everythingAtOnce() {
        var wave = plan.waves().getFirst();
        boolean oneStep =
                plan.waves().size() == 1
                        && wave.regions().size() <= 1
                        && wave.steps().equals(List.of(Ratio.ALL));
        if (oneStep
                && wave.select().isEmpty()
                && takesAll(wave)
                && !plan.overrides(PlanOverride.UNSAFE_ORDER)) {
            problems.error(
                    at(0, "steps"),
                    "steps that try it on a few first",
                    "one step of 100% of everything",
                    "write steps: [1%, 10%, 100%], or override unsafe-order");
        }
    }

    private boolean takesAll(WavePlan wave) {
        var tier = wave.tier();
        if (tier.isEmpty() || tier.equals(Optional.of(Tier.HIGH))) {
            return true;
        }
        var regions = wave.regions().stream().flatMap(List::stream).toList();
        return !counts.isEmpty()
                && counts.stream()
                        .allMatch(
                                count ->
                                        count.tier() == tier.get()
                                                && (regions.isEmpty()
                                                        || regions.contains(count.region())));
    }

    private void waves() {
        var names = new HashSet<String>();
        for (int i = 0; i < plan.waves().size(); i++) {
            var wave = plan.waves().get(i);
            if (!names.add(wave.name())) {
                problems.error(at(i, "name"), "each name once", wave.name(), "choose another name");
            }
            steps(i, wave);
            if (wave.bake().isNegative()) {
                problems.error(
                        at(i, "bake"), "a time to watch", Span.told(wave.bake()), "write bake: 4h");
            } else if (wave.bake().isZero()) {
                problems.warning(
                        at(i, "bake"),
                        "a time to watch",
                        "none",
                        "faults show late: write bake: 4h");
            }
            int budget = wave.budget().orElse(1);
            if (budget < 1) {
                problems.error(
                        at(i, "budget"), "at least 1", Integer.toString(budget), "write budget: 5");
            }
            if (!wave.allowEmpty()) {
                empty(i, wave);
            }
        }
    }

    private void steps(int number, WavePlan wave) {
        var path = at(number, "steps");
        var steps = wave.steps();
        if (steps.isEmpty()) {
            problems.error(path, "at least one step", "none", "write steps: [1%, 10%, 100%]");
            return;
        }
        for (int i = 0; i < steps.size(); i++) {
            var before = i == 0 ? Ratio.NONE : steps.get(i - 1);
            if (steps.get(i).compareTo(before) <= 0) {
                problems.error(
                        path,
                        "shares that rise, the first above 0%",
                        "%s after %s".formatted(steps.get(i), before),
                        "write steps: [1%, 10%, 100%]");
            }
        }
        if (!steps.getLast().equals(Ratio.ALL)) {
            problems.warning(
                    path,
                    "100% as the last step",
                    steps.getLast().toString(),
                    "the others never get it: add 100%, unless that is meant");
        }
    }

    /** An empty wave proves nothing; where the fleet is known, that is said now (S15). */
    private void empty(int number, WavePlan wave) {
        if (counts.isEmpty()) {
            return;
        }
        var sets = wave.regions().isEmpty() ? List.of(List.<Region>of()) : wave.regions();
        for (var set : sets) {
            boolean nobody =
                    counts.stream()
                            .filter(count -> set.isEmpty() || set.contains(count.region()))
                            .filter(count -> takes(wave, count.tier()))
                            .allMatch(count -> count.devices() == 0);
            if (nobody) {
                problems.error(
                        at(number, "regions"),
                        "devices in each set of regions",
                        "none of tier %s in %s"
                                .formatted(
                                        wave.tier().map(Tier::toString).orElse("LOW or MEDIUM"),
                                        set.isEmpty() ? "the fleet" : set.toString()),
                        "remove it, or write allowEmpty: true");
            }
        }
    }

    private static boolean takes(WavePlan wave, Tier tier) {
        return wave.tier().map(tier::equals).orElse(tier != Tier.HIGH);
    }

    private static String at(int wave, String key) {
        return "waves[%d].%s".formatted(wave, key);
    }
}
