package dev.firebreak.core.decision;

import dev.firebreak.core.approval.Credential;
import dev.firebreak.core.approval.ProposedChange;
import dev.firebreak.core.device.Exposure;
import dev.firebreak.core.evidence.Evidence;
import dev.firebreak.core.gate.GatePolicy;
import dev.firebreak.core.hold.CustomerPolicy;
import dev.firebreak.core.hold.CustomerRule;
import dev.firebreak.core.hold.Hold;
import dev.firebreak.core.plan.Bindings;
import dev.firebreak.core.plan.FleetRules;
import dev.firebreak.core.release.Release;
import dev.firebreak.core.wave.Places;
import dev.firebreak.core.words.ActionId;
import dev.firebreak.core.words.Customer;
import dev.firebreak.core.words.DeviceId;
import dev.firebreak.core.words.Digest;
import dev.firebreak.core.words.Moment;
import dev.firebreak.core.words.Placement;
import dev.firebreak.core.words.Ratio;
import dev.firebreak.core.words.RolloutId;
import dev.firebreak.core.words.Sha256;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Everything that is known of one tenant: the fold of its facts. */
final class State {
    /** The settings of the first judge; they are code, so their digest is that of its name. */
    private static final Digest JUDGE = Sha256.of("simple-judge-1");

    /** What stands for "no rules were applied yet". */
    static final FleetRules NO_RULES =
            new FleetRules(
                    Sha256.of("no rules"),
                    Sha256.of("no rules"),
                    Duration.ofMinutes(5),
                    Duration.ofSeconds(30),
                    Ratio.parse("15%"),
                    Optional.empty(),
                    Map.of());

    /** An action: whose, of which rollout, and whether it undoes an exposure. */
    record Action(
            ActionId id, RolloutId rollout, DeviceId device, Digest release, boolean wayBack) {}

    final Map<DeviceId, Device> devices = new LinkedHashMap<>();
    final SortedMap<DeviceId, String> flags = new TreeMap<>();
    final FleetCounts counts = new FleetCounts();
    final Map<Digest, Release> releases = new LinkedHashMap<>();
    final Map<String, Release> byLabel = new HashMap<>();
    final Set<Digest> revoked = new HashSet<>();
    final Set<Digest> shipped = new HashSet<>();
    final Map<Digest, List<Evidence>> evidence = new HashMap<>();
    final SortedMap<RolloutId, Rollout> rollouts = new TreeMap<>();
    final Map<Integer, Action> actions = new HashMap<>();
    final Set<Exposure> open = new LinkedHashSet<>();
    final Places places = new Places();
    final SortedMap<Integer, Hold> holds = new TreeMap<>();
    final Map<Integer, Moment> holdsSince = new HashMap<>();
    final SortedMap<Customer, CustomerPolicy> customers = new TreeMap<>();
    final Map<String, Credential> credentials = new LinkedHashMap<>();
    final Map<String, Credential> issued = new LinkedHashMap<>();
    final SortedMap<String, ProposedChange> waiting = new TreeMap<>();
    final Map<String, Moment> credentialSince = new HashMap<>();
    FleetRules rules = NO_RULES;
    GatePolicy policy = new GatePolicy(Sha256.of("no policy"), Map.of(), List.of());
    Moment now = new Moment(Instant.EPOCH, Duration.ZERO);

    /** When the wall clock and the uptime were last seen to go the same way. */
    Moment agreed = now;

    Duration graceUntil = Duration.ZERO;
    Duration lifeBegan = Duration.ZERO;
    long epoch;
    int timeFactor = 1;
    int lastAction;
    int lastHold;

    Optional<Device> device(DeviceId id) {
        return Optional.ofNullable(devices.get(id));
    }

    Optional<Rollout> rollout(RolloutId id) {
        return Optional.ofNullable(rollouts.get(id));
    }

    Release release(Rollout rollout) {
        return sealed(rollout.plan.release());
    }

    Release sealed(Digest digest) {
        return Optional.ofNullable(releases.get(digest))
                .orElseThrow(
                        () ->
                                new IllegalStateException(
                                        "expected release %s to be sealed, found none: the log is not whole"
                                                .formatted(digest.brief())));
    }

    /**
     * The releases that count as versions beside {@code release} itself, in the order in which they
     * were sealed: those that went out to somebody and were not taken back.
     */
    private List<Release> versionsBeside(Release release) {
        return releases.values().stream()
                .filter(each -> each.name().equals(release.name()))
                .filter(
                        each ->
                                each.equals(release)
                                        || (shipped.contains(each.digest())
                                                && !revoked.contains(each.digest())))
                .toList();
    }

    /** Why the customer does not take {@code release} now, if so. */
    Optional<String> objection(
            Customer customer, Release release, Optional<String> zone, Moment at) {
        return Optional.ofNullable(customers.get(customer))
                .flatMap(policy -> objection(policy, release, zone, at));
    }

    /** Why a customer under {@code policy} does not take {@code release} now, if so. */
    Optional<String> objection(
            CustomerPolicy policy, Release release, Optional<String> zone, Moment at) {
        return CustomerRule.objection(policy, release, versionsBeside(release), zone, at.wall());
    }

    /** Whether some hold covers a device in {@code place}. */
    boolean held(Placement place) {
        return holds.values().stream().anyMatch(hold -> hold.target().holds(place));
    }

    ActionId nextAction() {
        return new ActionId(lastAction + 1);
    }

    RolloutId nextRollout() {
        return new RolloutId(rollouts.isEmpty() ? 1 : rollouts.lastKey().number() + 1);
    }

    /** What a proposal made now is bound to. */
    Bindings bindings() {
        return new Bindings(
                rules.digest(), policy.digest(), customersDigest(), JUDGE, counts.list());
    }

    /** One digest over all customers' policies. */
    Digest customersDigest() {
        var all = new StringBuilder("customers");
        customers.values().forEach(each -> all.append(each.digest().hex()));
        return Sha256.of(all.toString());
    }

    void apply(Fact fact) {
        switch (fact) {
            case Fact.OfConsent change -> Consenting.apply(this, change);
            case Fact.OfExposure change -> ExposureFold.apply(this, change);
            case Fact.Proposed proposed -> rollouts.put(proposed.rollout(), new Rollout(proposed));
            case Fact.OfRollout change -> {
                var rollout = rollout(change.rollout()).orElseThrow();
                rollout.apply(change);
                if (change instanceof Fact.Started && rollout.rollbackOf.isEmpty()) {
                    shipped.add(rollout.plan.release());
                }
            }
            case Fact.ServerStarted(long number, int factor, var at) -> {
                epoch = number;
                timeFactor = factor;
                lifeBegan = at.uptime();
                // Before its first start nothing was offered to anybody: there is nobody to wait
                // for.
                graceUntil = number > 1 ? at.uptime().plus(rules.idle()) : at.uptime();
            }
            case Fact.StoreDoubted(_, int next, _) -> lastAction = Math.max(lastAction, next - 1);
            case Fact.ClockJumped _, Fact.ReportIgnored _ -> {}
            case Fact.TokenIssued(var credential, _, var at) -> {
                credentials.put(credential.id(), credential);
                issued.put(credential.id(), credential);
                credentialSince.put(credential.id(), at);
            }
            case Fact.TokenRevoked(var id, _, _, _) -> credentials.remove(id);
            case Fact.ChangeProposed(var change, _) -> waiting.put(change.setting(), change);
            case Fact.FleetApplied(var applied, _, _) -> {
                rules = applied;
                waiting.remove(ProposedChange.FLEET);
            }
            case Fact.PolicyApplied(var applied, _, _, _) -> {
                policy = applied;
                waiting.remove(ProposedChange.POLICY);
            }
            case Fact.CustomerApplied(var applied, _, _, _) -> {
                customers.put(applied.customer(), applied);
                waiting.remove(ProposedChange.of(applied.customer()));
            }
            case Fact.HoldPlaced(var hold, var at) -> {
                holds.put(hold.id(), hold);
                holdsSince.put(hold.id(), at);
                lastHold = hold.id();
            }
            case Fact.HoldLifted(int id, _, _, _) -> holds.remove(id);
            case Fact.ReleaseSealed(var release, _, _) -> {
                releases.put(release.digest(), release);
                byLabel.put(release.label(), release);
            }
            case Fact.EvidenceRecorded(var added, _, _) -> {
                var all = evidence.computeIfAbsent(added.addedTo(), _ -> new ArrayList<>());
                all.removeIf(it -> it.digest().equals(added.digest()));
                all.add(added);
            }
            case Fact.Revoked(var digest, _, _, _) -> revoked.add(digest);
            case Fact.DeviceEnrolled enrolled -> DeviceFold.enrol(this, enrolled);
            case Fact.DevicePlaced(var id, var place, _) -> DeviceFold.place(this, id, place);
            case Fact.DeviceReported reported -> DeviceFold.reported(this, reported);
            case Fact.DeviceAccepted(var id, _, _) -> DeviceFold.accept(this, id);
            case Fact.DeviceDeleted(var id, _, _) -> DeviceFold.delete(this, id);
            case Fact.DeviceFlagged(var id, var why, _) ->
                    DeviceFold.flag(this, id, Optional.of(why.text()));
            case Fact.UnflagProposed(var id, _, var by, _) ->
                    device(id).ifPresent(device -> device.unflag = Optional.of(by));
            case Fact.DeviceUnflagged(var id, _, _, _) ->
                    DeviceFold.flag(this, id, Optional.empty());
            case Fact.Heard(var sightings, var at) ->
                    sightings.forEach(each -> DeviceFold.hear(this, each, at));
        }
        now = fact.at();
        if (fact instanceof Fact.ServerStarted
                || fact instanceof Fact.ClockJumped
                || jump(now).isEmpty()) {
            agreed = now;
        }
    }

    /**
     * How far the wall clock went another way than the uptime since both last agreed in this life;
     * one minute of real time is forgiven, more is a jump (S13). A fact that happens after a jump
     * and before the next tick does not make it forgotten.
     */
    Optional<Duration> jump(Moment at) {
        var drift = Duration.between(agreed.wall(), at.wall()).minus(at.since(agreed));
        var forgiven = Duration.ofMinutes(1).multipliedBy(timeFactor);
        return drift.abs().compareTo(forgiven) > 0 && epoch > 0
                ? Optional.of(drift)
                : Optional.empty();
    }
}
