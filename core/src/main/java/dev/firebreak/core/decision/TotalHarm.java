package dev.firebreak.core.decision;

import dev.firebreak.core.device.Exposure;
import dev.firebreak.core.health.MaxHarm;
import dev.firebreak.core.words.Moment;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** Whether a rollout has harmed too many machines in all, at any rate, and which (decision 3). */
final class TotalHarm {
    /** From then on silence counts, of the exposed and of controls alike: less may be a night. */
    static final Duration LOST_AFTER = Duration.ofHours(24);

    /** So many machines are named; the others are counted. */
    private static final int NAMED = 100;

    private TotalHarm() {}

    /** Why it must not go on, with the machines; empty if it may. */
    static Optional<Grounds> tooMany(Rollout rollout, Moment at) {
        int limit = rollout.plan.health().maxHarm() << Math.min(rollout.acknowledgedHolds, 10);
        if (rollout.total.harmed() < limit) {
            return Optional.empty();
        }
        long others = 0;
        long lost = 0;
        for (var controls : rollout.controls.values()) {
            others += controls.all();
            lost += controls.away();
        }
        var harmed =
                rollout.exposures.values().stream()
                        .filter(it -> harmed(it, at))
                        .sorted(Limits.byDevice())
                        .toList();
        return MaxHarm.hold(limit, rollout.total.all(), harmed.size(), others, lost)
                .map(
                        it -> {
                            var numbers = new TreeMap<>(it.numbers());
                            numbers.put("machines", named(harmed));
                            return Grounds.of(it.rule(), it.reason().text(), numbers);
                        });
    }

    private static boolean harmed(Exposure it, Moment at) {
        return switch (it.state()) {
            case FAILED, REVERTED, WRITTEN_OFF -> true;
            case SILENT -> at.past(it.lastHeard(), LOST_AFTER);
            case OFFERED, ACCEPTED, INSTALLED, CONFIRMED, STALLED, WITHDRAWING, WITHDRAWN -> false;
        };
    }

    private static String named(List<Exposure> harmed) {
        var names = harmed.stream().limit(NAMED).map(it -> it.device().toString()).toList();
        int more = harmed.size() - names.size();
        return String.join(" ", names) + (more == 0 ? "" : " and %d more".formatted(more));
    }
}
