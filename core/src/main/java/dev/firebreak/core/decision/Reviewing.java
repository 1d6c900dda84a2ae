package dev.firebreak.core.decision;

import dev.firebreak.core.device.ExposureState;
import dev.firebreak.core.health.Judge;
import dev.firebreak.core.health.SimpleJudge;
import dev.firebreak.core.health.StepHealth;
import dev.firebreak.core.health.Verdict;
import dev.firebreak.core.plan.PlanOverride;
import dev.firebreak.core.plan.Tolerance;
import dev.firebreak.core.wave.Step;
import dev.firebreak.core.words.DeviceId;
import dev.firebreak.core.words.Moment;
import dev.firebreak.core.words.Ratio;
import dev.firebreak.core.words.Tier;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What follows for whole rollouts from what their devices have shown: the judge's word, carried
 * out.
 */
final class Reviewing {
    private final State state;
    private final Stopping stopping;
    private final GoingBack goingBack;
    private final Judge judge = new SimpleJudge();

    Reviewing(State state, Stopping stopping, GoingBack goingBack) {
        this.state = state;
        this.stopping = stopping;
        this.goingBack = goingBack;
    }

    /**
     * What follows for all rollouts.
     *
     * @param absent see {@link Observation.TimePassed}
     */
    List<Fact> review(Optional<Set<DeviceId>> absent, Moment at) {
        var facts = new ArrayList<Fact>();
        for (var rollout : state.rollouts.values()) {
            facts.addAll(review(rollout, List.copyOf(facts), absent, at));
        }
        return facts;
    }

    private List<Fact> review(
            Rollout rollout, List<Fact> before, Optional<Set<DeviceId>> absent, Moment at) {
        return switch (rollout.state) {
            case RUNNING, COMPLETED -> granting(rollout, at);
            case HELD -> worst(rollout, at);
            case HALTED, ROLLING_BACK, ROLLED_BACK -> backwards(rollout, before, absent, at);
            case PROPOSED, APPROVED, WITHDRAWN -> List.of();
        };
    }

    /** The worst that any step says decides; only the open one can be promoted. */
    private List<Fact> granting(Rollout rollout, Moment at) {
        var worst = worst(rollout, at);
        if (!worst.isEmpty()) {
            return worst;
        }
        if (at.uptime().compareTo(state.graceUntil) < 0) {
            return List.of(); // after a start nobody's silence counts yet: no data is no proof
        }
        var open = rollout.step().filter(StepProgress::open);
        return open.isEmpty() ? List.of() : promotion(rollout, open.get(), at);
    }

    private List<Fact> worst(Rollout rollout, Moment at) {
        boolean ended = rollout.completedAt.isPresent();
        Optional<Grounds> hold = Optional.empty();
        for (var progress : rollout.steps) {
            if (progress.total.all() == 0) {
                continue;
            }
            var verdict = judge(rollout, progress, at);
            if (verdict instanceof Verdict.Halt && (!ended || certain(verdict))) {
                return stopping.halted(rollout, grounds(progress, verdict), at);
            }
            boolean news = !ended || progress.step.part() == Step.Part.LAST;
            if (verdict instanceof Verdict.Hold && news && hold.isEmpty()) {
                hold = Optional.of(grounds(progress, verdict));
            }
        }
        var tooMany = TotalHarm.tooMany(rollout, at);
        if (ended && tooMany.isPresent()) {
            return stopping.halted(rollout, tooMany.get(), at); // late harm: nobody else looks
        }
        return rollout.stillGrants()
                ? hold.or(() -> tooMany)
                        .map(why -> stopping.held(rollout, why, at))
                        .orElse(List.of())
                : List.of(); // a hold is no news to what is held or complete
    }

    /** After the end only what is certain halts: ordinary attrition goes on for weeks. */
    private static boolean certain(Verdict verdict) {
        return verdict.numbers().containsKey("lowerBound");
    }

    private List<Fact> promotion(Rollout rollout, StepProgress progress, Moment at) {
        int number = progress.step.number();
        if (!rollout.fullyExposed(progress)) {
            return List.of();
        }
        if (progress.total.all() == progress.total.in(ExposureState.WITHDRAWN)) {
            return nobody(rollout, progress, at);
        }
        if (!(judge(rollout, progress, at) instanceof Verdict.Promote proof)) {
            return List.of();
        }
        long passed = progress.passed();
        var numbers = new TreeMap<>(proof.numbers());
        numbers.put("passed", Long.toString(passed));
        var why =
                passed == 0
                        ? proof.reason().text()
                        : "%s; %d devices were passed by and join later"
                                .formatted(proof.reason(), passed);
        return promoted(rollout, number, Grounds.of(proof.rule(), why, numbers), at);
    }

    /**
     * A step in which nobody was exposed proves nothing; it is passed only where earlier steps have
     * exposed all that it asks for, or the plan allows it to be empty.
     */
    private List<Fact> nobody(Rollout rollout, StepProgress progress, Moment at) {
        var numbers =
                Map.of(
                        "candidates", Long.toString(progress.candidates),
                        "passed", Long.toString(progress.passed()));
        long before = rollout.exposedFor(progress.step);
        boolean all = progress.passed() == 0 || before >= progress.target;
        if ((before > 0 && all) || progress.step.allowEmpty()) {
            var why =
                    before > 0
                            ? "the devices of this step were exposed in earlier ones"
                            : "no device %s this step, which the plan allows"
                                    .formatted(
                                            progress.candidates == 0
                                                    ? "belongs to"
                                                    : "could be exposed in");
            return promoted(
                    rollout, progress.step.number(), Grounds.of("nothing-new", why, numbers), at);
        }
        return progress.passed() > 0
                ? List.of() // it goes on when one of them can be exposed
                : stopping.held(rollout, Filling.empty(progress), at);
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

    private Verdict judge(Rollout rollout, StepProgress progress, Moment at) {
        var strata = progress.health(rollout.controls);
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

    private static Grounds grounds(StepProgress progress, Verdict verdict) {
        var numbers = new TreeMap<>(verdict.numbers());
        numbers.put("step", progress.step.label());
        return Grounds.of(
                verdict.rule(),
                "step '%s': %s".formatted(progress.step.label(), verdict.reason()),
                numbers);
    }

    private List<Fact> backwards(
            Rollout rollout, List<Fact> before, Optional<Set<DeviceId>> absent, Moment at) {
        var strays = strays(rollout, at);
        return strays.isEmpty() ? goingBack.review(rollout, before, absent, at) : strays;
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
