package dev.firebreak.core.decision;

import dev.firebreak.core.wave.Ladder;
import dev.firebreak.core.wave.Step;
import dev.firebreak.core.words.Moment;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * How a step gets its devices: it opens when they are counted, its cutoff rises while places are
 * left, and it tells whom it waits for when nobody else can be granted.
 */
final class Filling {
    private final State state;
    private final Stopping stopping;

    Filling(State state, Stopping stopping) {
        this.state = state;
        this.stopping = stopping;
    }

    /** Opens the next step, raises the cutoff of the open one, and sees when nobody is left. */
    List<Fact> crowd(Observation.Crowd crowd, Moment at) {
        var found = state.rollout(crowd.rollout());
        if (found.isEmpty() || found.get().current != crowd.step()) {
            return List.of();
        }
        var rollout = found.get();
        var progress = rollout.steps.get(crowd.step());
        boolean late =
                rollout.state == RolloutState.COMPLETED && afterTheEnd(rollout, progress, at);
        if (rollout.state != RolloutState.RUNNING && !late) {
            return List.of();
        }
        return progress.open()
                ? raise(rollout, progress, crowd, at)
                : open(rollout, progress, crowd, at);
    }

    private static boolean afterTheEnd(Rollout rollout, StepProgress progress, Moment at) {
        return progress.step.part() == Step.Part.LAST
                && rollout.completedAt
                        .filter(end -> at.past(end, rollout.plan.health().permanentHoldOut()))
                        .isPresent();
    }

    private List<Fact> open(
            Rollout rollout, StepProgress progress, Observation.Crowd crowd, Moment at) {
        if (crowd.candidates() == 0 && !progress.step.allowEmpty()) {
            return stopping.held(rollout, empty(progress), at);
        }
        long target =
                crowd.candidates() == 0
                        ? 0
                        : Ladder.target(
                                progress.step,
                                rollout.plan,
                                crowd.candidates(),
                                state.counts.all());
        return List.of(
                new Fact.StepOpened(
                        rollout.id,
                        progress.step.number(),
                        crowd.candidates(),
                        target,
                        above(0, places(rollout, progress, target), crowd.present()),
                        at));
    }

    private List<Fact> raise(
            Rollout rollout, StepProgress progress, Observation.Crowd crowd, Moment at) {
        if (rollout.exposedFor(progress.step) >= progress.target) {
            return List.of();
        }
        var facts = new ArrayList<Fact>();
        var waits = crowd.present() > 0 ? List.<Waits>of() : crowd.waits();
        if (tellsMore(progress, crowd.usedUp(), waits, at)) {
            facts.add(
                    new Fact.StepCounted(
                            rollout.id, progress.step.number(), crowd.usedUp(), waits, at));
        }
        long places = places(rollout, progress, progress.target);
        boolean rises =
                progress.cutoff != EVERYBODY
                        && places > 0
                        && at.past(progress.raisedAt, state.rules.watched());
        if (rises) {
            facts.add(
                    new Fact.CutoffRaised(
                            rollout.id,
                            progress.step.number(),
                            above(progress.cutoff, places, crowd.present()),
                            at));
        }
        return facts;
    }

    /** As long as anybody can be granted nobody waits; then reasons are news at once. */
    private boolean tellsMore(StepProgress progress, boolean usedUp, List<Waits> waits, Moment at) {
        boolean other =
                usedUp != progress.usedUp || !reasons(waits).equals(reasons(progress.waits));
        return other
                || (!waits.equals(progress.waits)
                        && at.past(progress.countedAt, state.rules.idle()));
    }

    private static List<Waits> reasons(List<Waits> waits) {
        return waits.stream().map(it -> new Waits(it.why(), it.passed(), 0)).toList();
    }

    private long places(Rollout rollout, StepProgress progress, long target) {
        long wanted = target - rollout.exposedFor(progress.step);
        return Math.max(
                0, Math.min(wanted, Limits.free(state, rollout, Limits.shared(rollout, progress))));
    }

    /** As an unsigned number: every rank but the very last is below it. */
    static final long EVERYBODY = -1L;

    /**
     * The rank up to which about {@code places} of the {@code present} devices above {@code cutoff}
     * stand: ranks are uniform.
     */
    static long above(long cutoff, long places, long present) {
        if (places >= present) {
            return EVERYBODY;
        }
        double below = toShare(cutoff);
        double share = below + (1 - below) * places / present;
        return share >= 1 ? EVERYBODY : (long) (share * 0x1p63) << 1;
    }

    private static double toShare(long unsigned) {
        return (unsigned >>> 1) * 0x1p-63;
    }

    static Grounds empty(StepProgress progress) {
        return Grounds.of(
                "empty",
                "no device of step '%s' could be exposed: an empty step promotes nothing"
                        .formatted(progress.step.label()),
                Map.of("candidates", Long.toString(progress.candidates)));
    }
}
