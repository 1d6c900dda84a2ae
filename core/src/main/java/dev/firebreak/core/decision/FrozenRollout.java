package dev.firebreak.core.decision;

import dev.firebreak.core.device.FrozenExposure;
import dev.firebreak.core.device.Tally;
import dev.firebreak.core.words.Customer;
import dev.firebreak.core.words.DeviceId;
import dev.firebreak.core.words.Fingerprint;
import dev.firebreak.core.words.Moment;
import dev.firebreak.core.words.Person;
import dev.firebreak.core.words.Scope;
import dev.firebreak.core.words.Seed;
import dev.firebreak.core.words.Stratum;
import dev.firebreak.core.words.Tier;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Optional;

/**
 * A {@link Rollout} that does not change any more: everything that it is, for a snapshot.
 *
 * @param proposed what it was made of
 * @param steps in the order of its ladder
 */
record FrozenRollout(
        Fact.Proposed proposed,
        List<FrozenStep> steps,
        List<Approval> approvals,
        List<FrozenExposure> exposures,
        List<DeviceId> unsolicited,
        List<ByHand> unsolicitedBy,
        List<Confirmed> confirmedIn,
        List<WriteOff> writeOffs,
        List<Observation.Controls> controls,
        Tally.Frozen total,
        RolloutState state,
        Optional<Seed> seed,
        Optional<Moment> startedAt,
        Optional<Moment> rollingBackSince,
        Optional<Moment> completedAt,
        Optional<Grounds> grounds,
        int current,
        List<Proof> proofs,
        Optional<Person> resumeAskedBy,
        int acknowledgedHolds,
        boolean outdated,
        boolean wayBackStopped,
        boolean proved) {

    /** Who approved, with what. */
    record Approval(Person by, Rollout.Approval given) {}

    /** How many of a customer's devices pulled it by hand. */
    record ByHand(Customer customer, HandPulls pulls) {}

    /** How many were confirmed in an environment. */
    record Confirmed(Fingerprint fingerprint, Tier tier, int devices) {}

    /** How many promoted steps have proved a scope. */
    record Proof(Scope scope, int steps) {}

    /** Who asked first to write a device off. */
    record WriteOff(DeviceId device, Person by) {}

    /** How the devices of a stratum stand. */
    record Counted(Stratum stratum, Tally.Frozen tally) {}

    /** A step's progress; the step itself follows from the plan. */
    record FrozenStep(
            List<Counted> strata,
            Tally.Frozen total,
            Optional<Moment> openedAt,
            Optional<Moment> promotedAt,
            Optional<Moment> resolvedAt,
            Moment raisedAt,
            long candidates,
            long target,
            long cutoff,
            boolean usedUp,
            List<Waits> waits,
            Moment countedAt,
            int acceptedHarm,
            int acceptedStalled) {
        static FrozenStep of(StepProgress it) {
            return new FrozenStep(
                    it.strata.entrySet().stream()
                            .map(each -> new Counted(each.getKey(), each.getValue().freeze()))
                            .toList(),
                    it.total.freeze(),
                    it.openedAt,
                    it.promotedAt,
                    it.resolvedAt,
                    it.raisedAt,
                    it.candidates,
                    it.target,
                    it.cutoff,
                    it.usedUp,
                    it.waits,
                    it.countedAt,
                    it.acceptedHarm,
                    it.acceptedStalled);
        }

        void thawInto(StepProgress it) {
            for (var counted : strata) {
                var tally = new Tally();
                tally.thaw(counted.tally());
                it.strata.put(counted.stratum(), tally);
            }
            it.total.thaw(total);
            it.openedAt = openedAt;
            it.promotedAt = promotedAt;
            it.resolvedAt = resolvedAt;
            it.raisedAt = raisedAt;
            it.candidates = candidates;
            it.target = target;
            it.cutoff = cutoff;
            it.usedUp = usedUp;
            it.waits = waits;
            it.countedAt = countedAt;
            it.acceptedHarm = acceptedHarm;
            it.acceptedStalled = acceptedStalled;
        }
    }

    static FrozenRollout of(Rollout it, Frozen.Tables tables) {
        var confirmed = new ArrayList<Confirmed>();
        for (var print : Frozen.sorted(it.confirmedIn)) {
            print.getValue()
                    .forEach(
                            (tier, many) ->
                                    confirmed.add(new Confirmed(print.getKey(), tier, many)));
        }
        return new FrozenRollout(
                new Fact.Proposed(
                        it.id,
                        it.plan,
                        it.planDigest,
                        it.bindings,
                        it.rollbackOf,
                        it.author,
                        it.proposedAt),
                it.steps.stream().map(FrozenStep::of).toList(),
                it.approvals.entrySet().stream()
                        .map(each -> new Approval(each.getKey(), each.getValue()))
                        .toList(),
                it.exposures.values().stream().map(tables::freeze).toList(),
                List.copyOf(it.unsolicited),
                Frozen.sorted(it.unsolicitedBy).stream()
                        .map(each -> new ByHand(each.getKey(), each.getValue()))
                        .toList(),
                confirmed,
                Frozen.sorted(it.writeOffs).stream()
                        .map(each -> new WriteOff(each.getKey(), each.getValue()))
                        .toList(),
                List.copyOf(it.controls.values()),
                it.total.freeze(),
                it.state,
                it.seed,
                it.startedAt,
                it.rollingBackSince,
                it.completedAt,
                it.grounds,
                it.current,
                it.proofs.entrySet().stream()
                        .map(each -> new Proof(each.getKey(), each.getValue()))
                        .toList(),
                it.resumeAskedBy,
                it.acknowledgedHolds,
                it.outdated,
                it.wayBackStopped,
                it.proved);
    }

    Rollout thaw(Frozen.Tables tables) {
        var it = new Rollout(proposed);
        if (steps.size() != it.steps.size()) {
            throw new IllegalArgumentException(
                    "expected %d steps of %s, found %d: the snapshot is of another version"
                            .formatted(it.steps.size(), it.id, steps.size()));
        }
        for (int number = 0; number < steps.size(); number++) {
            steps.get(number).thawInto(it.steps.get(number));
        }
        approvals.forEach(each -> it.approvals.put(each.by(), each.given()));
        exposures.forEach(each -> it.exposures.put(each.device(), tables.thaw(each)));
        it.unsolicited.addAll(unsolicited);
        unsolicitedBy.forEach(each -> it.unsolicitedBy.put(each.customer(), each.pulls()));
        for (var each : confirmedIn) {
            it.confirmedIn
                    .computeIfAbsent(each.fingerprint(), _ -> new EnumMap<>(Tier.class))
                    .put(each.tier(), each.devices());
        }
        writeOffs.forEach(each -> it.writeOffs.put(each.device(), each.by()));
        controls.forEach(each -> it.controls.put(each.stratum(), each));
        it.total.thaw(total);
        it.state = state;
        it.seed = seed;
        it.startedAt = startedAt;
        it.rollingBackSince = rollingBackSince;
        it.completedAt = completedAt;
        it.grounds = grounds;
        it.current = current;
        proofs.forEach(each -> it.proofs.put(each.scope(), each.steps()));
        it.resumeAskedBy = resumeAskedBy;
        it.acknowledgedHolds = acknowledgedHolds;
        it.outdated = outdated;
        it.wayBackStopped = wayBackStopped;
        it.proved = proved;
        return it;
    }
}
