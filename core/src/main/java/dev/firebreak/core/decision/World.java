package dev.firebreak.core.decision;

import dev.firebreak.core.approval.Credential;
import dev.firebreak.core.approval.ProposedChange;
import dev.firebreak.core.evidence.Evidence;
import dev.firebreak.core.gate.Gate;
import dev.firebreak.core.gate.GateDecision;
import dev.firebreak.core.gate.GatePolicy;
import dev.firebreak.core.hold.CustomerPolicy;
import dev.firebreak.core.hold.Hold;
import dev.firebreak.core.plan.Bindings;
import dev.firebreak.core.plan.FleetRules;
import dev.firebreak.core.plan.Window;
import dev.firebreak.core.release.Release;
import dev.firebreak.core.words.ActionId;
import dev.firebreak.core.words.Customer;
import dev.firebreak.core.words.DeviceId;
import dev.firebreak.core.words.Digest;
import dev.firebreak.core.words.Moment;
import dev.firebreak.core.words.RolloutId;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;

/**
 * One tenant: everything that is decided about its fleet, and nothing of how the world is reached.
 *
 * <p>{@link #decide} reads the state and changes nothing. {@link #apply} is the only writer, and is
 * the same live and at restart: a world is the fold of its facts. Not safe for several threads; one
 * loop owns it. The queries return copies that do not change.
 */
public final class World {
    private final State state = new State();
    private final GoingBack goingBack = new GoingBack(state);
    private final Stopping stopping = new Stopping(state, goingBack);
    private final Proving proving = new Proving(state);
    private final Hearing hearing = new Hearing(state, proving);
    private final Outcomes outcomes = new Outcomes(state);
    private final Granting granting = new Granting(state);
    private final Crowding crowding = new Crowding(state, granting);
    private final Consenting consenting = new Consenting(state);
    private final Filling filling = new Filling(state, stopping);
    private final Reviewing reviewing = new Reviewing(state, stopping, goingBack);
    private final Loosening loosening = new Loosening(state, stopping);
    private final Passing passing = new Passing(state, hearing, stopping, reviewing, filling);
    private final People people = new People(state, stopping, loosening);
    private final Settings settings = new Settings(state, loosening);
    private final WritingOff writingOff = new WritingOff(state);
    private final Enrolling enrolling = new Enrolling(state, proving, loosening);
    private final Comparing comparing = new Comparing(state);
    private final Views views = new Views(state, granting, outcomes);

    /** A world that is what {@code frozen} was when it was frozen. */
    public static World of(Frozen frozen) {
        var world = new World();
        frozen.thawInto(world.state);
        return world;
    }

    /** The whole state as it is now, for a snapshot. Walks over the whole fleet. */
    public Frozen freeze() {
        return Frozen.of(state);
    }

    /** What follows from {@code seen} in the present state. */
    public Decision decide(Observation seen) {
        return switch (seen) {
            case Observation.ServerStarted started -> passing.started(started);
            case Observation.TimePassed passed -> passing.timePassed(passed);
            case Observation.Reviewed(var at) ->
                    Decision.facts(reviewing.review(Optional.empty(), at));
            case Observation.Heard heard -> hearing.heard(heard);
            case Observation.Missed missed -> passing.missed(missed);
            case Observation.TokenIssued(var credential, var by, var at) ->
                    Decision.fact(new Fact.TokenIssued(credential, by, at));
            case Observation.TokenRevoked revoked -> people.revokeToken(revoked);
            case Observation.FleetApplied applied -> settings.fleet(applied);
            case Observation.PolicyApplied applied -> settings.policy(applied);
            case Observation.CustomerApplied applied -> settings.customer(applied);
            case Observation.DeviceEnrolled enrolled -> enrolling.enrol(enrolled);
            case Observation.DevicePlaced placed -> enrolling.place(placed);
            case Observation.DeviceReported reported -> enrolling.reported(reported);
            case Observation.UnflagAsked asked -> enrolling.unflag(asked);
            case Observation.DeviceAccepted accepted -> enrolling.accept(accepted);
            case Observation.OfConsent said -> consenting.decide(said);
            case Observation.DeviceDeleted deleted -> enrolling.delete(deleted);
            case Observation.Asked asked -> granting.asked(asked);
            case Observation.Reported reported -> outcomes.reported(reported);
            case Observation.CancelReported reported -> outcomes.cancelReported(reported);
            case Observation.ArtifactServed served -> outcomes.served(served);
            case Observation.VersionClaimed claimed -> enrolling.claimed(claimed);
            case Observation.ReleaseSealed sealed -> enrolling.seal(sealed);
            case Observation.EvidenceAdded added -> enrolling.evidence(added);
            case Observation.RevokeAsked asked -> stopping.revokeAsked(asked);
            case Observation.ProposeAsked asked -> people.propose(asked);
            case Observation.ApproveAsked asked -> people.approve(asked);
            case Observation.VetoAsked asked -> people.veto(asked);
            case Observation.WithdrawAsked asked -> people.withdraw(asked);
            case Observation.StartAsked asked -> people.start(asked);
            case Observation.HoldAsked asked -> stopping.holdAsked(asked);
            case Observation.ResumeAsked asked -> people.resume(asked);
            case Observation.HaltAsked asked -> stopping.haltAsked(asked);
            case Observation.RollbackAsked asked -> stopping.rollbackAsked(asked);
            case Observation.WriteOffAsked asked -> writingOff.asked(asked);
            case Observation.HoldPlaced placed -> people.placeHold(placed);
            case Observation.HoldLifted lifted -> people.liftHold(lifted);
        };
    }

    /** Makes {@code fact} part of the state. */
    public void apply(Fact fact) {
        state.apply(fact);
    }

    // ---- queries

    /** What the device's poll shows. */
    public Visible visible(DeviceId device) {
        return views.visible(device);
    }

    /** The rollout as people see it. */
    public Optional<RolloutView> rollout(RolloutId id) {
        return state.rollout(id).map(views::rollout);
    }

    /** All rollouts, oldest first. */
    public List<RolloutView> rollouts() {
        return state.rollouts.values().stream().map(views::rollout).toList();
    }

    /** The exposures of one rollout, in the order in which they were granted. */
    public List<ExposureView> exposures(RolloutId id) {
        return state.rollout(id).map(views::exposures).orElse(List.of());
    }

    /** The steps that may grant, for the poll path. */
    public List<OpenStep> openSteps() {
        return views.openSteps();
    }

    /** The steps whose crowds are to be counted: those that grant, and those that wait to open. */
    public List<OpenStep> crowded() {
        return views.crowded();
    }

    /**
     * Counts who could be granted in {@code step}, and who waits. Walks over the whole fleet: ask
     * at most once per watched interval.
     *
     * @param silentMillis for how many milliseconds of uptime a device was not heard; since this
     *     process listens, if it never was
     */
    public Observation.Crowd crowd(
            OpenStep step,
            Predicate<DeviceId> heardLately,
            ToLongFunction<DeviceId> silentMillis,
            Predicate<DeviceId> selected,
            Moment at) {
        return crowding.count(step, heardLately, silentMillis, selected, at);
    }

    /**
     * Counts the concurrent controls of the strata in which devices that {@code rollout} exposed
     * sleep or are silent; empty if none do.
     *
     * @param silentMillis for how many milliseconds of uptime a device was not heard; negative if
     *     it never was
     * @param pollsAlike whether a device polls as often as the exposed ones do
     */
    public List<Observation.Controls> controls(
            RolloutId rollout,
            ToLongFunction<DeviceId> silentMillis,
            Predicate<DeviceId> pollsAlike,
            Moment at) {
        return comparing.controls(rollout, silentMillis, pollsAlike, at);
    }

    /**
     * Confirmed devices that should have been heard and were not, with the controls of those that
     * sleep at times.
     *
     * @param silentMillis as for {@link #controls}; a sleeper that was never heard is not missed
     */
    public Observation.Missed late(
            ToLongFunction<DeviceId> silentMillis, Predicate<DeviceId> pollsAlike, Moment at) {
        return comparing.late(silentMillis, pollsAlike, at);
    }

    /** The other members of the device's redundancy group that were not heard lately. */
    public List<DeviceId> absentPeers(DeviceId device, Predicate<DeviceId> heardLately) {
        return state.device(device).flatMap(it -> it.place.group()).stream()
                .flatMap(group -> state.counts.members(group).stream())
                .filter(peer -> !peer.equals(device))
                .filter(peer -> !heardLately.test(peer))
                .toList();
    }

    /**
     * Peers of devices that wait for the way back, and that were not heard lately: for {@code
     * TimePassed}.
     */
    public Set<DeviceId> absentBesideWayBack(Predicate<DeviceId> heardLately) {
        var absent = new TreeSet<>(goingBack.peersOfWaiting());
        absent.removeIf(heardLately);
        return absent;
    }

    /** Devices of which the core must be told when they are heard. */
    public Set<DeviceId> watched() {
        var watched = new TreeSet<DeviceId>();
        state.open.forEach(it -> watched.add(it.device()));
        return watched;
    }

    /** The device, if it is known. */
    public Optional<DeviceView> device(DeviceId id) {
        return state.device(id).map(Device::view);
    }

    /** How many devices there are. */
    public int devices() {
        return state.devices.size();
    }

    /** Every known device's name, in the order of enrolment. */
    public List<DeviceId> deviceIds() {
        return List.copyOf(state.devices.keySet());
    }

    /** The action, if there ever was one of this number. */
    public Optional<ActionView> action(ActionId id) {
        return Optional.ofNullable(state.actions.get(id.number())).map(views::action);
    }

    /** Whether, and since when, a person at the device says yes to whatever comes. */
    public Optional<StandingConsent> standingConsent(DeviceId device) {
        return state.device(device).flatMap(it -> it.always);
    }

    /** The release with this digest. */
    public Optional<Release> release(Digest digest) {
        return Optional.ofNullable(state.releases.get(digest));
    }

    /** The release with this name and version. */
    public Optional<Release> release(String name, String version) {
        return Optional.ofNullable(state.byLabel.get(name + "@" + version));
    }

    /** All releases, oldest first. */
    public List<Release> releases() {
        return List.copyOf(state.releases.values());
    }

    /** Whether nobody may get this digest any more. */
    public boolean revoked(Digest release) {
        return state.revoked.contains(release);
    }

    /** How many devices have the release from any rollout, and how many a stop has reached. */
    public Coverage coverage(Digest release) {
        return state.rollouts.values().stream()
                .filter(it -> it.plan.release().equals(release))
                .map(it -> Coverage.of(state, it))
                .reduce(Coverage.NONE, Coverage::plus);
    }

    /** What was handed in for the release. */
    public List<Evidence> evidence(Digest release) {
        return List.copyOf(state.evidence.getOrDefault(release, List.of()));
    }

    /** What the gate says of the release now. */
    public GateDecision gate(Digest release, Instant now) {
        return Gate.decide(release, state.policy, evidence(release), now);
    }

    /** The gate's policy in force. */
    public GatePolicy policy() {
        return state.policy;
    }

    /** The fleet's rules in force. */
    public FleetRules rules() {
        return state.rules;
    }

    /** What a proposal made now must carry. */
    public Bindings bindings() {
        return state.bindings();
    }

    /** The windows of the plans that have any. */
    public Map<RolloutId, List<Window>> windows() {
        return views.windows();
    }

    /** The windows of the customers that have any. */
    public Map<Customer, List<Window>> customerWindows() {
        return views.customerWindows();
    }

    /** The changes of settings that wait for another person, by setting. */
    public List<ProposedChange> waitingChanges() {
        return List.copyOf(state.waiting.values());
    }

    /** Everybody's credentials. */
    public Collection<Credential> credentials() {
        return List.copyOf(state.credentials.values());
    }

    /** The holds over devices. */
    public List<Hold> holds() {
        return List.copyOf(state.holds.values());
    }

    /** The customers' policies. */
    public List<CustomerPolicy> customers() {
        return List.copyOf(state.customers.values());
    }

    /** The time of the last fact. */
    public Moment now() {
        return state.now;
    }

    /** The number of server lives so far. */
    public long epoch() {
        return state.epoch;
    }

    /** The whole state in one text: equal texts mean equal states. */
    @Override
    public String toString() {
        return "%s devices %d holds %s places %s actions %d rollouts %s"
                .formatted(
                        state.now,
                        state.devices.size(),
                        state.holds.keySet(),
                        state.places,
                        state.lastAction,
                        state.rollouts.values());
    }
}
