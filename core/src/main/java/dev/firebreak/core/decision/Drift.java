package dev.firebreak.core.decision;

import dev.firebreak.core.plan.Bindings;
import dev.firebreak.core.words.Region;
import dev.firebreak.core.words.Tier;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * What is no longer as it was when a plan was proposed, so that another one would be approved or
 * started than people looked at (law 9). Rules that became looser withdraw the plan by themselves
 * and those that became tighter do no harm; this is the rest of what a plan is bound to.
 */
final class Drift {
    /** So many devices more or fewer of one tier in one region are no other fleet yet. */
    static final long SOME = 10;

    /** Or so many of a hundred. */
    static final long SHARE = 10;

    private Drift() {}

    static Optional<String> of(State state, Rollout rollout) {
        var bound = rollout.bindings;
        var now = state.bindings();
        if (!bound.judge().equals(now.judge())) {
            return Optional.of(
                    "expected the judge that %s was proposed under, found another one: propose it again"
                            .formatted(rollout.id));
        }
        var before = counts(bound);
        var after = counts(now);
        var kinds = new TreeSet<String>(before.keySet());
        kinds.addAll(after.keySet());
        return kinds.stream()
                .filter(kind -> far(before.getOrDefault(kind, 0L), after.getOrDefault(kind, 0L)))
                .findFirst()
                .map(
                        kind ->
                                "expected about %d devices in %s as when %s was proposed, found %d: propose it again"
                                        .formatted(
                                                before.getOrDefault(kind, 0L),
                                                kind,
                                                rollout.id,
                                                after.getOrDefault(kind, 0L)));
    }

    private static boolean far(long before, long after) {
        return Math.abs(after - before) > Math.max(SOME, before * SHARE / 100);
    }

    private static Map<String, Long> counts(Bindings bindings) {
        var counts = new HashMap<String, Long>();
        bindings.counts()
                .forEach(it -> counts.merge(kind(it.tier(), it.region()), it.devices(), Long::sum));
        return counts;
    }

    private static String kind(Tier tier, Region region) {
        return tier + " " + region;
    }
}
