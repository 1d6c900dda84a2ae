package dev.firebreak.core.decision;

import dev.firebreak.core.device.ExposureState;
import dev.firebreak.core.device.Tally;
import dev.firebreak.core.health.Judge;
import dev.firebreak.core.health.MaxHarm;
import dev.firebreak.core.health.SimpleJudge;
import dev.firebreak.core.health.StepHealth;
import dev.firebreak.core.health.StratumHealth;
import dev.firebreak.core.health.Verdict;
import dev.firebreak.core.plan.PlanOverride;
import dev.firebreak.core.plan.Tolerance;
import dev.firebreak.core.wave.Ladder;
import dev.firebreak.core.wave.Step;
import dev.firebreak.core.words.Moment;
import dev.firebreak.core.words.Ratio;
import dev.firebreak.core.words.Stratum;
import dev.firebreak.core.words.Tier;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What follows for whole rollouts from what their devices have shown: the judge's word, carried
 * out.
 */
final class Reviewing {
    /** From then on silence counts against {@code maxHarm} (decision 3). */
    private static final Duration LOST_AFTER = Duration.ofHours(24);

    private final State state;
    private final Stopping stopping;
    private final Judge judge = new SimpleJudge();

    Reviewing(State state, Stopping stopping) {
        this.state = state;
        this.stopping = stopping;
    }

    List<Fact> review(Moment at) {
        var facts = new ArrayList<Fact>();
        for (var rollout : state.rollouts.values()) {
            int given = (int) facts.stream().filter(Fact.WayBackOffered.class::isInstance).count();
            facts.addAll(review(rollout, state.lastAction + given, at));
        }
        return facts;
    }

    private List<Fact> review(Rollout rollout, int lastAction, Moment at) {
        return switch (rollout.state) {
            case RUNNING -> running(rollout, at);
            case HELD, COMPLETED -> worst(rollout, at);
            case ROLLING_BACK, ROLLED_BACK -> backwards(rollout, lastAction, at);
            case HALTED -> strays(rollout, at);
            case PROPOSED, APPROVED, WITHDRAWN -> List.of();
        };
    }

    /** The worst that any step says decides; only the open one can be promoted. */
    private List<Fact> running(Rollout rollout, Moment at) {
        var worst = worst(rollout, at);
        if (!worst.isEmpty()) {
            return worst;
        }
        var open = rollout.step().filter(StepProgress::open);
        return open.isEmpty() ? List.of() : promotion(rollout, open.get(), at);
    }

    private List<Fact> worst(Rollout rollout, Moment at) {
        Optional<Grounds> hold = Optional.empty();
        for (var progress : rollout.steps) {
            if (progress.total.all() == 0) {
                continue;
            }
            var verdict = judge(rollout, progress, at);
            if (verdict instanceof Verdict.Halt
                    && (rollout.state != RolloutState.COMPLETED || certain(verdict))) {
                return stopping.halted(rollout, grounds(progress, verdict), at);
            }
            if (verdict instanceof Verdict.Hold && hold.isEmpty()) {
                hold = Optional.of(grounds(progress, verdict));
            }
        }
        if (rollout.state != RolloutState.RUNNING) {
            return List.of(); // a hold is no news to what is held or complete
        }
        if (hold.isPresent()) {
            return stopping.held(rollout, hold.get(), at);
        }
        return maxHarm(rollout, at);
    }

    /** After the end only what is certain halts: ordinary attrition goes on for weeks. */
    private static boolean certain(Verdict verdict) {
        return verdict.numbers().containsKey("lowerBound");
    }

    private List<Fact> maxHarm(Rollout rollout, Moment at) {
        int limit = rollout.plan.health().maxHarm() << Math.min(rollout.acknowledgedHolds, 10);
        long others = 0;
        long lost = 0;
        for (var controls : rollout.controls.values()) {
            others += controls.all();
            lost += controls.lost();
        }
        long harmed = rollout.total.harmed() - silentLately(rollout, at);
        return MaxHarm.hold(limit, rollout.total.all(), harmed, others, lost)
                .map(
                        it ->
                                stopping.held(
                                        rollout,
                                        Grounds.of(it.rule(), it.reason().text(), it.numbers()),
                                        at))
                .orElse(List.of());
    }

    /** Silent for less than a day: that may be a night. */
    private long silentLately(Rollout rollout, Moment at) {
        return rollout.total.in(ExposureState.SILENT) == 0
                ? 0
                : state.open.stream()
                        .filter(it -> it.rollout().equals(rollout.id))
                        .filter(it -> it.state() == ExposureState.SILENT)
                        .filter(it -> !at.past(it.lastHeard(), LOST_AFTER))
                        .count();
    }

    private List<Fact> promotion(Rollout rollout, StepProgress progress, Moment at) {
        int number = progress.step.number();
        if (progress.total.all() == 0 && rollout.fullyExposed(progress)) {
            return nobody(rollout, progress, at);
        }
        if (!(judge(rollout, progress, at) instanceof Verdict.Promote proof)) {
            return List.of();
        }
        return promoted(
                rollout,
                number,
                Grounds.of(proof.rule(), proof.reason().text(), proof.numbers()),
                at);
    }

    /**
     * A step that has no device to expose proves nothing; it is passed only where that is harmless.
     */
    private List<Fact> nobody(Rollout rollout, StepProgress progress, Moment at) {
        var numbers = Map.of("candidates", Long.toString(progress.candidates));
        boolean before = rollout.exposedFor(progress.step) > 0;
        if (before || progress.step.allowEmpty()) {
            var why =
                    before
                            ? "the devices of this step were exposed in earlier ones, or are not there"
                            : "no device belongs to this step, which the plan allows";
            return promoted(
                    rollout, progress.step.number(), Grounds.of("nothing-new", why, numbers), at);
        }
        return stopping.held(rollout, empty(progress), at);
    }

    private static Grounds empty(StepProgress progress) {
        return Grounds.of(
                "empty",
                "no device of step '%s' could be exposed: an empty step promotes nothing"
                        .formatted(progress.step.label()),
                Map.of("candidates", Long.toString(progress.candidates)));
    }

    private List<Fact> promoted(Rollout rollout, int number, Grounds why, Moment at) {
        var facts = new ArrayList<Fact>();
        facts.add(new Fact.Promoted(rollout.id, number, why, at));
        boolean last =
                number + 1 >= rollout.steps.size()
                        || rollout.steps.get(number + 1).step.part() == Step.Part.LAST;
        if (last && rollout.state == RolloutState.RUNNING) {
            int confirmed = rollout.total.in(ExposureState.CONFIRMED);
            facts.add(
                    new Fact.Completed(
                            rollout.id,
                            Grounds.of(
                                    "completed",
                                    "every step is proved; %d devices are confirmed"
                                            .formatted(confirmed),
                                    Map.of("confirmed", Integer.toString(confirmed))),
                            at));
        }
        return facts;
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
        if (progress.exhausted || rollout.exposedFor(progress.step) >= progress.target) {
            return List.of();
        }
        if (progress.cutoff == EVERYBODY) {
            return crowd.present() == 0 && at.past(progress.raisedAt, state.rules.idle())
                    ? List.of(new Fact.StepExhausted(rollout.id, progress.step.number(), at))
                    : List.of();
        }
        long places = places(rollout, progress, progress.target);
        if (places == 0 || !at.past(progress.raisedAt, state.rules.watched())) {
            return List.of();
        }
        return List.of(
                new Fact.CutoffRaised(
                        rollout.id,
                        progress.step.number(),
                        above(progress.cutoff, places, crowd.present()),
                        at));
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

    private Verdict judge(Rollout rollout, StepProgress progress, Moment at) {
        var strata =
                progress.strata.entrySet().stream()
                        .map(entry -> health(rollout, entry.getKey(), entry.getValue()))
                        .toList();
        var since = progress.resolvedAt.map(at::since).orElse(Duration.ZERO);
        return judge.judge(
                new StepHealth(
                        rollout.fullyExposed(progress),
                        since,
                        progress.step.bake(),
                        tolerated(rollout, progress.step),
                        Math.max(1, progress.total.harmed()),
                        progress.acceptedHarm,
                        progress.acceptedStalled,
                        strata));
    }

    private static Ratio tolerated(Rollout rollout, Step step) {
        var planned = rollout.plan.health().tolerated();
        var cap = Tolerance.cap(step.tier().orElse(Tier.MEDIUM));
        boolean raised = rollout.plan.overrides(PlanOverride.TOLERANCE);
        return raised || planned.compareTo(cap) <= 0 ? planned : cap;
    }

    private static StratumHealth health(Rollout rollout, Stratum stratum, Tally tally) {
        var controls = Optional.ofNullable(rollout.controls.get(stratum));
        return new StratumHealth(
                stratum,
                tally.all() - tally.in(ExposureState.WITHDRAWN),
                tally.in(ExposureState.CONFIRMED),
                tally.in(ExposureState.FAILED),
                tally.in(ExposureState.REVERTED),
                tally.silentAlways(),
                tally.silentSleepers(),
                tally.late(),
                tally.unresolved(),
                tally.in(ExposureState.WRITTEN_OFF),
                controls.map(Observation.Controls::atRisk).orElse(0L),
                controls.map(Observation.Controls::silent).orElse(0L));
    }

    private static Grounds grounds(StepProgress progress, Verdict verdict) {
        var numbers = new TreeMap<>(verdict.numbers());
        numbers.put("step", progress.step.label());
        return Grounds.of(
                verdict.rule(),
                "step '%s': %s".formatted(progress.step.label(), verdict.reason()),
                numbers);
    }

    private List<Fact> backwards(Rollout rollout, int lastAction, Moment at) {
        var strays = strays(rollout, at);
        return strays.isEmpty() ? stopping.rollBack(rollout, lastAction, at) : strays;
    }

    /** Devices that were silent with an open offer when the stop came, and are heard again. */
    private List<Fact> strays(Rollout rollout, Moment at) {
        return state.open.stream()
                .filter(it -> it.rollout().equals(rollout.id))
                .filter(
                        it ->
                                switch (it.effective()) {
                                    case OFFERED, ACCEPTED -> true;
                                    case INSTALLED,
                                            CONFIRMED,
                                            STALLED,
                                            FAILED,
                                            SILENT,
                                            REVERTED,
                                            WITHDRAWING,
                                            WITHDRAWN,
                                            WRITTEN_OFF ->
                                            false;
                                })
                .sorted(Limits.byDevice())
                .<Fact>map(it -> new Fact.Withdrawing(rollout.id, it.device(), at))
                .toList();
    }
}
