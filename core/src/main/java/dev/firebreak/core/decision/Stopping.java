package dev.firebreak.core.decision;

import dev.firebreak.core.device.Exposure;
import dev.firebreak.core.device.ExposureState;
import dev.firebreak.core.plan.HealthRule;
import dev.firebreak.core.plan.RollbackTo;
import dev.firebreak.core.words.Moment;
import dev.firebreak.core.words.Reason;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** How a rollout is held, halted, rolled back and revoked (law 7: a stop outruns a start). */
final class Stopping {
    /** A hold takes back what was not begun. */
    private static final Set<ExposureState> NOT_BEGUN = EnumSet.of(ExposureState.OFFERED);

    /** A halt takes back what was not finished. */
    private static final Set<ExposureState> NOT_DONE =
            EnumSet.of(ExposureState.OFFERED, ExposureState.ACCEPTED, ExposureState.STALLED);

    private final State state;
    private final GoingBack goingBack;
    private final GovernedRollback governed;

    Stopping(State state, GoingBack goingBack) {
        this.state = state;
        this.goingBack = goingBack;
        this.governed = new GovernedRollback(state, goingBack);
    }

    Decision holdAsked(Observation.HoldAsked seen) {
        var rollout = state.rollout(seen.rollout());
        if (rollout.isEmpty()) {
            return Refusing.unknown(seen.rollout());
        }
        if (rollout.get().stillGrants()) {
            var why = Grounds.of("person", "held by %s: %s".formatted(seen.by(), seen.reason()));
            return Decision.facts(held(rollout.get(), why, seen.at()));
        }
        return switch (rollout.get().state) {
            case RUNNING, HELD -> Decision.NOTHING;
            case PROPOSED, APPROVED, HALTED, ROLLING_BACK, ROLLED_BACK, COMPLETED, WITHDRAWN ->
                    Refusing.movedOn(rollout.get(), "a running rollout to hold");
        };
    }

    /** A hold: no more grants; offers not yet accepted are taken back. */
    List<Fact> held(Rollout rollout, Grounds why, Moment at) {
        if (rollout.plan.health().onHold() == HealthRule.OnHold.HALT
                && !why.rule().equals("person")) {
            return halted(rollout, why, at);
        }
        var facts = new ArrayList<Fact>();
        facts.add(new Fact.Held(rollout.id, why, at));
        facts.addAll(withdrawals(rollout, NOT_BEGUN, at));
        return facts;
    }

    /** A halt: nothing more is offered, ever; open offers are taken back; then the way back. */
    List<Fact> halted(Rollout rollout, Grounds why, Moment at) {
        var facts = new ArrayList<Fact>();
        facts.add(new Fact.Halted(rollout.id, why, at));
        facts.addAll(withdrawals(rollout, NOT_DONE, at));
        if (rollout.plan.health().onHalt() == HealthRule.OnHalt.ROLLBACK) {
            facts.addAll(wayBack(rollout, why, at));
        }
        return facts;
    }

    /** The way back of those in doubt, if there is one, and anybody whom it could take back. */
    private List<Fact> wayBack(Rollout rollout, Grounds why, Moment at) {
        return goingBack.exists(rollout) && goingBack.hasWork(rollout)
                ? List.of(new Fact.RollbackBegan(rollout.id, why, at))
                : List.of();
    }

    Decision haltAsked(Observation.HaltAsked seen) {
        var rollout = state.rollout(seen.rollout());
        if (rollout.isEmpty()) {
            return Refusing.unknown(seen.rollout());
        }
        var why = Grounds.of("person", "halted by %s: %s".formatted(seen.by(), seen.reason()));
        return switch (rollout.get().state) {
            case RUNNING, HELD, COMPLETED -> Decision.facts(halted(rollout.get(), why, seen.at()));
            case PROPOSED, APPROVED ->
                    Decision.fact(new Fact.Withdrawn(rollout.get().id, why, seen.by(), seen.at()));
            case HALTED, ROLLING_BACK, ROLLED_BACK, WITHDRAWN -> Decision.NOTHING;
        };
    }

    Decision rollbackAsked(Observation.RollbackAsked seen) {
        var found = state.rollout(seen.rollout());
        if (found.isEmpty()) {
            return Refusing.unknown(seen.rollout());
        }
        var rollout = found.get();
        if (!goingBack.exists(rollout)) {
            return Refusing.of(
                    Order.Refusal.CONFLICT,
                    "expected a release to go back to, found none that is sealed and not revoked:"
                            + " halt it, and ship a new release");
        }
        // A rollout that runs is stopped in any case; another one stays what it is where nothing is
        // left in doubt, or it would be called rolled back while all still run the release.
        boolean stopped =
                switch (rollout.state) {
                    case COMPLETED, HALTED, ROLLED_BACK -> true;
                    case PROPOSED, APPROVED, RUNNING, HELD, ROLLING_BACK, WITHDRAWN -> false;
                };
        if (stopped
                && !goingBack.hasWork(rollout)
                && seen.reach() == Observation.Reach.UNCONFIRMED) {
            return Refusing.of(
                    Order.Refusal.CONFLICT,
                    "expected devices that are not confirmed, found none, and %d that are: roll back the confirmed too"
                            .formatted(rollout.total.in(ExposureState.CONFIRMED)));
        }
        var why = Grounds.of("person", "rolled back by %s: %s".formatted(seen.by(), seen.reason()));
        var facts = new ArrayList<Fact>();
        switch (rollout.state) {
            case RUNNING, HELD, COMPLETED -> {
                facts.add(new Fact.Halted(rollout.id, why, seen.at()));
                facts.addAll(withdrawals(rollout, NOT_DONE, seen.at()));
                facts.addAll(wayBack(rollout, why, seen.at()));
            }
            case HALTED, ROLLED_BACK -> facts.addAll(wayBack(rollout, why, seen.at()));
            case ROLLING_BACK -> {}
            case PROPOSED, APPROVED, WITHDRAWN -> {
                return Refusing.movedOn(rollout, "a rollout that has begun");
            }
        }
        return seen.reach() == Observation.Reach.CONFIRMED_TOO
                ? governed.proposed(rollout, seen.by(), seen.at(), facts)
                : Decision.facts(facts);
    }

    Decision revokeAsked(Observation.RevokeAsked seen) {
        if (!state.releases.containsKey(seen.release())) {
            return Refusing.of(
                    Order.Refusal.UNKNOWN,
                    "expected a sealed release, found no %s".formatted(seen.release().brief()));
        }
        if (state.revoked.contains(seen.release())) {
            return Decision.NOTHING;
        }
        var facts = new ArrayList<Fact>();
        facts.add(new Fact.Revoked(seen.release(), seen.reason(), seen.by(), seen.at()));
        var why = Grounds.of("revoked", "revoked by %s: %s".formatted(seen.by(), seen.reason()));
        for (var rollout : state.rollouts.values()) {
            if (!rollout.plan.release().equals(seen.release())) {
                if (rollout.state == RolloutState.ROLLING_BACK
                        && rollout.plan
                                .rollbackTo()
                                .equals(new RollbackTo.Release(seen.release()))) {
                    facts.add(new Fact.WayBackStopped(rollout.id, why, seen.at()));
                }
                facts.addAll(withoutWayBack(rollout, seen));
                facts.addAll(waysBackGone(rollout, seen));
                continue;
            }
            switch (rollout.state) {
                case PROPOSED, APPROVED ->
                        facts.add(new Fact.Withdrawn(rollout.id, why, seen.by(), seen.at()));
                case RUNNING, HELD, COMPLETED -> {
                    facts.add(new Fact.Halted(rollout.id, why, seen.at()));
                    facts.addAll(withdrawals(rollout, NOT_DONE, seen.at()));
                    facts.addAll(wayBack(rollout, why, seen.at())); // whatever onHalt says (S20)
                }
                case HALTED -> facts.addAll(wayBack(rollout, why, seen.at()));
                case ROLLING_BACK, ROLLED_BACK, WITHDRAWN -> {}
            }
        }
        return Decision.facts(facts);
    }

    /** Who was offered the way back to it will never be shown it: that way has ended. */
    private List<Fact> waysBackGone(Rollout rollout, Observation.RevokeAsked seen) {
        return exposures(rollout)
                .filter(
                        it ->
                                it.wayBack()
                                        .filter(way -> way.release().equals(seen.release()))
                                        .filter(
                                                way ->
                                                        way.progress()
                                                                == Exposure.WayBack.Progress
                                                                        .OFFERED)
                                        .isPresent())
                .<Fact>map(
                        it ->
                                new Fact.WayBackFailed(
                                        rollout.id,
                                        it.device(),
                                        Reason.told("the release to go back to was revoked"),
                                        seen.at()))
                .toList();
    }

    /** What runs and can go back no more waits for a person; it is not resumed as it is. */
    private List<Fact> withoutWayBack(Rollout rollout, Observation.RevokeAsked seen) {
        boolean concerned =
                rollout.stillGrants()
                        && rollout.plan.rollbackTo().equals(new RollbackTo.Release(seen.release()));
        if (!concerned) {
            return List.of();
        }
        var why =
                Grounds.of(
                        "way-back-revoked",
                        "%s, to which its devices would go back, was revoked by %s: %s"
                                .formatted(
                                        state.sealed(seen.release()).label(),
                                        seen.by(),
                                        seen.reason()));
        var facts = new ArrayList<Fact>();
        facts.add(new Fact.Held(rollout.id, why, seen.at()));
        facts.addAll(withdrawals(rollout, NOT_BEGUN, seen.at()));
        return facts;
    }

    /** Takes back the offers of {@code rollout} that stand in {@code where}. */
    private List<Fact> withdrawals(Rollout rollout, Set<ExposureState> where, Moment at) {
        return exposures(rollout)
                .filter(it -> where.contains(it.effective()))
                .filter(it -> it.state() != ExposureState.WRITTEN_OFF)
                .<Fact>map(it -> new Fact.Withdrawing(rollout.id, it.device(), at))
                .toList();
    }

    private Stream<Exposure> exposures(Rollout rollout) {
        return state.open.stream()
                .filter(it -> it.rollout().equals(rollout.id))
                .sorted(Limits.byDevice());
    }
}
