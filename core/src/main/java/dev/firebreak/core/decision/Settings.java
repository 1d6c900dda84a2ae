package dev.firebreak.core.decision;

import dev.firebreak.core.approval.Credential;
import dev.firebreak.core.approval.ProposedChange;
import dev.firebreak.core.device.Exposure;
import dev.firebreak.core.device.ExposureState;
import dev.firebreak.core.gate.GatePolicy;
import dev.firebreak.core.hold.CustomerPolicy;
import dev.firebreak.core.plan.FleetRules;
import dev.firebreak.core.words.Moment;
import dev.firebreak.core.words.Role;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The documents under which a tenant works: fleet, gate policy, customers' policies. What only
 * tightens takes one person at once; all else takes two, once there has been a second one (decision
 * 26), and then asks for new approvals of what was approved under it (decision 27a).
 */
final class Settings {
    private final State state;
    private final Loosening loosening;

    Settings(State state, Loosening loosening) {
        this.state = state;
        this.loosening = loosening;
    }

    /** A change that somebody asks for, the fact that makes it effective, and what it loosens. */
    private record Asked(
            ProposedChange change, Fact effective, Optional<String> loosens, Moment at) {}

    private Decision decide(Asked asked) {
        if (asked.loosens().isPresent() && !twoWantIt(asked.change())) {
            var waits = new Order.ChangeWaits(asked.change());
            boolean known =
                    Optional.ofNullable(state.waiting.get(asked.change().setting()))
                            .filter(asked.change()::equals)
                            .isPresent();
            return known
                    ? Decision.order(waits)
                    : new Decision(
                            List.of(new Fact.ChangeProposed(asked.change(), asked.at())),
                            List.of(waits));
        }
        var facts = new ArrayList<Fact>();
        facts.add(asked.effective());
        asked.loosens()
                .ifPresent(what -> facts.addAll(loosening.of(what, Optional.empty(), asked.at())));
        return Decision.facts(facts);
    }

    private boolean twoWantIt(ProposedChange change) {
        boolean alone =
                state.issued.values().stream()
                                .filter(it -> it.role() != Role.GATEWAY) // which is no person
                                .map(Credential::person)
                                .distinct()
                                .count()
                        < 2;
        return alone
                || Optional.ofNullable(state.waiting.get(change.setting()))
                        .filter(change::completes)
                        .isPresent();
    }

    // ---- the gate's policy

    Decision policy(Observation.PolicyApplied seen) {
        boolean loosens = looser(state.policy, seen.policy());
        return decide(
                new Asked(
                        new ProposedChange(
                                ProposedChange.POLICY, seen.policy().digest(), seen.by()),
                        new Fact.PolicyApplied(seen.policy(), loosens, seen.by(), seen.at()),
                        said(
                                loosens,
                                "the gate's policy asks for less since %s changed it"
                                        .formatted(seen.by())),
                        seen.at()));
    }

    /** Whether some requirement is gone, takes older runs, fewer controls, or another's word. */
    private static boolean looser(GatePolicy before, GatePolicy after) {
        return before.requirements().stream()
                .anyMatch(
                        old ->
                                after.requirements().stream()
                                        .filter(it -> it.id().equals(old.id()))
                                        .noneMatch(
                                                it ->
                                                        it.maxAge().compareTo(old.maxAge()) <= 0
                                                                && it.controls() >= old.controls()
                                                                && old.signers()
                                                                        .containsAll(it.signers())
                                                                && it.signers().stream()
                                                                        .allMatch(
                                                                                key ->
                                                                                        sameKey(
                                                                                                before,
                                                                                                after,
                                                                                                key))));
    }

    private static boolean sameKey(GatePolicy before, GatePolicy after, String key) {
        return Optional.ofNullable(before.keys().get(key))
                .equals(Optional.ofNullable(after.keys().get(key)));
    }

    // ---- customers

    Decision customer(Observation.CustomerApplied seen) {
        var policy = seen.policy();
        var before = Optional.ofNullable(state.customers.get(policy.customer()));
        boolean loosens = before.filter(old -> looser(old, policy)).isPresent();
        var decision =
                decide(
                        new Asked(
                                new ProposedChange(
                                        ProposedChange.of(policy.customer()),
                                        policy.digest(),
                                        seen.by()),
                                new Fact.CustomerApplied(policy, loosens, seen.by(), seen.at()),
                                said(
                                        loosens,
                                        "customer %s allows more than before"
                                                .formatted(policy.customer())),
                                seen.at()));
        return decision.facts().stream().anyMatch(Fact.CustomerApplied.class::isInstance)
                ? decision.then(Decision.facts(withdrawals(policy, seen.at())))
                : decision;
    }

    /** Takes back what the customer does not want any more and was not begun. */
    private List<Fact> withdrawals(CustomerPolicy policy, Moment at) {
        return state.open.stream()
                .filter(it -> it.place().customer().equals(policy.customer()))
                .filter(it -> it.effective() == ExposureState.OFFERED)
                .filter(it -> unwanted(policy, it, at))
                .sorted(Limits.byDevice())
                .<Fact>map(it -> new Fact.Withdrawing(it.rollout(), it.device(), at))
                .toList();
    }

    private boolean unwanted(CustomerPolicy policy, Exposure it, Moment at) {
        var release = state.release(state.rollout(it.rollout()).orElseThrow());
        return state.objection(policy, release, it.place().zone(), at).isPresent();
    }

    private static boolean looser(CustomerPolicy before, CustomerPolicy after) {
        return !after.optOut().containsAll(before.optOut())
                || !after.pins().entrySet().containsAll(before.pins().entrySet())
                || after.deferVersions() < before.deferVersions()
                || (!before.windows().isEmpty()
                        && (after.windows().isEmpty()
                                || !before.windows().containsAll(after.windows())));
    }

    // ---- the fleet

    Decision fleet(Observation.FleetApplied seen) {
        return decide(
                new Asked(
                        new ProposedChange(ProposedChange.FLEET, seen.rules().digest(), seen.by()),
                        new Fact.FleetApplied(seen.rules(), seen.by(), seen.at()),
                        looser(state.rules, seen.rules())
                                .map(what -> "%s changed %s".formatted(seen.by(), what)),
                        seen.at()));
    }

    /**
     * What in the fleet's rules is not shown to be as tight as before. Rules that place devices
     * cannot be compared here, so that any change of them counts.
     */
    private static Optional<String> looser(FleetRules before, FleetRules after) {
        if (higher(before.ceilingFleet(), after.ceilingFleet())
                || before.ceilingTier().entrySet().stream()
                        .anyMatch(
                                old ->
                                        higher(
                                                Optional.of(old.getValue()),
                                                Optional.ofNullable(
                                                        after.ceilingTier().get(old.getKey()))))) {
            return Optional.of("the tenant's ceiling: it is higher");
        }
        if (!before.mapping().equals(after.mapping())) {
            return Optional.of("the rules that place devices and speak for them");
        }
        boolean seldom =
                longer(before.idle(), after.idle())
                        || longer(before.watched(), after.watched())
                        || after.jitter().compareTo(before.jitter()) > 0;
        return said(seldom, "the polling: devices may be heard later");
    }

    private static boolean longer(Duration before, Duration after) {
        return after.compareTo(before) > 0;
    }

    /** No ceiling is the highest. */
    private static boolean higher(Optional<Integer> before, Optional<Integer> after) {
        return before.isPresent() && (after.isEmpty() || after.get() > before.get());
    }

    private static Optional<String> said(boolean loosens, String what) {
        return loosens ? Optional.of(what) : Optional.empty();
    }
}
