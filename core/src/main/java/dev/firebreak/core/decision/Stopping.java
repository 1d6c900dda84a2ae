package dev.firebreak.core.decision;

import dev.firebreak.core.device.Exposure;
import dev.firebreak.core.device.ExposureState;
import dev.firebreak.core.hold.Hold;
import dev.firebreak.core.plan.HealthRule;
import dev.firebreak.core.plan.Plan;
import dev.firebreak.core.plan.PlanOverride;
import dev.firebreak.core.plan.RollbackTo;
import dev.firebreak.core.plan.WavePlan;
import dev.firebreak.core.words.ActionId;
import dev.firebreak.core.words.Digest;
import dev.firebreak.core.words.Moment;
import dev.firebreak.core.words.Person;
import dev.firebreak.core.words.Ratio;
import dev.firebreak.core.words.Seed;
import dev.firebreak.core.words.Sha256;
import dev.firebreak.core.words.Tier;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** How a rollout is held, halted, rolled back and revoked (law 7: a stop outruns a start). */
final class Stopping {
    /** A hold takes back what was not begun. */
    private static final Set<ExposureState> NOT_BEGUN = EnumSet.of(ExposureState.OFFERED);

    /** A halt takes back what was not finished. */
    private static final Set<ExposureState> NOT_DONE =
            EnumSet.of(ExposureState.OFFERED, ExposureState.ACCEPTED, ExposureState.STALLED);

    /** So many devices harmed by going back stop the way back (S31). */
    private static final int WAY_BACK_HARM = 3;

    private final State state;

    Stopping(State state) {
        this.state = state;
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
        if (rollout.plan.health().onHalt() == HealthRule.OnHalt.ROLLBACK
                && wayBackExists(rollout)) {
            facts.add(new Fact.RollbackBegan(rollout.id, why, at));
        }
        return facts;
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
        if (!wayBackExists(rollout)) {
            return Refusing.of(
                    Order.Refusal.CONFLICT,
                    "expected a release to go back to, found none that is sealed and not revoked:"
                        + " ship a new release");
        }
        var why = Grounds.of("person", "rolled back by %s: %s".formatted(seen.by(), seen.reason()));
        var facts = new ArrayList<Fact>();
        switch (rollout.state) {
            case RUNNING, HELD, COMPLETED -> {
                facts.add(new Fact.Halted(rollout.id, why, seen.at()));
                facts.addAll(withdrawals(rollout, NOT_DONE, seen.at()));
                facts.add(new Fact.RollbackBegan(rollout.id, why, seen.at()));
            }
            case HALTED -> facts.add(new Fact.RollbackBegan(rollout.id, why, seen.at()));
            case ROLLING_BACK, ROLLED_BACK -> {}
            case PROPOSED, APPROVED, WITHDRAWN -> {
                return Refusing.movedOn(rollout, "a rollout that has begun");
            }
        }
        return seen.reach() == Observation.Reach.CONFIRMED_TOO
                ? governed(rollout, seen.by(), seen.at(), facts)
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
                continue;
            }
            switch (rollout.state) {
                case PROPOSED, APPROVED ->
                        facts.add(new Fact.Withdrawn(rollout.id, why, seen.by(), seen.at()));
                case RUNNING, HELD, COMPLETED -> facts.addAll(halted(rollout, why, seen.at()));
                case HALTED -> {
                    if (wayBackExists(rollout)) {
                        facts.add(new Fact.RollbackBegan(rollout.id, why, seen.at()));
                    }
                }
                case ROLLING_BACK, ROLLED_BACK, WITHDRAWN -> {}
            }
        }
        return Decision.facts(facts);
    }

    /**
     * The rollback of confirmed devices: a rollout of its own, with budget, groups, judge and halt,
     * so that three forged failures cannot reboot a healthy fleet.
     */
    private Decision governed(Rollout of, Person by, Moment at, List<Fact> facts) {
        if (!(of.plan.rollbackTo() instanceof RollbackTo.Release(var target))) {
            return Refusing.of(
                    Order.Refusal.CONFLICT,
                    "expected one release for all confirmed devices to go back to,"
                            + " found 'what each ran before': propose a rollout of it");
        }
        boolean runsAlready =
                state.rollouts.values().stream()
                        .anyMatch(
                                it ->
                                        it.rollbackOf.equals(Optional.of(of.id))
                                                && it.state != RolloutState.WITHDRAWN);
        if (runsAlready) {
            return Decision.facts(facts);
        }
        var id = state.nextRollout();
        var plan = backwards(of, target);
        var digest = Sha256.of("rollback" + of.planDigest + id);
        var nonce = Sha256.of(of.seed.map(Seed::digest).orElse(of.planDigest).hex() + id);
        facts.add(new Fact.Proposed(id, plan, digest, of.bindings, Optional.of(of.id), by, at));
        facts.add(new Fact.Cleared(id, at));
        facts.add(
                new Fact.Started(id, nonce, Seed.of(digest, id, nonce), Optional.empty(), by, at));
        return new Decision(facts, List.of(new Order.Made(id)));
    }

    private static Plan backwards(Rollout of, Digest target) {
        var steps = List.of(Ratio.parse("1%"), Ratio.parse("10%"), Ratio.parse("50%"), Ratio.ALL);
        var bake = of.plan.waves().getFirst().bake();
        var waves = new ArrayList<WavePlan>();
        for (var tier : Tier.values()) {
            waves.add(
                    new WavePlan(
                            "back " + tier,
                            Optional.empty(),
                            Optional.of(tier),
                            List.of(),
                            steps,
                            bake,
                            Optional.empty(),
                            true));
        }
        var rule = of.plan.health();
        var health =
                new HealthRule(
                        rule.silentAfter(),
                        rule.soak(),
                        rule.tolerated(),
                        rule.maxHarm(),
                        rule.ages(),
                        rule.installDeadline(),
                        rule.governedKeys(),
                        rule.leaveOneOut(),
                        Duration.ZERO,
                        HealthRule.OnHold.PAGE,
                        HealthRule.OnHalt.STOP);
        return new Plan(
                of.plan.name() + "-rollback",
                target,
                new RollbackTo.None(),
                waves,
                of.plan.budget(),
                health,
                Optional.empty(),
                List.of(),
                false,
                Set.of(PlanOverride.NO_ROLLBACK));
    }

    /** Takes back the offers of {@code rollout} that stand in {@code where}. */
    private List<Fact> withdrawals(Rollout rollout, Set<ExposureState> where, Moment at) {
        return exposures(rollout)
                .filter(it -> where.contains(it.effective()))
                .filter(it -> it.state() != ExposureState.WRITTEN_OFF)
                .<Fact>map(it -> new Fact.Withdrawing(rollout.id, it.device(), at))
                .toList();
    }

    /** Takes back what {@code hold} covers and was not begun. */
    List<Fact> withdrawals(Hold.Target target, Moment at) {
        return state.open.stream()
                .filter(it -> target.holds(it.place()))
                .filter(it -> NOT_BEGUN.contains(it.effective()))
                .sorted(Limits.byDevice())
                .<Fact>map(it -> new Fact.Withdrawing(it.rollout(), it.device(), at))
                .toList();
    }

    private Stream<Exposure> exposures(Rollout rollout) {
        return state.open.stream()
                .filter(it -> it.rollout().equals(rollout.id))
                .sorted(Limits.byDevice());
    }

    /** Whether there is anything to go back to. */
    boolean wayBackExists(Rollout rollout) {
        return state.release(rollout).reversible()
                && switch (rollout.plan.rollbackTo()) {
                    case RollbackTo.Release(var digest) ->
                            state.releases.containsKey(digest) && !state.revoked.contains(digest);
                    case RollbackTo.Previous _ -> true;
                    case RollbackTo.None _ -> false;
                };
    }

    private Optional<Digest> wayBackOf(Rollout rollout, Exposure exposure) {
        Optional<Digest> target =
                switch (rollout.plan.rollbackTo()) {
                    case RollbackTo.Release(var digest) -> Optional.of(digest);
                    case RollbackTo.Previous _ -> exposure.previous();
                    case RollbackTo.None _ -> Optional.empty();
                };
        return target.filter(state.releases::containsKey).filter(it -> !state.revoked.contains(it));
    }

    /**
     * Offers the way back to devices that were heard, a few at a time; ends when all is done.
     *
     * @param lastAction the last number given, by what is decided at the same time too
     */
    List<Fact> rollBack(Rollout rollout, int lastAction, Moment at) {
        boolean ended = rollout.state == RolloutState.ROLLED_BACK; // the unreached may come yet
        if (rollout.state != RolloutState.ROLLING_BACK && !ended) {
            return List.of();
        }
        var facts = new ArrayList<Fact>();
        var mine = exposures(rollout).toList();
        long harmed =
                rollout.exposures.values().stream().filter(Stopping::harmedByGoingBack).count();
        if (harmed >= WAY_BACK_HARM && !rollout.wayBackStopped) {
            return List.of(
                    new Fact.WayBackStopped(
                            rollout.id,
                            Grounds.of(
                                    "way-back-harm",
                                    "%d devices failed or fell silent on the way back: no more of it is offered"
                                            .formatted(harmed),
                                    Map.of("harmed", Long.toString(harmed))),
                            at));
        }
        if (!rollout.wayBackStopped) {
            offerWayBacks(rollout, mine, lastAction, at, facts);
        }
        return facts.isEmpty() && !ended ? rolledBack(rollout, mine, at) : facts;
    }

    private void offerWayBacks(
            Rollout rollout, List<Exposure> mine, int lastAction, Moment at, List<Fact> facts) {
        long openNow = mine.stream().filter(Exposure::wayBackOpen).count();
        long free = Limits.wayBacks(rollout) - openNow;
        int action = lastAction;
        for (var exposure : mine) {
            var target = wayBackOf(rollout, exposure);
            if (free > 0
                    && target.isPresent()
                    && exposure.wantsWayBack(rollout.rollingBackSince.orElseThrow())) {
                action++;
                free--;
                facts.add(
                        new Fact.WayBackOffered(
                                rollout.id,
                                exposure.device(),
                                new ActionId(action),
                                target.get(),
                                at));
            }
        }
    }

    /** ROLLED_BACK = every exposure is reverted, withdrawn, or silent and listed as unreached. */
    private List<Fact> rolledBack(Rollout rollout, List<Exposure> mine, Moment at) {
        boolean settled =
                mine.stream()
                        .allMatch(
                                it ->
                                        it.state() == ExposureState.SILENT
                                                || it.state() == ExposureState.CONFIRMED);
        if (!settled) {
            return List.of();
        }
        int unreached = rollout.total.in(ExposureState.SILENT);
        int reverted = rollout.total.in(ExposureState.REVERTED);
        int confirmed = rollout.total.in(ExposureState.CONFIRMED);
        return List.of(
                new Fact.RolledBack(
                        rollout.id,
                        Grounds.of(
                                "rolled-back",
                                ("%d devices are back, %d were withdrawn, %d are silent and not"
                                     + " reached, %d stay confirmed")
                                        .formatted(
                                                reverted,
                                                rollout.total.in(ExposureState.WITHDRAWN),
                                                unreached,
                                                confirmed),
                                Map.of(
                                        "reverted", Integer.toString(reverted),
                                        "unreached", Integer.toString(unreached),
                                        "confirmed", Integer.toString(confirmed))),
                        at));
    }

    private static boolean harmedByGoingBack(Exposure it) {
        return it.wayBack()
                .filter(
                        way ->
                                way.progress() == Exposure.WayBack.Progress.FAILED
                                        || it.state() == ExposureState.SILENT)
                .isPresent();
    }
}
