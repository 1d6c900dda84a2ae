package dev.firebreak.core.laws;

import dev.firebreak.core.decision.Fact;
import dev.firebreak.core.decision.RolloutState;
import dev.firebreak.core.device.ExposureState;
import dev.firebreak.core.plan.Plan;
import dev.firebreak.core.wave.Ladder;
import dev.firebreak.core.wave.Step;
import dev.firebreak.core.words.DeviceId;
import dev.firebreak.core.words.Digest;
import dev.firebreak.core.words.Fingerprint;
import dev.firebreak.core.words.Moment;
import dev.firebreak.core.words.Person;
import dev.firebreak.core.words.RolloutId;
import dev.firebreak.core.words.Scope;
import dev.firebreak.core.words.Tier;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** One rollout as an onlooker writes it down. */
final class Ledger {
    final RolloutId id;
    final Plan plan;
    final Digest digest;
    final Person author;
    final Moment proposedAt;
    final Optional<RolloutId> rollbackOf;
    final boolean governed;
    final List<Step> ladder;
    final List<Account> accounts = new ArrayList<>();
    final Map<DeviceId, Account> latest = new LinkedHashMap<>();
    final Map<Person, String> approvals = new HashMap<>();
    final Map<DeviceId, Person> writeOffs = new HashMap<>();
    final Map<Integer, Duration> resolvedAt = new HashMap<>();
    final Map<Integer, Fact.StepOpened> opened = new HashMap<>();
    final Map<Integer, Long> acceptedHarm = new HashMap<>();
    final Map<Scope, Integer> proofs = new HashMap<>();
    RolloutState state = RolloutState.PROPOSED;
    Optional<Person> resumeAskedBy = Optional.empty();
    String heldFor = "";
    boolean completed;
    boolean outdated;
    boolean overtaken;
    boolean stopAcknowledged;
    boolean holdAcknowledged;
    boolean proved;

    Ledger(Fact.Proposed fact) {
        this.id = fact.rollout();
        this.plan = fact.plan();
        this.digest = fact.planDigest();
        this.author = fact.by();
        this.proposedAt = fact.at();
        this.rollbackOf = fact.rollbackOf();
        this.governed = rollbackOf.isPresent();
        this.ladder = Ladder.of(plan);
    }

    Stream<Account> of(int step) {
        return accounts.stream().filter(it -> it.step == step);
    }

    Optional<Account> account(DeviceId device) {
        return Optional.ofNullable(latest.get(device));
    }

    long harmed(int step) {
        return of(step).filter(Account::harmed).count();
    }

    long count(ExposureState state) {
        return accounts.stream().filter(it -> it.state == state).count();
    }

    /** Devices of lower tiers in this environment that are confirmed here. */
    long confirmedBelowHigh(Fingerprint environment) {
        return accounts.stream()
                .filter(it -> it.state == ExposureState.CONFIRMED)
                .filter(it -> it.place.tier() != Tier.HIGH)
                .filter(it -> it.place.fingerprint().equals(Optional.of(environment)))
                .count();
    }

    boolean alive() {
        return state == RolloutState.APPROVED
                || state == RolloutState.RUNNING
                || state == RolloutState.HELD;
    }

    /** Something it was made under is looser now: the approvals are void, or can never be. */
    void loosen() {
        overtaken |= state == RolloutState.PROPOSED;
        if (alive()) {
            outdated = true;
            approvals.clear();
        }
    }

    /** When the last exposure of a step came to an end. */
    void resolve(Fact.OfExposure fact) {
        switch (fact) {
            case Fact.Confirmed _,
                    Fact.Failed _,
                    Fact.WentSilent _,
                    Fact.Reverted _,
                    Fact.Dropped _,
                    Fact.WrittenOff _ ->
                    account(fact.device())
                            .ifPresent(it -> resolvedAt.put(it.step, fact.at().uptime()));
            case Fact.OfExposure _ -> {}
        }
    }

    void fold(Fact.OfRollout fact) {
        switch (fact) {
            case Fact.Proposed _,
                    Fact.Approved _,
                    Fact.CutoffRaised _,
                    Fact.StepCounted _,
                    Fact.ControlsCounted _,
                    Fact.ApprovalOutdated _ -> {}
            case Fact.StepOpened it -> opened.put(it.step(), it);
            case Fact.Cleared _ -> {
                outdated = false;
                state = state == RolloutState.PROPOSED ? RolloutState.APPROVED : state;
            }
            case Fact.Withdrawn _ -> state = RolloutState.WITHDRAWN;
            case Fact.Started _ -> state = RolloutState.RUNNING;
            case Fact.Promoted(_, int step, _, _) -> {
                var confirmed = of(step).filter(it -> it.state == ExposureState.CONFIRMED).toList();
                proved |= !confirmed.isEmpty();
                confirmed.stream()
                        .flatMap(it -> Books.scopes(this, step, it.place).stream())
                        .distinct()
                        .forEach(scope -> proofs.merge(scope, 1, Integer::sum));
            }
            case Fact.Held(_, var why, _) -> {
                state = RolloutState.HELD;
                heldFor = why.rule();
                resumeAskedBy = Optional.empty();
                proofs.clear();
            }
            case Fact.ResumeProposed(_, _, var by, _) -> resumeAskedBy = Optional.of(by);
            case Fact.Resumed _ -> {
                state = completed ? RolloutState.COMPLETED : RolloutState.RUNNING;
                resumeAskedBy = Optional.empty();
                holdAcknowledged = false;
                ladder.forEach(step -> acceptedHarm.put(step.number(), harmed(step.number())));
            }
            case Fact.Halted _ -> {
                state = RolloutState.HALTED;
                stopAcknowledged = true;
            }
            case Fact.WayBackStopped _, Fact.WayBackEnded _ -> state = RolloutState.HALTED;
            case Fact.RollbackBegan _ -> state = RolloutState.ROLLING_BACK;
            case Fact.RolledBack _ -> state = RolloutState.ROLLED_BACK;
            case Fact.Completed _ -> {
                state = RolloutState.COMPLETED;
                completed = true;
            }
        }
    }
}
