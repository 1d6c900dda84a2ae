package dev.firebreak.core.decision;

import dev.firebreak.core.device.ExposureState;
import dev.firebreak.core.gate.Gate;
import dev.firebreak.core.hold.Windows;
import dev.firebreak.core.plan.Plan;
import dev.firebreak.core.wave.Step;
import dev.firebreak.core.words.DeviceId;
import dev.firebreak.core.words.Digest;
import dev.firebreak.core.words.Fingerprint;
import dev.firebreak.core.words.Moment;
import dev.firebreak.core.words.Placement;
import dev.firebreak.core.words.Tier;

import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Whether a device that asks is exposed, one at a time. Everything that stands between a release
 * and a machine is asked here, in this order, and the first objection is the answer.
 */
final class Granting {
    /** A HIGH device's environment must have been told within this (decision 8). */
    private static final Duration ATTRIBUTES_LAST = Duration.ofDays(1);

    /** So many devices of an environment, confirmed in lower tiers, cover it for HIGH. */
    static final int COVERED_BY = 10;

    private static final String UNKNOWN_ENVIRONMENT =
            "HIGH, environment unknown: no attributes for the fleet's fingerprint keys";

    private final State state;
    private final GovernedRollback governed;

    Granting(State state) {
        this.state = state;
        this.governed = new GovernedRollback(state, new GoingBack(state));
    }

    Decision asked(Observation.Asked seen) {
        var device = state.device(seen.device());
        if (device.isEmpty()) {
            return Decision.order(new Order.Wait(seen.device(), Withheld.NOTHING_OPEN));
        }
        var why = Withheld.NOTHING_OPEN;
        for (var rollout : state.rollouts.values()) {
            var open = rollout.granting();
            boolean had = rollout.exposure(seen.device()).isPresent();
            if (open.isEmpty() || (had && !again(rollout, seen))) {
                continue;
            }
            var objection = objection(rollout, open.get(), device.get(), seen);
            var consent =
                    objection.isEmpty()
                            ? Consenting.before(state, rollout, device.get(), seen)
                            : Optional.<Decision>empty();
            if (consent.filter(it -> !it.facts().isEmpty()).isPresent()) {
                return consent.get();
            }
            if (consent.isPresent()) {
                why = Withheld.CONSENT_WANTED;
                continue;
            }
            if (objection.isEmpty()) {
                var action = Consenting.action(state, rollout, device.get());
                return new Decision(
                        List.of(
                                new Fact.Exposed(
                                        rollout.id,
                                        seen.device(),
                                        action,
                                        open.get().step.number(),
                                        seen.at())),
                        List.of(new Order.Offer(seen.device(), action)));
            }
            why = why == Withheld.NOTHING_OPEN ? objection.get() : why;
        }
        var wait = Decision.order(new Order.Wait(seen.device(), why));
        return why == Withheld.ATTRIBUTES_OLD
                ? wait.then(Decision.order(new Order.AskAttributes(seen.device())))
                : wait;
    }

    /** Whether the device dropped the offer and so may be exposed anew. */
    private static boolean again(Rollout rollout, Observation.Asked seen) {
        return rollout.exposure(seen.device())
                .filter(it -> it.state() == ExposureState.WITHDRAWN)
                .isPresent();
    }

    private Optional<Withheld> objection(
            Rollout rollout, StepProgress open, Device device, Observation.Asked seen) {
        var place = device.place;
        var selected =
                open.step.select().isEmpty()
                        || seen.selected()
                                .contains(
                                        new Observation.Asked.Selected(
                                                rollout.id, open.step.wave()));
        if (!selected || !belongs(rollout, open, device)) {
            return Optional.of(Withheld.NOTHING_OPEN);
        }
        if (seen.at().uptime().compareTo(state.graceUntil) < 0) {
            return Optional.of(Withheld.SETTLING);
        }
        if (!device.open.isEmpty()) {
            return Optional.of(Withheld.EXPOSED);
        }
        var standing = withheld(rollout, device, seen.at());
        if (standing.isPresent()) {
            return standing;
        }
        if (place.tier() == Tier.HIGH
                && seen.attributesAge()
                        .filter(age -> age.compareTo(ATTRIBUTES_LAST) <= 0)
                        .isEmpty()) {
            return Optional.of(Withheld.ATTRIBUTES_OLD);
        }
        long rank = rollout.seed.orElseThrow().rank(device.id);
        if (Long.compareUnsigned(rank, open.cutoff) >= 0) {
            return Optional.of(Withheld.NOT_YET);
        }
        if (rollout.exposedFor(open.step) >= open.target) {
            return Optional.of(Withheld.STEP_FULL);
        }
        if (groupBusy(device, seen)) {
            return Optional.of(Withheld.GROUP_BUSY);
        }
        var scopes = DeviceFold.scopes(rollout, open.step.wave(), place);
        return Limits.spent(state, rollout, scopes).map(_ -> Withheld.BUDGET_SPENT);
    }

    /**
     * What withholds the device for as long as nothing else changes; budget and rank are not it.
     */
    Optional<Withheld> withheld(Rollout rollout, Device device, Moment at) {
        var place = device.place;
        var release = state.release(rollout);
        if (state.revoked.contains(release.digest())) {
            return Optional.of(Withheld.REVOKED);
        }
        if (device.flagged.isPresent()) {
            return Optional.of(Withheld.FLAGGED);
        }
        if (!device.accepted) {
            return Optional.of(Withheld.NOT_ACCEPTED);
        }
        if (state.held(place)) {
            return Optional.of(Withheld.HELD);
        }
        if (place.tier() == Tier.HIGH && !covered(rollout, place.fingerprint(), at)) {
            return Optional.of(Withheld.UNCOVERED);
        }
        if (state.objection(place.customer(), release, place.zone(), at).isPresent()) {
            return Optional.of(Withheld.CUSTOMER_SAYS_NO);
        }
        return Windows.open(rollout.plan.windows(), place.zone(), at.wall())
                ? Optional.empty()
                : Optional.of(Withheld.OUT_OF_WINDOW);
    }

    boolean belongs(Rollout rollout, StepProgress open, Device device) {
        return placed(open.step, device.place)
                && (rollout.rollbackOf.isEmpty() || governed.takesBack(rollout, device.id))
                && !device.runs.equals(Optional.of(rollout.plan.release()));
    }

    /** Law 10: evidence for the environment, or enough devices of it confirmed in lower tiers. */
    boolean covered(Rollout rollout, Optional<Fingerprint> fingerprint, Moment at) {
        if (rollout.rollbackOf.isPresent()) {
            return true; // it ran there before
        }
        return fingerprint
                .filter(
                        it ->
                                rollout.confirmedBelowHigh(it) >= COVERED_BY
                                        || proven(rollout.plan.release(), it, at))
                .isPresent();
    }

    /** Whether the evidence that clears the gate ran in this environment. */
    private boolean proven(Digest release, Fingerprint environment, Moment at) {
        var evidence =
                state.evidence.getOrDefault(release, List.of()).stream()
                        .filter(each -> each.environments().contains(environment))
                        .toList();
        return !evidence.isEmpty()
                && Gate.decide(release, state.policy, evidence, at.wall()).cleared();
    }

    private boolean groupBusy(Device device, Observation.Asked seen) {
        return device.place
                .group()
                .filter(
                        group ->
                                state.places.rests(group, seen.at())
                                        || !seen.absentPeers().isEmpty()
                                        || peersExposed(device, state.counts.members(group)))
                .isPresent();
    }

    private boolean peersExposed(Device device, Collection<DeviceId> members) {
        return members.stream()
                .filter(peer -> !peer.equals(device.id))
                .flatMap(peer -> state.device(peer).stream())
                .anyMatch(peer -> !peer.open.isEmpty() || runsUnproved(peer));
    }

    /** Whether it pulled by hand, and still runs, what no rollout has proved to the end. */
    private boolean runsUnproved(Device device) {
        return state.rollouts.values().stream()
                .filter(it -> it.state != RolloutState.COMPLETED)
                .filter(it -> it.unsolicited.contains(device.id))
                .anyMatch(it -> device.runs.equals(Optional.of(it.plan.release())));
    }

    /** How many devices law 10 and the customers keep from {@code rollout}, by environment. */
    List<RolloutView.Waiting> waiting(Rollout rollout, Moment at) {
        boolean reachesHigh =
                rollout.plan.waves().stream()
                        .anyMatch(wave -> wave.tier().filter(Tier.HIGH::equals).isPresent());
        if (!reachesHigh) {
            return List.of();
        }
        return state.counts.highByFingerprint().entrySet().stream()
                .filter(entry -> entry.getValue() > 0)
                .filter(entry -> !covered(rollout, entry.getKey(), at))
                .map(
                        entry ->
                                new RolloutView.Waiting(
                                        entry.getKey()
                                                .map(Granting::uncovered)
                                                .orElse(UNKNOWN_ENVIRONMENT),
                                        entry.getValue()))
                .sorted(Comparator.comparing(RolloutView.Waiting::why))
                .toList();
    }

    private static String uncovered(Fingerprint environment) {
        return ("HIGH, environment %s is covered neither by evidence"
                        + " nor by %d devices confirmed in lower tiers")
                .formatted(environment, COVERED_BY);
    }

    static boolean placed(Step step, Placement place) {
        return step.tier().map(place.tier()::equals).orElse(place.tier() != Tier.HIGH)
                && (step.regions().isEmpty() || step.regions().contains(place.region()));
    }

    static boolean reachesHigh(Plan plan) {
        return plan.waves().stream()
                .anyMatch(wave -> wave.tier().filter(Tier.HIGH::equals).isPresent());
    }
}
