package dev.firebreak.core.decision;

import dev.firebreak.core.approval.Credential;
import dev.firebreak.core.gate.Gate;
import dev.firebreak.core.gate.GateDecision;
import dev.firebreak.core.plan.Plan;
import dev.firebreak.core.plan.PlanCheck;
import dev.firebreak.core.plan.RollbackTo;
import dev.firebreak.core.words.Digest;
import dev.firebreak.core.words.Moment;
import dev.firebreak.core.words.Person;
import dev.firebreak.core.words.Role;
import dev.firebreak.core.words.RolloutId;
import dev.firebreak.core.words.Seed;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What people ask for, and whether enough of them did (law 9: two people). */
final class People {
    private final State state;
    private final Stopping stopping;
    private final Loosening loosening;

    People(State state, Stopping stopping, Loosening loosening) {
        this.state = state;
        this.stopping = stopping;
        this.loosening = loosening;
    }

    Decision propose(Observation.ProposeAsked seen) {
        var plan = seen.plan();
        var release = Optional.ofNullable(state.releases.get(plan.release()));
        if (release.isEmpty() || state.revoked.contains(plan.release())) {
            return Refusing.of(
                    Order.Refusal.INVALID,
                    "expected a sealed release that is not revoked, found %s: create it first"
                            .formatted(plan.release().brief()));
        }
        var noWayBack = noWayBack(plan, seen.at());
        if (noWayBack.isPresent()) {
            return Refusing.of(Order.Refusal.INVALID, noWayBack.get());
        }
        var bound = seen.bindings();
        if (!bound.fleet().equals(state.rules.digest())
                || !bound.gatePolicy().equals(state.policy.digest())
                || !bound.customers().equals(state.customersDigest())) {
            return Refusing.of(
                    Order.Refusal.CONFLICT,
                    "expected a plan bound to the rules in force, found older ones: propose it"
                            + " again");
        }
        var problems =
                PlanCheck.check(plan, release.get(), state.rules, bound.counts()).stream()
                        .filter(PlanCheck.Problem::isError)
                        .toList();
        if (!problems.isEmpty()) {
            return Refusing.of(Order.Refusal.INVALID, problems.getFirst().toString());
        }
        var unproved = RestartProof.missing(state, plan, release.get());
        if (unproved.isPresent()) {
            return Refusing.of(Order.Refusal.INVALID, unproved.get());
        }
        var id = state.nextRollout();
        return new Decision(
                List.of(
                        new Fact.Proposed(
                                id,
                                plan,
                                seen.planDigest(),
                                bound,
                                Optional.empty(),
                                seen.by(),
                                seen.at())),
                List.of(new Order.Made(id)));
    }

    /** What speaks against the release to go back to: asked again whenever grants may begin. */
    private Optional<String> noWayBack(Plan plan, Moment at) {
        return plan.rollbackTo() instanceof RollbackTo.Release(var back)
                ? back.equals(plan.release())
                        ? Optional.of(
                                "rollbackTo: expected another release than the one shipped, found it:"
                                        + " name the one before")
                        : FitToGoBackTo.objection(state, back, at).map("rollbackTo: "::concat)
                : Optional.empty();
    }

    Decision approve(Observation.ApproveAsked seen) {
        var found = state.rollout(seen.rollout());
        if (found.isEmpty()) {
            return Refusing.unknown(seen.rollout());
        }
        var rollout = found.get();
        if (rollout.state == RolloutState.WITHDRAWN) {
            return withdrawn(rollout);
        }
        if (rollout.state != RolloutState.PROPOSED && !rollout.outdated) {
            return Refusing.movedOn(rollout, "a plan that waits for approval");
        }
        if (!seen.planDigest().equals(rollout.planDigest)) {
            return otherPlan(rollout, seen.planDigest());
        }
        var drift = Drift.of(state, rollout);
        if (rollout.state == RolloutState.PROPOSED && drift.isPresent()) {
            return Refusing.of(Order.Refusal.CONFLICT, drift.get());
        }
        var held =
                Optional.ofNullable(state.credentials.get(seen.credential()))
                        .filter(each -> each.person().equals(seen.by()));
        var objection = objection(rollout, seen, held);
        if (objection.isPresent()) {
            return Refusing.of(Order.Refusal.NOT_ALLOWED, objection.get());
        }
        var facts = new ArrayList<Fact>();
        var role = held.orElseThrow().role();
        facts.add(
                new Fact.Approved(
                        rollout.id, seen.credential(), role, seen.reason(), seen.by(), seen.at()));
        if (enough(rollout, role)) {
            facts.add(new Fact.Cleared(rollout.id, seen.at()));
        }
        return Decision.facts(facts);
    }

    private Optional<String> objection(
            Rollout rollout, Observation.ApproveAsked seen, Optional<Credential> held) {
        if (held.isEmpty()) {
            return Optional.of(
                    "expected a valid credential of %s, found none".formatted(seen.by()));
        }
        var credential = held.get();
        if (credential.role() != Role.APPROVER && credential.role() != Role.OWNER) {
            return Optional.of(
                    "expected the role approver or owner, found %s: ask somebody who has it"
                            .formatted(credential.role()));
        }
        if (seen.by().equals(rollout.author)) {
            return Optional.of(
                    "expected another person than its author, found %s: nobody approves what they alone proposed"
                            .formatted(seen.by()));
        }
        boolean older =
                Optional.ofNullable(state.credentialSince.get(credential.id()))
                        .filter(since -> since.uptime().compareTo(rollout.proposedAt.uptime()) <= 0)
                        .isPresent();
        if (!older) {
            return Optional.of(
                    "expected a credential older than the plan, found one made after it: propose"
                            + " the plan anew");
        }
        return rollout.approvals.containsKey(seen.by())
                ? Optional.of(
                        "expected one approval a person, %s gave one already".formatted(seen.by()))
                : Optional.empty();
    }

    /** Whether this yes, with those given before, is enough (who gave one may be gone by now). */
    private static boolean enough(Rollout rollout, Role role) {
        var roles =
                Stream.concat(
                                rollout.approvals.values().stream().map(Rollout.Approval::role),
                                Stream.of(role))
                        .toList();
        // A rollback takes over the overrides that two people gave to what it takes back.
        boolean overrides = rollout.rollbackOf.isEmpty() && !rollout.plan.overrides().isEmpty();
        int needed = rollout.outdated || overrides ? 2 : 1;
        return roles.size() >= needed
                && (!rollout.plan.ownerRequired() || roles.contains(Role.OWNER));
    }

    Decision veto(Observation.VetoAsked seen) {
        return beforeStart(
                seen.rollout(),
                Grounds.of("veto", "vetoed by %s: %s".formatted(seen.by(), seen.reason())),
                seen.by(),
                seen.at());
    }

    Decision withdraw(Observation.WithdrawAsked seen) {
        return beforeStart(
                seen.rollout(),
                Grounds.of("withdrawn", "withdrawn by %s: %s".formatted(seen.by(), seen.reason())),
                seen.by(),
                seen.at());
    }

    private Decision beforeStart(RolloutId id, Grounds why, Person by, Moment at) {
        var found = state.rollout(id);
        if (found.isEmpty()) {
            return Refusing.unknown(id);
        }
        return switch (found.get().state) {
            case PROPOSED, APPROVED -> Decision.fact(new Fact.Withdrawn(id, why, by, at));
            case RUNNING, HELD, HALTED, ROLLING_BACK, ROLLED_BACK, COMPLETED, WITHDRAWN ->
                    Refusing.movedOn(found.get(), "a plan that has not started (halt it instead)");
        };
    }

    Decision start(Observation.StartAsked seen) {
        var found = state.rollout(seen.rollout());
        if (found.isEmpty()) {
            return Refusing.unknown(seen.rollout());
        }
        var rollout = found.get();
        if (rollout.state == RolloutState.WITHDRAWN) {
            return withdrawn(rollout);
        }
        if (rollout.state != RolloutState.APPROVED) {
            return Refusing.movedOn(rollout, "an approved plan");
        }
        if (rollout.outdated) {
            return Refusing.of(Order.Refusal.CONFLICT, outdated(rollout));
        }
        var drift = Drift.of(state, rollout);
        if (drift.isPresent()) {
            return Refusing.of(Order.Refusal.CONFLICT, drift.get());
        }
        var release = rollout.plan.release();
        var gate =
                Gate.decide(
                        release,
                        state.policy,
                        state.evidence.getOrDefault(release, List.of()),
                        seen.at().wall());
        boolean back = rollout.rollbackOf.isPresent(); // then an earlier rollout may prove it, too
        if (!gate.cleared() && !back) {
            var why =
                    gate.findings().stream()
                            .filter(it -> it.outcome() != GateDecision.Outcome.PASS)
                            .findFirst()
                            .map(
                                    it ->
                                            "%s %s: %s"
                                                    .formatted(
                                                            it.requirement(),
                                                            it.outcome(),
                                                            it.why()))
                            .orElse("the policy asks for nothing, and nothing clears nothing");
            return Refusing.of(Order.Refusal.GATE, "expected a cleared gate, found " + why);
        }
        var unfit =
                back
                        ? FitToGoBackTo.objection(state, release, seen.at())
                        : noWayBack(rollout.plan, seen.at());
        if (unfit.isPresent()) {
            return Refusing.of(Order.Refusal.CONFLICT, unfit.get());
        }
        return Decision.fact(
                new Fact.Started(
                        rollout.id,
                        seen.nonce(),
                        Seed.of(rollout.planDigest, rollout.id, seen.nonce()),
                        Optional.of(gate).filter(GateDecision::cleared),
                        seen.reason(),
                        seen.by(),
                        seen.at()));
    }

    Decision resume(Observation.ResumeAsked seen) {
        var found = state.rollout(seen.rollout());
        if (found.isEmpty()) {
            return Refusing.unknown(seen.rollout());
        }
        var rollout = found.get();
        if (rollout.state != RolloutState.HELD) {
            return Refusing.movedOn(
                    rollout, "a held rollout (what was halted stays halted: propose a new plan)");
        }
        if (!seen.planDigest().equals(rollout.planDigest)) {
            return otherPlan(rollout, seen.planDigest());
        }
        if (rollout.outdated) {
            return Refusing.of(Order.Refusal.CONFLICT, outdated(rollout));
        }
        if (rollout.heldForHarm()) {
            if (rollout.resumeAskedBy.isEmpty()) {
                return Decision.fact(
                        new Fact.ResumeProposed(rollout.id, seen.reason(), seen.by(), seen.at()));
            }
            if (rollout.resumeAskedBy.get().equals(seen.by())) {
                return Refusing.of(
                        Order.Refusal.NOT_ALLOWED,
                        "expected a second person to resume what has harmed too many, found %s again"
                                .formatted(seen.by()));
            }
        }
        var unfit = noWayBack(rollout.plan, seen.at());
        return unfit.isPresent()
                ? Refusing.of(Order.Refusal.CONFLICT, unfit.get())
                : Decision.fact(new Fact.Resumed(rollout.id, seen.reason(), seen.by(), seen.at()));
    }

    private static String outdated(Rollout rollout) {
        return "expected two new approvals after the rules became looser, found %d: approve it anew"
                .formatted(rollout.approvals.size());
    }

    private static Decision withdrawn(Rollout rollout) {
        return Refusing.of(
                Order.Refusal.CONFLICT,
                "expected a plan to go on with, found %s withdrawn (%s): propose it again"
                        .formatted(
                                rollout.id,
                                rollout.grounds.map(it -> it.reason().text()).orElse("")));
    }

    private static Decision otherPlan(Rollout rollout, Digest seen) {
        return Refusing.of(
                Order.Refusal.CONFLICT,
                "expected plan %s, found %s: look at %s again"
                        .formatted(rollout.planDigest.brief(), seen.brief(), rollout.id));
    }

    Decision placeHold(Observation.HoldPlaced seen) {
        var facts = new Holding(state).placed(seen.target(), seen.reason(), seen.by(), seen.at());
        return new Decision(facts, List.of(new Order.HoldMade(state.lastHold + 1)));
    }

    Decision liftHold(Observation.HoldLifted seen) {
        if (!state.holds.containsKey(seen.hold())) {
            return Refusing.of(
                    Order.Refusal.UNKNOWN,
                    "expected a hold, found no %d: see the list of holds".formatted(seen.hold()));
        }
        var facts = new ArrayList<Fact>();
        facts.add(new Fact.HoldLifted(seen.hold(), seen.reason(), seen.by(), seen.at()));
        var since = state.holdsSince.get(seen.hold());
        facts.addAll(
                loosening.of(
                        "hold %d was lifted by %s: %s"
                                .formatted(seen.hold(), seen.by(), seen.reason()),
                        Optional.ofNullable(since),
                        seen.at()));
        return Decision.facts(facts);
    }

    Decision revokeToken(Observation.TokenRevoked seen) {
        if (!state.credentials.containsKey(seen.credential())) {
            return Refusing.of(
                    Order.Refusal.UNKNOWN,
                    "expected a token, found no '%s': see 'token list'"
                            .formatted(seen.credential()));
        }
        var facts = new ArrayList<Fact>();
        facts.add(
                new Fact.TokenRevoked(
                        seen.credential(), seen.voidApprovals(), seen.by(), seen.at()));
        if (seen.voidApprovals()) {
            for (var rollout : state.rollouts.values()) {
                if (rollout.approvals.values().stream()
                        .anyMatch(it -> it.credential().equals(seen.credential()))) {
                    var why =
                            Grounds.of(
                                    "approval-voided",
                                    "an approval was given with token '%s', which was revoked"
                                            .formatted(seen.credential()));
                    facts.add(new Fact.ApprovalOutdated(rollout.id, why, seen.at()));
                    if (rollout.stillGrants()) {
                        facts.addAll(stopping.held(rollout, why, seen.at()));
                    }
                }
            }
        }
        return Decision.facts(facts);
    }
}
