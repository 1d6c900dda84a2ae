package dev.firebreak.core.decision;

import dev.firebreak.core.device.Exposure;
import dev.firebreak.core.device.Exposure.WayBack;
import dev.firebreak.core.device.ExposureState;
import dev.firebreak.core.device.Tally;
import dev.firebreak.core.wave.Step;
import dev.firebreak.core.words.DeviceId;
import dev.firebreak.core.words.Moment;
import dev.firebreak.core.words.Person;
import dev.firebreak.core.words.Presence;
import dev.firebreak.core.words.RolloutId;
import dev.firebreak.core.words.Scope;
import dev.firebreak.core.words.Stratum;
import dev.firebreak.core.words.Tier;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;

/** The state as devices and people may see it. */
final class Views {
    /** Nobody comes back after that, as a rule; so long is an exposed device waited for, too. */
    private static final Duration LOST_AFTER = Duration.ofDays(3);

    private final State state;
    private final Granting granting;
    private final Outcomes outcomes;

    Views(State state, Granting granting, Outcomes outcomes) {
        this.state = state;
        this.granting = granting;
        this.outcomes = outcomes;
    }

    /** A cancel first, then the way back, then an offer. */
    Visible visible(DeviceId id) {
        var device = state.device(id);
        if (device.isEmpty()) {
            return new Visible.Nothing();
        }
        for (var it : device.get().open) {
            if (it.effective() == ExposureState.WITHDRAWING && !it.acknowledged()) {
                return new Visible.Cancelled(
                        it.action().orElseThrow(), it.rollout(), rollout(it).plan.release());
            }
        }
        for (var it : device.get().open) {
            var way = it.wayBack().filter(w -> w.progress() == WayBack.Progress.OFFERED);
            if (way.isPresent()
                    && !rollout(it).wayBackStopped
                    && !state.revoked.contains(way.get().release())) {
                return new Visible.Offered(way.get().action(), it.rollout(), way.get().release());
            }
        }
        return device.get().open.stream()
                .filter(this::offered)
                .findFirst()
                .<Visible>map(
                        it ->
                                new Visible.Offered(
                                        it.action().orElseThrow(),
                                        it.rollout(),
                                        rollout(it).plan.release()))
                .orElseGet(() -> Consenting.visible(state, device.get()));
    }

    private boolean offered(Exposure it) {
        boolean unfinished =
                switch (it.effective()) {
                    case OFFERED, ACCEPTED, STALLED -> true;
                    case INSTALLED,
                            CONFIRMED,
                            FAILED,
                            SILENT,
                            REVERTED,
                            WITHDRAWING,
                            WITHDRAWN,
                            WRITTEN_OFF ->
                            false;
                };
        return unfinished
                && switch (rollout(it).state) {
                    case RUNNING, HELD, COMPLETED -> true;
                    case PROPOSED, APPROVED, HALTED, ROLLING_BACK, ROLLED_BACK, WITHDRAWN -> false;
                };
    }

    private Rollout rollout(Exposure it) {
        return state.rollout(it.rollout()).orElseThrow();
    }

    ActionView action(State.Action action) {
        return new ActionView(
                action.id(),
                action.rollout(),
                action.device(),
                action.release(),
                outcomes.actionState(action),
                action.wayBack());
    }

    List<ExposureView> exposures(Rollout rollout) {
        return rollout.exposures.values().stream()
                .map(
                        it ->
                                new ExposureView(
                                        rollout.id,
                                        it.device(),
                                        it.action(),
                                        it.step(),
                                        it.state(),
                                        it.grantedAt(),
                                        it.lastHeard(),
                                        it.reason(),
                                        it.fetched(),
                                        it.recovered(),
                                        false))
                .toList();
    }

    List<OpenStep> openSteps() {
        return state.rollouts.values().stream()
                .flatMap(it -> it.granting().map(progress -> open(it, progress)).stream())
                .toList();
    }

    List<OpenStep> crowded() {
        return state.rollouts.values().stream()
                .filter(
                        it ->
                                it.state == RolloutState.RUNNING
                                        || it.state == RolloutState.COMPLETED)
                .flatMap(
                        it ->
                                it
                                        .step()
                                        .filter(progress -> progress.promotedAt.isEmpty())
                                        .map(progress -> open(it, progress))
                                        .stream())
                .toList();
    }

    private OpenStep open(Rollout rollout, StepProgress progress) {
        boolean full =
                !progress.open()
                        || rollout.exposedFor(progress.step) >= progress.target
                        || Limits.spent(state, rollout, Limits.shared(rollout, progress))
                                .isPresent();
        return new OpenStep(
                rollout.id,
                progress.step.number(),
                progress.step.wave(),
                progress.step.tier(),
                progress.step.regionSet(),
                progress.step.select(),
                rollout.seed.orElseThrow(),
                progress.cutoff,
                full,
                rollout.rollbackOf);
    }

    /**
     * Silence of sleepers is compared with that of others alike; loss with that of all others. A
     * stratum without any says so: zero of zero.
     */
    List<Observation.Controls> controls(
            RolloutId id,
            ToLongFunction<DeviceId> silentMillis,
            Predicate<DeviceId> pollsAlike,
            Moment at) {
        var found = state.rollout(id).filter(it -> it.startedAt.isPresent());
        SortedMap<Stratum, Count> counts = new TreeMap<>();
        state.open.stream()
                .filter(it -> it.rollout().equals(id))
                .filter(
                        it ->
                                it.state() == ExposureState.SILENT
                                        || it.place().presence() == Presence.SLEEPS)
                .forEach(it -> counts.putIfAbsent(it.place().stratum(), new Count()));
        if (found.isEmpty() || counts.isEmpty()) {
            return List.of();
        }
        var rollout = found.get();
        long began = at.since(rollout.startedAt.orElseThrow()).toMillis();
        long after = deadline(rollout).toMillis();
        for (var device : state.devices.values()) {
            var count = Optional.ofNullable(counts.get(device.place.stratum()));
            if (count.isEmpty() || !device.accepted || rollout.exposure(device.id).isPresent()) {
                continue;
            }
            long silent = silentMillis.applyAsLong(device.id);
            if (silent < 0 || silent > began) {
                continue;
            }
            count.get().all++;
            count.get().away += silent > TotalHarm.LOST_AFTER.toMillis() ? 1 : 0;
            count.get().lost += silent > LOST_AFTER.toMillis() ? 1 : 0;
            if (device.place.presence() == Presence.SLEEPS && pollsAlike.test(device.id)) {
                count.get().atRisk++;
                count.get().silent += silent > after ? 1 : 0;
            }
        }
        return counts.entrySet().stream().map(it -> it.getValue().of(id, it.getKey())).toList();
    }

    private static final class Count {
        long atRisk;
        long silent;
        long all;
        long away;
        long lost;

        Observation.Controls of(RolloutId rollout, Stratum stratum) {
            return new Observation.Controls(rollout, stratum, atRisk, silent, all, away, lost);
        }
    }

    List<DeviceId> late(ToLongFunction<DeviceId> silentMillis, Moment at) {
        var late = new LinkedHashSet<DeviceId>();
        for (var rollout : state.rollouts.values()) {
            if (!Hearing.watchesLate(rollout, at)) {
                continue;
            }
            var patience = state.rules.idle().multipliedBy(3);
            var silentAfter = rollout.plan.health().silentAfter();
            long after = Math.max(silentAfter.toMillis(), patience.toMillis());
            rollout.exposures.values().stream()
                    .filter(it -> it.state() == ExposureState.CONFIRMED)
                    .map(Exposure::device)
                    .filter(device -> silentMillis.applyAsLong(device) > after)
                    .forEach(late::add);
        }
        return List.copyOf(late);
    }

    /** From when on a device that polls at the watched interval is silent (decision 10). */
    private Duration deadline(Rollout rollout) {
        var patience = state.rules.watched().multipliedBy(3);
        var after = rollout.plan.health().silentAfter();
        return after.compareTo(patience) >= 0 ? after : patience;
    }

    RolloutView rollout(Rollout rollout) {
        return new RolloutView(
                rollout.id,
                rollout.state,
                rollout.plan,
                rollout.planDigest,
                state.release(rollout).label(),
                rollout.author,
                List.copyOf(rollout.approvals.keySet()),
                rollout.proposedAt,
                rollout.startedAt,
                headline(rollout),
                Speed.limit(state, rollout),
                rollout.steps.stream().map(it -> step(rollout, it)).toList(),
                budget(rollout),
                counts(rollout),
                waiting(rollout),
                rollout.rollbackOf,
                rollout.outdated);
    }

    /** Whom law 10 keeps from it anywhere, and who waits in front of the open step. */
    private List<RolloutView.Waiting> waiting(Rollout rollout) {
        var waiting = new ArrayList<>(granting.waiting(rollout, state.now));
        rollout.granting()
                .filter(it -> rollout.exposedFor(it.step) < it.target)
                .ifPresent(
                        it ->
                                it.waits.stream()
                                        .filter(each -> each.why() != Withheld.UNCOVERED)
                                        .map(
                                                each ->
                                                        new RolloutView.Waiting(
                                                                each.told(), each.devices()))
                                        .forEach(waiting::add));
        return waiting;
    }

    private RolloutView.StepView step(Rollout rollout, StepProgress it) {
        var label = it.step.label();
        boolean stopped =
                it.open()
                        && rollout.state != RolloutState.RUNNING
                        && rollout.state != RolloutState.COMPLETED;
        var where =
                it.promotedAt.isPresent()
                        ? RolloutView.StepState.PROMOTED
                        : it.openedAt.isEmpty()
                                ? RolloutView.StepState.NEXT
                                : stopped
                                        ? RolloutView.StepState.STOPPED
                                        : rollout.fullyExposed(it) && it.total.unresolved() == 0
                                                ? RolloutView.StepState.BAKING
                                                : RolloutView.StepState.OPEN;
        return new RolloutView.StepView(
                it.step.number(),
                it.step.wave(),
                it.step.block(),
                it.step.part() != Step.Part.SHARE,
                rollout.plan.waves().get(it.step.wave()).name(),
                label,
                where,
                it.openedAt.isPresent() ? it.candidates : state.counts.expected(it.step),
                it.target,
                rollout.reached(it.step),
                it.total.all(),
                it.total.in(ExposureState.CONFIRMED),
                it.total.harmed());
    }

    private List<RolloutView.BudgetLine> budget(Rollout rollout) {
        var scopes = new LinkedHashSet<Scope>();
        scopes.add(new Scope.Fleet());
        for (var tier : Tier.values()) {
            scopes.add(new Scope.OfTier(tier));
        }
        var step = rollout.step().or(() -> Optional.of(rollout.steps.getLast())).map(it -> it.step);
        step.map(Step::regions)
                .orElse(List.of())
                .forEach(region -> scopes.add(new Scope.OfRegion(region)));
        step.ifPresent(it -> scopes.add(new Scope.OfWave(rollout.id, it.wave())));
        var lines = new ArrayList<RolloutView.BudgetLine>();
        for (var scope : scopes) {
            int limit = Limits.limit(state, rollout, scope);
            if (limit != Integer.MAX_VALUE) {
                lines.add(
                        new RolloutView.BudgetLine(
                                scope.toString(), limit, state.places.used(scope)));
            }
        }
        return lines;
    }

    private static RolloutView.Counts counts(Rollout rollout) {
        Tally all = rollout.total;
        int inFlight = all.unresolved() + all.in(ExposureState.STALLED);
        int unconfirmed =
                (int) rollout.exposures.values().stream().filter(Exposure::occupies).count();
        return new RolloutView.Counts(
                all.all(),
                inFlight,
                all.in(ExposureState.CONFIRMED),
                all.in(ExposureState.FAILED),
                all.in(ExposureState.SILENT),
                all.in(ExposureState.REVERTED),
                all.in(ExposureState.WITHDRAWN),
                all.in(ExposureState.WRITTEN_OFF),
                unconfirmed,
                rollout.unsolicited.size());
    }

    private static String asked(Person first) {
        return "; %s wants to resume it, which takes another one".formatted(first);
    }

    private static String headline(Rollout rollout) {
        var why = rollout.grounds.map(it -> it.reason().text());
        return switch (rollout.state) {
            case PROPOSED -> "Proposed by %s; waits for approval.".formatted(rollout.author);
            case APPROVED ->
                    rollout.outdated
                            ? "The rules became looser; two people must approve it anew."
                            : "Approved; waits to be started.";
            case RUNNING ->
                    rollout.step()
                            .map(it -> "Running: step '%s'.".formatted(it.step.label()))
                            .orElse("Running.");
            case HELD ->
                    "Held: %s%s"
                            .formatted(
                                    why.orElse("no reason given"),
                                    rollout.resumeAskedBy
                                            .map(Views::asked)
                                            .orElse(""));
            case HALTED -> "Halted: %s".formatted(why.orElse("no reason given"));
            case ROLLING_BACK -> "Rolling back: %s".formatted(why.orElse("no reason given"));
            case ROLLED_BACK -> "Rolled back: %s".formatted(why.orElse("no reason given"));
            case COMPLETED -> "Completed: %s".formatted(why.orElse("every step is proved"));
            case WITHDRAWN -> "Withdrawn: %s".formatted(why.orElse("no reason given"));
        };
    }
}
