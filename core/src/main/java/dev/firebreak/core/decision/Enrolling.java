package dev.firebreak.core.decision;

import dev.firebreak.core.evidence.Trust;
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

/** Devices that come, move, tell of themselves and go; releases, and what is proved of them. */
final class Enrolling {
    /** A device exposed this lately is not deleted without force: help desks re-image bricks. */
    private static final Duration STILL_COUNTS = Duration.ofDays(14);

    /**
     * So many devices of one customer that say within a day to have pulled a release by hand hold
     * it; so many more do again, if the hold was lifted (S38).
     */
    private static final int MANY_BY_HAND = 10;

    private final State state;
    private final Proving proving;
    private final Loosening loosening;

    Enrolling(State state, Proving proving, Loosening loosening) {
        this.state = state;
        this.proving = proving;
        this.loosening = loosening;
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

    /** A device that stands lower, or alone, or where less keeps updates from it (S37). */
    private List<Fact> moved(Device device, Placement place, Moment at) {
        return looser(device, place, at)
                .map(what -> loosening.of("%s %s".formatted(device.id, what), Optional.empty(), at))
                .orElse(List.of());
    }

    private Optional<String> looser(Device device, Placement after, Moment at) {
        var before = device.place;
        if (after.tier().compareTo(before.tier()) < 0) {
            return Optional.of(
                    "is %s now, before it was %s".formatted(after.tier(), before.tier()));
        }
        if (before.group().isPresent() && !after.group().equals(before.group())) {
            return Optional.of("left the redundancy group " + before.group().get());
        }
        if (state.held(before) && !state.held(after)) {
            return Optional.of("left what a hold covers");
        }
        return before.customer().equals(after.customer())
                ? Optional.empty()
                : Optional.ofNullable(state.customers.get(before.customer()))
                        .filter(it -> leaves(it, device, after, at))
                        .map(
                                it ->
                                        "left the customer %s, who allowed less"
                                                .formatted(it.customer()));
    }

    /** Whether a plan that is not over may go out to the device now, and might not before. */
    private boolean leaves(CustomerPolicy policy, Device device, Placement after, Moment at) {
        return state.rollouts.values().stream()
                .filter(it -> !over(it.state))
                .map(state::release)
                .anyMatch(
                        release ->
                                state.objection(policy.customer(), release, device.place.zone(), at)
                                                .isPresent()
                                        && state.objection(
                                                        after.customer(), release, after.zone(), at)
                                                .isEmpty());
    }

    private static boolean over(RolloutState state) {
        return switch (state) {
            case PROPOSED, APPROVED, RUNNING, HELD, COMPLETED -> false;
            case HALTED, ROLLING_BACK, ROLLED_BACK, WITHDRAWN -> true;
        };
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
        facts.addAll(proving.told(device, seen.bootId(), seen.version(), seen.at()));
        seen.version()
                .flatMap(said -> Versions.release(state, said))
                .ifPresent(release -> facts.addAll(byHand(device, release, seen.at())));
        return proving.wantsWord(device)
                ? Decision.facts(facts).then(Decision.order(new Order.AskAttributes(device.id)))
                : Decision.facts(facts);
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
        boolean mapped = device.get().place.client().saysVersion();
        if (mapped && device.get().version.isPresent()) {
            return Decision.NOTHING; // what it measures is believed before what it claims
        }
        var label = Optional.of(release.get().label());
        var facts = new ArrayList<Fact>();
        if (!knownToRun(device.get(), release.get())) {
            facts.add(new Fact.DeviceReported(seen.device(), Optional.empty(), label, seen.at()));
        }
        facts.addAll(proving.told(device.get(), Optional.empty(), label, seen.at()));
        facts.addAll(byHand(device.get(), release.get(), seen.at()));
        return Decision.facts(facts);
    }

    /** Clients say it at each start; what nobody would learn anything from is not noted again. */
    private boolean knownToRun(Device device, Release release) {
        var said = Optional.of(release.label());
        return device.version.equals(said)
                && device.runs.equals(Optional.of(release.digest()))
                && state.rollouts.values().stream()
                        .flatMap(rollout -> rollout.exposure(device.id).stream())
                        .allMatch(exposure -> exposure.saidVersion().equals(said));
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
                : holding.placed(target, why, Hold.BY_FIREBREAK, at);
    }

    /** A flag says that something is wrong with a name; it takes two people to say otherwise. */
    Decision unflag(Observation.UnflagAsked seen) {
        var device = state.device(seen.device());
        if (device.isEmpty()) {
            return noDevice(seen.device());
        }
        if (device.get().flagged.isEmpty()) {
            return Refusing.of(
                    Order.Refusal.CONFLICT,
                    "expected a flagged device, found that %s is not".formatted(seen.device()));
        }
        return device.get().unflag.filter(by -> !by.equals(seen.by())).isPresent()
                ? Decision.fact(
                        new Fact.DeviceUnflagged(
                                seen.device(), seen.reason(), seen.by(), seen.at()))
                : Decision.fact(
                        new Fact.UnflagProposed(
                                seen.device(), seen.reason(), seen.by(), seen.at()));
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
                        .filter(it -> !Versions.replaced(state, it))
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
        var signedNow = seen.evidence().trust() instanceof Trust.Signed;
        // The same bytes say more once the policy knows who signed them; never less.
        boolean known =
                state.evidence.getOrDefault(to, List.of()).stream()
                        .filter(it -> it.digest().equals(seen.evidence().digest()))
                        .anyMatch(it -> !signedNow || it.trust().equals(seen.evidence().trust()));
        return known
                ? Decision.NOTHING
                : Decision.fact(new Fact.EvidenceRecorded(seen.evidence(), seen.by(), seen.at()));
    }
}
