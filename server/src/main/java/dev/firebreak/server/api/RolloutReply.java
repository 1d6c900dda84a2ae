package dev.firebreak.server.api;

import dev.firebreak.core.decision.Coverage;
import dev.firebreak.core.decision.RolloutState;
import dev.firebreak.core.decision.RolloutView;
import dev.firebreak.core.plan.Plan;
import dev.firebreak.core.words.Digest;
import dev.firebreak.core.words.Moment;
import dev.firebreak.core.words.Person;
import dev.firebreak.core.words.RolloutId;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A rollout as the API shows it.
 *
 * @param id like {@code r1}
 * @param plan the plan's name
 * @param sealedPlan the whole plan; only where one rollout is asked for
 * @param made the rollouts that a command made, if it made some
 */
record RolloutReply(
        String id,
        RolloutState state,
        String plan,
        Digest planDigest,
        String release,
        Digest releaseDigest,
        Person author,
        List<Person> approvals,
        Instant proposedAt,
        Optional<Instant> startedAt,
        String headline,
        String speedLimit,
        RolloutView.Counts counts,
        Coverage coverage,
        List<WaveReply> waves,
        List<RolloutView.StepView> steps,
        List<RolloutView.BudgetLine> budget,
        List<RolloutView.Waiting> waiting,
        Optional<String> rollbackOf,
        boolean outdated,
        Optional<Plan> sealedPlan,
        List<String> made) {
    /** The steps of one wave together. */
    record WaveReply(
            int wave,
            String name,
            String state,
            int steps,
            long target,
            long exposed,
            long confirmed,
            long harmed) {}

    /** The rollout without its plan, as in lists. */
    static RolloutReply brief(RolloutView view) {
        return of(view, Optional.empty());
    }

    /** All of it. */
    static RolloutReply full(RolloutView view) {
        return of(view, Optional.of(view.plan()));
    }

    private static RolloutReply of(RolloutView view, Optional<Plan> plan) {
        return new RolloutReply(
                view.id().toString(),
                view.state(),
                view.plan().name(),
                view.planDigest(),
                view.release(),
                view.plan().release(),
                view.author(),
                view.approvals(),
                view.proposedAt().wall(),
                view.startedAt().map(Moment::wall),
                view.headline(),
                view.speedLimit(),
                view.counts(),
                view.coverage(),
                waves(view.steps()),
                view.steps(),
                view.budget(),
                view.waiting(),
                view.rollbackOf().map(RolloutId::toString),
                view.outdated(),
                plan,
                List.of());
    }

    /** The same with what the command made. */
    RolloutReply making(List<RolloutId> others) {
        return new RolloutReply(
                id,
                state,
                plan,
                planDigest,
                release,
                releaseDigest,
                author,
                approvals,
                proposedAt,
                startedAt,
                headline,
                speedLimit,
                counts,
                coverage,
                waves,
                steps,
                budget,
                waiting,
                rollbackOf,
                outdated,
                sealedPlan,
                others.stream().map(RolloutId::toString).toList());
    }

    private static List<WaveReply> waves(List<RolloutView.StepView> steps) {
        var waves = new ArrayList<WaveReply>();
        for (int from = 0; from < steps.size(); ) {
            var wave = steps.get(from).wave();
            int to = from;
            while (to < steps.size() && steps.get(to).wave() == wave) {
                to++;
            }
            waves.add(wave(steps.subList(from, to)));
            from = to;
        }
        return List.copyOf(waves);
    }

    /** A step's target has those of earlier steps of its block in it; so has one for the rest. */
    private static long target(List<RolloutView.StepView> steps) {
        var blocks = new TreeMap<Integer, Long>();
        long rest = 0;
        for (var step : steps) {
            if (step.heldOut()) {
                rest = Math.max(rest, step.target());
            } else {
                blocks.merge(step.block(), step.target(), Math::max);
            }
        }
        return Math.max(rest, blocks.values().stream().mapToLong(Long::longValue).sum());
    }

    private static WaveReply wave(List<RolloutView.StepView> steps) {
        var now =
                steps.stream()
                        .filter(step -> step.state() != RolloutView.StepState.PROMOTED)
                        .findFirst()
                        .orElse(steps.getLast());
        return new WaveReply(
                now.wave(),
                now.waveName(),
                now.state().name(),
                steps.size(),
                target(steps),
                steps.stream().mapToLong(RolloutView.StepView::exposed).sum(),
                steps.stream().mapToLong(RolloutView.StepView::confirmed).sum(),
                steps.stream().mapToLong(RolloutView.StepView::harmed).sum());
    }
}
