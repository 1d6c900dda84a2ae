package dev.firebreak.core.laws;

import dev.firebreak.core.decision.Fact;
import dev.firebreak.core.device.ExposureState;
import dev.firebreak.core.plan.Allowance;
import dev.firebreak.core.words.DeviceId;
import dev.firebreak.core.words.Placement;
import dev.firebreak.core.words.Scope;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Law 1: no grant takes the exposures not yet confirmed of any scope above that scope's budget. The
 * onlooker counts a place as free only when the device itself gave the proof.
 */
final class WithinBudget implements Law {
    @Override
    public int number() {
        return 1;
    }

    @Override
    public Optional<Finding> fact(Books books, Event event, Fact fact) {
        if (fact instanceof Fact.WayBackOffered back) {
            return oneOfAGroup(books, back);
        }
        if (!(fact instanceof Fact.Exposed exposed)) {
            return Finding.NONE;
        }
        var rollout = books.rollout(exposed.rollout());
        var place = books.places.get(exposed.device());
        if (place == null || !books.accepted.contains(exposed.device())) {
            return Finding.of("a grant to a device that somebody accepted", "%s", fact);
        }
        for (var scope : Books.scopes(rollout, exposed.step(), place)) {
            long used = books.used(scope) + 1;
            long limit = limit(books, rollout, scope);
            if (used > limit) {
                return Finding.of(
                        "at most %d unconfirmed in %s".formatted(limit, scope),
                        "%d with the grant to %s by %s",
                        used,
                        exposed.device(),
                        rollout.id);
            }
        }
        return Finding.NONE;
    }

    /** Of a redundancy group one goes back, while the others are there. */
    private static Optional<Finding> oneOfAGroup(Books books, Fact.WayBackOffered fact) {
        var group = Optional.ofNullable(books.places.get(fact.device())).flatMap(Placement::group);
        var lately = books.rules.watched().multipliedBy(3);
        return books.places.entrySet().stream()
                .filter(_ -> group.isPresent())
                .filter(it -> it.getValue().group().equals(group))
                .map(Map.Entry::getKey)
                .filter(peer -> !peer.equals(fact.device()))
                .filter(
                        peer ->
                                books.of(peer).anyMatch(Account::goesBack)
                                        || (gone(books, peer, fact.at().uptime().minus(lately))
                                                && !givenUp(books, peer)))
                .findFirst()
                .flatMap(
                        peer ->
                                Finding.of(
                                        "one of %s to go back, with the others there"
                                                .formatted(group),
                                        "%s while %s is away",
                                        fact,
                                        peer));
    }

    private static boolean gone(Books books, DeviceId device, Duration since) {
        return Optional.ofNullable(books.heardAt.get(device))
                .filter(at -> at.compareTo(since) >= 0)
                .isEmpty();
    }

    private static boolean givenUp(Books books, DeviceId device) {
        return books.of(device).anyMatch(it -> it.state == ExposureState.WRITTEN_OFF);
    }

    private static long limit(Books books, Ledger rollout, Scope scope) {
        var budget = rollout.plan.budget();
        var rules = books.rules;
        Optional<Allowance> planned =
                switch (scope) {
                    case Scope.Fleet _ -> Optional.of(budget.fleet());
                    case Scope.OfTier(var tier) -> Optional.ofNullable(budget.tier().get(tier));
                    case Scope.OfRegion _ -> budget.region();
                    case Scope.OfCustomer _ -> budget.customer();
                    case Scope.OfGroup _ -> Optional.of(Allowance.fixed(budget.group()));
                    case Scope.OfWave(_, int wave) ->
                            rollout.plan.waves().get(wave).budget().map(Allowance::fixed);
                };
        long ceiling =
                switch (scope) {
                    case Scope.Fleet _ -> rules.ceilingFleet().orElse(Integer.MAX_VALUE);
                    case Scope.OfTier(var tier) ->
                            rules.ceilingTier().getOrDefault(tier, Integer.MAX_VALUE);
                    case Scope.OfRegion _, Scope.OfCustomer _, Scope.OfGroup _, Scope.OfWave _ ->
                            Integer.MAX_VALUE;
                };
        return Math.min(
                ceiling,
                planned.map(
                                it ->
                                        earned(
                                                it,
                                                rollout.proofs.getOrDefault(scope, 0),
                                                books.size(scope)))
                        .orElse(ceiling));
    }

    /**
     * The start, doubled with each step promoted in the scope since the last hold, up to the most.
     */
    private static long earned(Allowance allowance, int proofs, long size) {
        double earned = allowance.start() * Math.pow(2, proofs);
        double most = allowance.most().map(Integer::doubleValue).orElse(Double.MAX_VALUE);
        double share =
                allowance
                        .share()
                        .map(part -> Math.max(1, Math.floor(part.value() * size + 1e-9)))
                        .orElse(Double.MAX_VALUE);
        return (long) Math.min(earned, Math.min(most, share));
    }
}
