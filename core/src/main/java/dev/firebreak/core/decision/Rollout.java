package dev.firebreak.core.decision;

import dev.firebreak.core.device.Exposure;
import dev.firebreak.core.device.ExposureState;
import dev.firebreak.core.device.Tally;
import dev.firebreak.core.health.MaxHarm;
import dev.firebreak.core.plan.Bindings;
import dev.firebreak.core.plan.Plan;
import dev.firebreak.core.wave.Ladder;
import dev.firebreak.core.wave.Step;
import dev.firebreak.core.words.Customer;
import dev.firebreak.core.words.DeviceId;
import dev.firebreak.core.words.Digest;
import dev.firebreak.core.words.Fingerprint;
import dev.firebreak.core.words.Moment;
import dev.firebreak.core.words.Person;
import dev.firebreak.core.words.Placement;
import dev.firebreak.core.words.Role;
import dev.firebreak.core.words.RolloutId;
import dev.firebreak.core.words.Scope;
import dev.firebreak.core.words.Seed;
import dev.firebreak.core.words.Stratum;
import dev.firebreak.core.words.Tier;

import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** One plan being carried out: the fold of its facts. Only {@link #apply} and the state write. */
final class Rollout {
    /** A yes, and what gave the right to say it then. */
    record Approval(String credential, Role role) {}

    final RolloutId id;
    final Plan plan;
    final Digest planDigest;
    final Bindings bindings;
    final Optional<RolloutId> rollbackOf;
    final Person author;
    final Moment proposedAt;
    final List<StepProgress> steps;
    final Map<Person, Approval> approvals = new LinkedHashMap<>();
    final Map<DeviceId, Exposure> exposures = new LinkedHashMap<>();
    final TreeSet<DeviceId> unsolicited = new TreeSet<>();
    final Map<Customer, HandPulls> unsolicitedBy = new HashMap<>();
    final Map<Fingerprint, Map<Tier, Integer>> confirmedIn = new HashMap<>();
    final Map<DeviceId, Person> writeOffs = new HashMap<>();
    final SortedMap<Stratum, Observation.Controls> controls = new TreeMap<>();
    final SortedMap<Scope, Integer> proofs = new TreeMap<>(Comparator.comparing(Scope::toString));
    final Tally total = new Tally();
    RolloutState state = RolloutState.PROPOSED;
    Optional<Seed> seed = Optional.empty();
    Optional<Moment> startedAt = Optional.empty();
    Optional<Moment> rollingBackSince = Optional.empty();
    Optional<Moment> completedAt = Optional.empty();
    Optional<Grounds> grounds = Optional.empty();
    int current = -1;
    Optional<Person> resumeAskedBy = Optional.empty();
    int acknowledgedHolds;
    boolean outdated;
    boolean wayBackStopped;
    boolean proved;

    Rollout(Fact.Proposed fact) {
        this.id = fact.rollout();
        this.plan = fact.plan();
        this.planDigest = fact.planDigest();
        this.bindings = fact.bindings();
        this.rollbackOf = fact.rollbackOf();
        this.author = fact.by();
        this.proposedAt = fact.at();
        this.steps = Ladder.of(plan).stream().map(StepProgress::new).toList();
    }

    /**
     * The step that grants now, or waits to be opened; empty before the start and after the end.
     */
    Optional<StepProgress> step() {
        return current >= 0 && current < steps.size()
                ? Optional.of(steps.get(current))
                : Optional.empty();
    }

    /** The step that grants now. */
    Optional<StepProgress> granting() {
        boolean afterTheEnd =
                state == RolloutState.COMPLETED
                        && step().filter(it -> it.step.part() == Step.Part.LAST).isPresent();
        boolean grants = state.grants() || afterTheEnd;
        return grants ? step().filter(StepProgress::open) : Optional.empty();
    }

    /** Whether it grants or will grant, were it only those who stayed out to the end. */
    boolean stillGrants() {
        return state == RolloutState.RUNNING
                || (state == RolloutState.COMPLETED
                        && step().filter(it -> it.step.part() == Step.Part.LAST).isPresent());
    }

    /**
     * Whether it is held because it harmed too many in all: two people must say that it goes on.
     */
    boolean heldForHarm() {
        return state == RolloutState.HELD
                && grounds.filter(it -> it.rule().equals(MaxHarm.RULE)).isPresent();
    }

    /** How many exposures the block of {@code step} has had, this step's included. */
    int exposedFor(Step step) {
        return exposedIn(steps, step);
    }

    /** The same, without what later steps exposed. */
    int reached(Step step) {
        return exposedIn(steps.subList(0, step.number() + 1), step);
    }

    private static int exposedIn(List<StepProgress> steps, Step step) {
        return steps.stream()
                .filter(
                        other ->
                                step.part() == Step.Part.SHARE
                                        ? other.step.block() == step.block()
                                        : other.step.wave() == step.wave())
                .mapToInt(other -> other.total.all() - other.total.in(ExposureState.WITHDRAWN))
                .sum();
    }

    /** Whether the step has all the devices that it is to expose, or all that ever could be. */
    boolean fullyExposed(StepProgress progress) {
        return progress.usedUp || exposedFor(progress.step) >= progress.target;
    }

    Optional<Exposure> exposure(DeviceId device) {
        return Optional.ofNullable(exposures.get(device));
    }

    void count(Exposure exposure, int sign) {
        total.count(exposure, sign);
        steps.get(exposure.step()).count(exposure, sign);
        if (exposure.state() == ExposureState.CONFIRMED) {
            exposure.place()
                    .fingerprint()
                    .ifPresent(
                            fingerprint ->
                                    confirmedIn
                                            .computeIfAbsent(
                                                    fingerprint, _ -> new EnumMap<>(Tier.class))
                                            .merge(exposure.place().tier(), sign, Integer::sum));
        }
    }

    /** How many devices of {@code fingerprint} below HIGH were confirmed here. */
    int confirmedBelowHigh(Fingerprint fingerprint) {
        return confirmedIn.getOrDefault(fingerprint, Map.of()).entrySet().stream()
                .filter(entry -> entry.getKey() != Tier.HIGH)
                .mapToInt(Map.Entry::getValue)
                .sum();
    }

    void apply(Fact.OfRollout fact) {
        switch (fact) {
            case Fact.Proposed _ -> {}
            case Fact.Approved(_, var credential, var role, _, var by, _) ->
                    approvals.put(by, new Approval(credential, role));
            case Fact.Cleared _ -> {
                outdated = false;
                if (state == RolloutState.PROPOSED) {
                    state = RolloutState.APPROVED;
                }
            }
            case Fact.Withdrawn(_, var why, _, _) -> end(RolloutState.WITHDRAWN, why);
            case Fact.Started(_, _, var drawn, _, _, _, var at) -> {
                state = RolloutState.RUNNING;
                seed = Optional.of(drawn);
                startedAt = Optional.of(at);
                current = 0;
            }
            case Fact.StepOpened opened -> open(opened);
            case Fact.CutoffRaised(_, int number, long cutoff, var at) -> {
                steps.get(number).cutoff = cutoff;
                steps.get(number).raisedAt = at;
            }
            case Fact.StepCounted counted -> steps.get(counted.step()).count(counted);
            case Fact.ControlsCounted(_, var counted, _) ->
                    counted.forEach(each -> controls.put(each.stratum(), each));
            case Fact.Promoted(_, int number, _, var at) -> {
                var step = steps.get(number);
                step.promotedAt = Optional.of(at);
                prove(number);
                proved |= step.total.in(ExposureState.CONFIRMED) > 0;
                current = number + 1;
            }
            case Fact.Held(_, var why, _) -> {
                state = RolloutState.HELD;
                grounds = Optional.of(why);
                resumeAskedBy = Optional.empty();
                proofs.clear();
            }
            case Fact.ResumeProposed(_, _, var by, _) -> resumeAskedBy = Optional.of(by);
            case Fact.Resumed _ -> {
                acknowledgedHolds += heldForHarm() ? 1 : 0;
                state = completedAt.isPresent() ? RolloutState.COMPLETED : RolloutState.RUNNING;
                grounds = Optional.empty();
                resumeAskedBy = Optional.empty();
                steps.forEach(step -> step.accept(controls));
                steps.forEach(StepProgress::countAnew);
            }
            case Fact.ApprovalOutdated _ -> {
                outdated = true;
                approvals.clear();
            }
            case Fact.Halted(_, var why, _) -> end(RolloutState.HALTED, why);
            case Fact.RollbackBegan(_, _, var at) -> {
                state = RolloutState.ROLLING_BACK;
                rollingBackSince = Optional.of(at);
                wayBackStopped = false;
            }
            case Fact.WayBackStopped(_, var why, _) -> {
                wayBackStopped = true;
                end(RolloutState.HALTED, why);
            }
            case Fact.WayBackEnded(_, var why, _) -> end(RolloutState.HALTED, why);
            case Fact.RolledBack(_, var why, _) -> end(RolloutState.ROLLED_BACK, why);
            case Fact.Completed(_, var why, var at) -> {
                end(RolloutState.COMPLETED, why);
                completedAt = Optional.of(at);
            }
        }
    }

    /** A promoted step is proof for the scopes in which it confirmed devices, and no others. */
    private void prove(int number) {
        exposures.values().stream()
                .filter(it -> it.step() == number && it.state() == ExposureState.CONFIRMED)
                .flatMap(it -> earning(it.place()).stream())
                .distinct()
                .forEach(scope -> proofs.merge(scope, 1, Integer::sum));
    }

    /** The scopes whose budgets grow: those of groups and waves are plain numbers. */
    private static List<Scope> earning(Placement place) {
        return List.of(
                new Scope.Fleet(),
                new Scope.OfTier(place.tier()),
                new Scope.OfRegion(place.region()),
                new Scope.OfCustomer(place.customer()));
    }

    /** How many promoted steps have proved {@code scope} since the last hold. */
    int proofs(Scope scope) {
        return proofs.getOrDefault(scope, 0);
    }

    private void open(Fact.StepOpened fact) {
        var step = steps.get(fact.step());
        step.openedAt = Optional.of(fact.at());
        step.candidates = fact.candidates();
        step.target = fact.target();
        step.cutoff = fact.cutoff();
        step.raisedAt = fact.at();
        step.countAnew();
        current = fact.step();
    }

    private void end(RolloutState ended, Grounds why) {
        if (ended != RolloutState.ROLLED_BACK) {
            grounds = Optional.of(why);
        }
        state = ended;
    }

    @Override
    public String toString() {
        return "%s %s step %d proofs %s outdated %s approvals %s %s %s"
                .formatted(
                        id,
                        state,
                        current,
                        proofs,
                        outdated,
                        approvals.keySet(),
                        steps.stream()
                                .filter(s -> s.openedAt.isPresent())
                                .map(
                                        s ->
                                                "%d/%d/%d/%s"
                                                        .formatted(
                                                                s.candidates,
                                                                s.target,
                                                                s.total.all(),
                                                                Long.toHexString(s.cutoff)))
                                .toList(),
                        exposures.values().stream()
                                .map(
                                        e ->
                                                e.device()
                                                        + ":"
                                                        + e.state()
                                                        + ":"
                                                        + e.changedAt().uptime())
                                .toList());
    }
}
