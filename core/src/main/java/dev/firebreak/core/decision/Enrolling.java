package dev.firebreak.core.decision;

import dev.firebreak.core.gate.GatePolicy;
import dev.firebreak.core.hold.CustomerPolicy;
import dev.firebreak.core.hold.Hold;
import dev.firebreak.core.release.Release;
import dev.firebreak.core.words.Customer;
import dev.firebreak.core.words.DeviceId;
import dev.firebreak.core.words.Moment;
import dev.firebreak.core.words.Placement;
import dev.firebreak.core.words.Reason;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Devices that come, move, tell of themselves and go; and the rules under which they stand. */
final class Enrolling {
    /** A device exposed this lately is not deleted without force: help desks re-image bricks. */
    private static final Duration STILL_COUNTS = Duration.ofDays(14);

    /**
     * So many devices of one customer that say within a day to have pulled a release by hand hold
     * it; so many more do again, if the hold was lifted (S38).
     */
    private static final int MANY_BY_HAND = 10;

    private final State state;
    private final Hearing hearing;
    private final People people;

    Enrolling(State state, Hearing hearing, People people) {
        this.state = state;
        this.hearing = hearing;
        this.people = people;
    }

    Decision enrol(Observation.DeviceEnrolled seen) {
        boolean accepted = seen.enrolment() == Observation.Enrolment.IMPORTED;
        var known = state.device(seen.device());
        boolean nothingNew =
                known.filter(
                                it ->
                                        it.place.equals(seen.placement())
                                                && (it.accepted || !accepted)
                                                && (seen.token().isEmpty()
                                                        || seen.token().equals(it.token)))
                        .isPresent();
        // The attributes live at the edge and are rebuilt from the log: a change of them is noted.
        if (nothingNew && !accepted) {
            return Decision.NOTHING;
        }
        var facts = new ArrayList<Fact>();
        facts.add(
                new Fact.DeviceEnrolled(
                        seen.device(), seen.placement(), seen.token(), accepted, seen.at()));
        known.ifPresent(it -> facts.addAll(moved(it, seen.placement(), seen.at())));
        return Decision.facts(facts);
    }

    Decision place(Observation.DevicePlaced seen) {
        var known = state.device(seen.device());
        if (known.isEmpty() || known.get().place.equals(seen.placement())) {
            return Decision.NOTHING;
        }
        var facts = new ArrayList<Fact>();
        facts.add(new Fact.DevicePlaced(seen.device(), seen.placement(), seen.at()));
        facts.addAll(moved(known.get(), seen.placement(), seen.at()));
        return Decision.facts(facts);
    }

    /** A device that stands lower, or alone, since its rules or attributes changed (S37). */
    private List<Fact> moved(Device device, Placement place, Moment at) {
        return looser(device.place, place)
                ? people.loosened(
                        "%s is %s now, before it was %s"
                                .formatted(device.id, place.tier(), device.place.tier()),
                        Optional.empty(),
                        at)
                : List.of();
    }

    private static boolean looser(Placement before, Placement after) {
        return after.tier().compareTo(before.tier()) < 0
                || (before.group().isPresent() && !after.group().equals(before.group()));
    }

    Decision reported(Observation.DeviceReported seen) {
        var found = state.device(seen.device());
        if (found.isEmpty()) {
            return Refusing.of(
                    Order.Refusal.UNKNOWN, "expected a known device, found none: import it first");
        }
        var device = found.get();
        var facts = new ArrayList<Fact>();
        facts.add(new Fact.DeviceReported(seen.device(), seen.bootId(), seen.version(), seen.at()));
        if (!device.place.equals(seen.placement())) {
            facts.add(new Fact.DevicePlaced(seen.device(), seen.placement(), seen.at()));
        }
        if (seen.bootId().filter(device::alternates).isPresent() && device.flagged.isEmpty()) {
            facts.add(
                    new Fact.DeviceFlagged(
                            seen.device(),
                            Reason.told("boot ids alternate: two machines seem to use this name"),
                            seen.at()));
        }
        facts.addAll(hearing.told(device, seen));
        seen.version()
                .flatMap(said -> Versions.release(state, said))
                .ifPresent(release -> facts.addAll(byHand(device, release, seen.at())));
        return Decision.facts(facts);
    }

    Decision claimed(Observation.VersionClaimed seen) {
        var device = state.device(seen.device());
        var release = Optional.ofNullable(state.byLabel.get(seen.name() + "@" + seen.version()));
        if (device.isEmpty() || release.isEmpty()) {
            return Refusing.of(
                    Order.Refusal.UNKNOWN,
                    "expected a sealed release, found no %s@%s"
                            .formatted(seen.name(), seen.version()));
        }
        var facts = new ArrayList<Fact>();
        facts.add(
                new Fact.DeviceReported(
                        seen.device(),
                        Optional.empty(),
                        Optional.of(release.get().label()),
                        seen.at()));
        facts.addAll(byHand(device.get(), release.get(), seen.at()));
        return Decision.facts(facts);
    }

    /** A device that runs what is being rolled out, and was not offered it (decision 7). */
    private List<Fact> byHand(Device device, Release release, Moment at) {
        var facts = new ArrayList<Fact>();
        for (var rollout : state.rollouts.values()) {
            if (rollout.startedAt.isEmpty()
                    || !rollout.plan.release().equals(release.digest())
                    || rollout.exposure(device.id).isPresent()
                    || rollout.unsolicited.contains(device.id)
                    || device.runs.equals(Optional.of(release.digest()))) {
                continue;
            }
            facts.add(new Fact.PulledByHand(rollout.id, device.id, at));
            var customer = device.place.customer();
            int many =
                    HandPulls.with(Optional.ofNullable(rollout.unsolicitedBy.get(customer)), at)
                            .many();
            boolean proved = rollout.state == RolloutState.COMPLETED; // a hold would protect nobody
            if (many % MANY_BY_HAND == 0 && !proved) {
                facts.addAll(heldFor(customer, many, release, facts, at));
            }
        }
        return facts;
    }

    private List<Fact> heldFor(
            Customer customer, int many, Release release, List<Fact> before, Moment at) {
        var holding = new Holding(state);
        var target = new Hold.Target.OfCustomer(customer);
        var why =
                Reason.told(
                        "%d devices say that they pulled %s by hand within a day"
                                .formatted(many, release.label()));
        return holding.stands(target) || before.stream().anyMatch(Fact.HoldPlaced.class::isInstance)
                ? List.of()
                : holding.placed(target, why, Holding.FIREBREAK, at);
    }

    Decision accept(Observation.DeviceAccepted seen) {
        return state.device(seen.device())
                .map(
                        _ ->
                                Decision.fact(
                                        new Fact.DeviceAccepted(
                                                seen.device(), seen.by(), seen.at())))
                .orElseGet(() -> noDevice(seen.device()));
    }

    /** A device that was exposed lately and goes away counts as bad (decisions 5 and 6). */
    Decision delete(Observation.DeviceDeleted seen) {
        if (state.device(seen.device()).isEmpty()) {
            return noDevice(seen.device());
        }
        var counting =
                state.rollouts.values().stream()
                        .flatMap(it -> it.exposure(seen.device()).stream())
                        .filter(it -> !seen.at().past(it.grantedAt(), STILL_COUNTS))
                        .toList();
        if (!counting.isEmpty() && !seen.forced()) {
            return Refusing.of(
                    Order.Refusal.CONFLICT,
                    "expected a device not exposed in 14 days, found one of %s: force it, and it counts as harmed"
                            .formatted(counting.getFirst().rollout()));
        }
        var facts = new ArrayList<Fact>();
        for (var it : counting) {
            switch (it.state()) {
                case OFFERED, ACCEPTED, INSTALLED, CONFIRMED, STALLED, WITHDRAWING ->
                        facts.add(
                                new Fact.Failed(
                                        it.rollout(),
                                        it.device(),
                                        Reason.told(
                                                "deleted by %s while it counted"
                                                        .formatted(seen.by())),
                                        seen.at()));
                case FAILED, SILENT, REVERTED, WITHDRAWN, WRITTEN_OFF -> {}
            }
        }
        facts.add(new Fact.DeviceDeleted(seen.device(), seen.by(), seen.at()));
        return Decision.facts(facts);
    }

    private static Decision noDevice(DeviceId id) {
        return Refusing.of(
                Order.Refusal.UNKNOWN,
                "expected a known device, found no %s: import it first".formatted(id));
    }

    Decision policy(Observation.PolicyApplied seen) {
        boolean loosens = looser(state.policy, seen.policy());
        var facts = new ArrayList<Fact>();
        facts.add(new Fact.PolicyApplied(seen.policy(), loosens, seen.by(), seen.at()));
        if (loosens) {
            facts.addAll(
                    people.loosened(
                            "the gate's policy asks for less since %s changed it"
                                    .formatted(seen.by()),
                            Optional.empty(),
                            seen.at()));
        }
        return Decision.facts(facts);
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

    Decision customer(Observation.CustomerApplied seen) {
        var before = Optional.ofNullable(state.customers.get(seen.policy().customer()));
        boolean loosens = before.filter(old -> looser(old, seen.policy())).isPresent();
        var facts = new ArrayList<Fact>();
        facts.add(new Fact.CustomerApplied(seen.policy(), loosens, seen.by(), seen.at()));
        if (loosens) {
            facts.addAll(
                    people.loosened(
                            "customer %s allows more than before"
                                    .formatted(seen.policy().customer()),
                            Optional.empty(),
                            seen.at()));
        }
        return Decision.facts(facts);
    }

    private static boolean looser(CustomerPolicy before, CustomerPolicy after) {
        return !after.optOut().containsAll(before.optOut())
                || !after.pins().entrySet().containsAll(before.pins().entrySet())
                || after.deferVersions() < before.deferVersions()
                || (!before.windows().isEmpty()
                        && (after.windows().isEmpty()
                                || !before.windows().containsAll(after.windows())));
    }

    Decision fleet(Observation.FleetApplied seen) {
        var facts = new ArrayList<Fact>();
        facts.add(new Fact.FleetApplied(seen.rules(), seen.by(), seen.at()));
        boolean looser =
                higher(state.rules.ceilingFleet(), seen.rules().ceilingFleet())
                        || state.rules.ceilingTier().entrySet().stream()
                                .anyMatch(
                                        old ->
                                                higher(
                                                        Optional.of(old.getValue()),
                                                        Optional.ofNullable(
                                                                seen.rules()
                                                                        .ceilingTier()
                                                                        .get(old.getKey()))));
        if (looser) {
            facts.addAll(
                    people.loosened(
                            "%s raised the tenant's ceiling".formatted(seen.by()),
                            Optional.empty(),
                            seen.at()));
        }
        return Decision.facts(facts);
    }

    /** No ceiling is the highest. */
    private static boolean higher(Optional<Integer> before, Optional<Integer> after) {
        return before.isPresent() && (after.isEmpty() || after.get() > before.get());
    }

    Decision seal(Observation.ReleaseSealed seen) {
        var release = seen.release();
        if (state.releases.containsKey(release.digest())) {
            return Decision.NOTHING; // sealed once: the same bytes again are the same release
        }
        if (state.byLabel.containsKey(release.label())) {
            return Refusing.of(
                    Order.Refusal.CONFLICT,
                    "expected a new version, found %s sealed with other content: choose the next version"
                            .formatted(release.label()));
        }
        return Decision.fact(new Fact.ReleaseSealed(release, seen.by(), seen.at()));
    }

    Decision evidence(Observation.EvidenceAdded seen) {
        var to = seen.evidence().addedTo();
        if (!state.releases.containsKey(to)) {
            return Refusing.of(
                    Order.Refusal.UNKNOWN,
                    "expected a sealed release, found no %s".formatted(to.brief()));
        }
        boolean known =
                state.evidence.getOrDefault(to, List.of()).stream()
                        .anyMatch(it -> it.digest().equals(seen.evidence().digest()));
        return known
                ? Decision.NOTHING
                : Decision.fact(new Fact.EvidenceRecorded(seen.evidence(), seen.by(), seen.at()));
    }
}
