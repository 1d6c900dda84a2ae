package dev.firebreak.core.decision;

import dev.firebreak.core.device.Exposure;
import dev.firebreak.core.device.Exposure.WayBack;
import dev.firebreak.core.device.ExposureState;
import dev.firebreak.core.device.Tally;
import dev.firebreak.core.hold.CustomerPolicy;
import dev.firebreak.core.plan.Window;
import dev.firebreak.core.wave.Step;
import dev.firebreak.core.words.Customer;
import dev.firebreak.core.words.DeviceId;
import dev.firebreak.core.words.RolloutId;
import dev.firebreak.core.words.Scope;
import dev.firebreak.core.words.Tier;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The state as devices and people may see it. */
final class Views {
    private final State state;
    private final Granting granting;
    private final Outcomes outcomes;
    private final Headline headline;

    Views(State state, Granting granting, Outcomes outcomes) {
        this.state = state;
        this.granting = granting;
        this.outcomes = outcomes;
        this.headline = new Headline(state);
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

    Map<RolloutId, List<Window>> windows() {
        return state.rollouts.values().stream()
                .filter(it -> !it.plan.windows().isEmpty())
                .collect(Collectors.toMap(it -> it.id, it -> it.plan.windows()));
    }

    Map<Customer, List<Window>> customerWindows() {
        return state.customers.values().stream()
                .filter(it -> !it.windows().isEmpty())
                .collect(Collectors.toMap(CustomerPolicy::customer, CustomerPolicy::windows));
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
                headline.of(rollout),
                Speed.limit(state, rollout),
                rollout.steps.stream().map(it -> step(rollout, it)).toList(),
                budget(rollout),
                counts(rollout),
                Coverage.of(state, rollout),
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
        int inFlight = all.unresolved() + all.late();
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
}
