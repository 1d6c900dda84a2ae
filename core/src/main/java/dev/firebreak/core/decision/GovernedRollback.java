package dev.firebreak.core.decision;

import dev.firebreak.core.device.ExposureState;
import dev.firebreak.core.plan.HealthRule;
import dev.firebreak.core.plan.Plan;
import dev.firebreak.core.plan.PlanOverride;
import dev.firebreak.core.plan.RollbackTo;
import dev.firebreak.core.plan.WavePlan;
import dev.firebreak.core.words.DeviceId;
import dev.firebreak.core.words.Digest;
import dev.firebreak.core.words.Moment;
import dev.firebreak.core.words.Person;
import dev.firebreak.core.words.Ratio;
import dev.firebreak.core.words.RolloutId;
import dev.firebreak.core.words.Sha256;
import dev.firebreak.core.words.Tier;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The rollback of confirmed devices: a rollout of its own for each release that they go back to,
 * with two people, a gate, budget, groups, judge and halt, so that neither one person nor three
 * forged failures can reboot a healthy fleet.
 */
final class GovernedRollback {
    private final State state;
    private final GoingBack goingBack;

    GovernedRollback(State state, GoingBack goingBack) {
        this.state = state;
        this.goingBack = goingBack;
    }

    /**
     * Proposes what takes the confirmed devices of {@code of} back, beside the {@code facts} that
     * stop it: these stand also where nothing can be proposed.
     */
    Decision proposed(Rollout of, Person by, Moment at, List<Fact> facts) {
        SortedMap<Digest, Integer> targets = new TreeMap<>();
        int unknown = 0;
        for (var it : of.exposures.values()) {
            if (it.state() != ExposureState.CONFIRMED) {
                continue;
            }
            var target = goingBack.target(of, it);
            target.ifPresent(digest -> targets.merge(digest, 1, Integer::sum));
            unknown += target.isEmpty() ? 1 : 0;
        }
        if (targets.isEmpty()) {
            return Decision.facts(facts)
                    .then(
                            Refusing.of(
                                    Order.Refusal.CONFLICT,
                                    ("expected confirmed devices with a known way back, found %d confirmed"
                                                    + " without: propose a rollout of what they should run")
                                            .formatted(unknown)));
        }
        var all = new ArrayList<>(facts);
        var orders = new ArrayList<Order>();
        var id = state.nextRollout();
        for (var target : targets.keySet()) {
            var already = onItsWay(of, target);
            if (already.isPresent()) {
                orders.add(new Order.Made(already.get().id));
                continue;
            }
            var digest = Sha256.of("rollback %s of %s to %s".formatted(id, of.planDigest, target));
            var plan = backwards(of, target);
            var bindings = state.bindings();
            all.add(new Fact.Proposed(id, plan, digest, bindings, Optional.of(of.id), by, at));
            orders.add(new Order.Made(id));
            id = new RolloutId(id.number() + 1);
        }
        return new Decision(all, orders);
    }

    private Optional<Rollout> onItsWay(Rollout of, Digest target) {
        return state.rollouts.values().stream()
                .filter(it -> it.rollbackOf.equals(Optional.of(of.id)))
                .filter(it -> it.plan.release().equals(target))
                .filter(
                        it ->
                                switch (it.state) {
                                    case PROPOSED, APPROVED, RUNNING, HELD -> true;
                                    case HALTED, ROLLING_BACK, ROLLED_BACK, COMPLETED, WITHDRAWN ->
                                            false;
                                })
                .findFirst();
    }

    /** Whether {@code rollout}, a rollback of confirmed devices, is to take this one back. */
    boolean takesBack(Rollout rollout, DeviceId device) {
        var of = rollout.rollbackOf.flatMap(state::rollout);
        return of.flatMap(it -> it.exposure(device))
                .filter(it -> it.state() == ExposureState.CONFIRMED)
                .flatMap(it -> goingBack.target(of.orElseThrow(), it))
                .filter(rollout.plan.release()::equals)
                .isPresent();
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
        // What two people allowed for the way there holds for the way back, but for its order.
        Set<PlanOverride> overrides = new TreeSet<>(of.plan.overrides());
        overrides.remove(PlanOverride.UNSAFE_ORDER);
        overrides.add(PlanOverride.NO_ROLLBACK);
        return new Plan(
                of.plan.name() + "-rollback",
                target,
                new RollbackTo.None(),
                waves,
                of.plan.budget(),
                health(of.plan.health()),
                Optional.empty(),
                List.of(),
                false,
                overrides);
    }

    private static HealthRule health(HealthRule rule) {
        return new HealthRule(
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
    }
}
