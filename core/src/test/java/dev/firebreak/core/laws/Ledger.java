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
    final boolean governed;
    final List<Step> ladder;
    final List<Account> accounts = new ArrayList<>();
    final Map<DeviceId, Account> latest = new LinkedHashMap<>();
    final Map<Person, String> approvals = new HashMap<>();
    final Map<DeviceId, Person> writeOffs = new HashMap<>();
    final Map<Integer, Duration> resolvedAt = new HashMap<>();
    final Map<Integer, Long> acceptedHarm = new HashMap<>();
    RolloutState state = RolloutState.PROPOSED;
    boolean outdated;
    boolean stopAcknowledged;
    boolean holdAcknowledged;
    int proofs;
    boolean proved;

    Ledger(Fact.Proposed fact) {
        this.id = fact.rollout();
        this.plan = fact.plan();
        this.digest = fact.planDigest();
        this.author = fact.by();
        this.proposedAt = fact.at();
        this.governed = fact.rollbackOf().isPresent();
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

    /** Something it was approved under is looser now: the approvals are void. */
    void loosen() {
        if (alive()) {
            outdated = true;
            approvals.clear();
        }
    }

    void fold(Fact.OfRollout fact) {
        switch (fact) {
            case Fact.Proposed _,
                    Fact.Approved _,
                    Fact.StepOpened _,
                    Fact.CutoffRaised _,
                    Fact.StepExhausted _,
                    Fact.ControlsCounted _,
                    Fact.ApprovalOutdated _ -> {}
            case Fact.Cleared _ -> {
                outdated = false;
                state = state == RolloutState.PROPOSED ? RolloutState.APPROVED : state;
            }
            case Fact.Withdrawn _ -> state = RolloutState.WITHDRAWN;
            case Fact.Started _ -> state = RolloutState.RUNNING;
            case Fact.Promoted(_, int step, _, _) -> {
                proofs++;
                proved |= of(step).anyMatch(it -> it.state == ExposureState.CONFIRMED);
            }
            case Fact.Held _ -> {
                state = RolloutState.HELD;
                proofs = 0;
            }
            case Fact.Resumed _ -> {
                state = RolloutState.RUNNING;
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
            case Fact.Completed _ -> state = RolloutState.COMPLETED;
        }
    }
}
