package dev.firebreak.core.decision;

import dev.firebreak.core.approval.Credential;
import dev.firebreak.core.device.Exposure;
import dev.firebreak.core.evidence.Evidence;
import dev.firebreak.core.gate.GatePolicy;
import dev.firebreak.core.hold.CustomerPolicy;
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
    /** What stands for "no rules were applied yet". */
    static final FleetRules NO_RULES =
            new FleetRules(
                    Sha256.of("no rules"),
                    Duration.ofMinutes(5),
                    Duration.ofSeconds(30),
                    Ratio.parse("15%"),
                    Optional.empty(),
                    Map.of());

    /** The settings of the first judge; they are code, so their digest is that of its name. */
    private static final Digest JUDGE = Sha256.of("simple-judge-1");

    /** An action: whose, of which rollout, and whether it undoes an exposure. */
    record Action(
            ActionId id, RolloutId rollout, DeviceId device, Digest release, boolean wayBack) {}

    final Map<DeviceId, Device> devices = new LinkedHashMap<>();
    final FleetCounts counts = new FleetCounts();
    final Map<Digest, Release> releases = new LinkedHashMap<>();
    final Map<String, Release> byLabel = new HashMap<>();
    final Set<Digest> revoked = new HashSet<>();
    final Map<Digest, List<Evidence>> evidence = new HashMap<>();
    final SortedMap<RolloutId, Rollout> rollouts = new TreeMap<>();
    final Map<Integer, Action> actions = new HashMap<>();
    final Set<Exposure> open = new LinkedHashSet<>();
    final Places places = new Places();
    final SortedMap<Integer, Hold> holds = new TreeMap<>();
    final Map<Integer, Moment> holdsSince = new HashMap<>();
    final SortedMap<Customer, CustomerPolicy> customers = new TreeMap<>();
    final Map<String, Credential> credentials = new LinkedHashMap<>();
    final Map<String, Moment> credentialSince = new HashMap<>();
    FleetRules rules = NO_RULES;
    GatePolicy policy = new GatePolicy(Sha256.of("no policy"), Map.of(), List.of());
    Moment now = new Moment(Instant.EPOCH, Duration.ZERO);
    Duration graceUntil = Duration.ZERO;
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

    List<Release> versionsOf(String name) {
        return releases.values().stream().filter(each -> each.name().equals(name)).toList();
    }

    ActionId nextAction() {
        return new ActionId(lastAction + 1);
    }

    RolloutId nextRollout() {
        return new RolloutId(rollouts.isEmpty() ? 1 : rollouts.lastKey().number() + 1);
    }

    /** One digest over all customers' policies. */
    Digest customersDigest() {
        var all = new StringBuilder("customers");
        customers.values().forEach(each -> all.append(each.digest().hex()));
        return Sha256.of(all.toString());
    }

    /** What a plan proposed now is bound to. */
    Bindings bindings() {
        return new Bindings(
                rules.digest(), policy.digest(), customersDigest(), JUDGE, counts.list());
    }

    void apply(Fact fact) {
        switch (fact) {
            case Fact.OfConsent change -> Consenting.apply(this, change);
            case Fact.OfExposure change -> ExposureFold.apply(this, change);
            case Fact.Proposed proposed -> rollouts.put(proposed.rollout(), new Rollout(proposed));
            case Fact.OfRollout change -> rollout(change.rollout()).orElseThrow().apply(change);
            case Fact.ServerStarted(long number, int factor, var at) -> {
                epoch = number;
                timeFactor = factor;
                // Before its first start nothing was offered to anybody: there is nobody to wait
                // for.
                graceUntil = number > 1 ? at.uptime().plus(rules.idle()) : at.uptime();
            }
            case Fact.StoreDoubted(_, int next, _) -> lastAction = Math.max(lastAction, next - 1);
            case Fact.ClockJumped _, Fact.ReportIgnored _ -> {}
            case Fact.TokenIssued(var credential, _, var at) -> {
                credentials.put(credential.id(), credential);
                credentialSince.put(credential.id(), at);
            }
            case Fact.TokenRevoked(var id, _, _, _) -> credentials.remove(id);
            case Fact.FleetApplied(var applied, _, _) -> rules = applied;
            case Fact.PolicyApplied(var applied, _, _, _) -> policy = applied;
            case Fact.CustomerApplied(var applied, _, _, _) ->
                    customers.put(applied.customer(), applied);
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
            case Fact.EvidenceRecorded(var added, _, _) ->
                    evidence.computeIfAbsent(added.addedTo(), _ -> new ArrayList<>()).add(added);
            case Fact.Revoked(var digest, _, _, _) -> revoked.add(digest);
            case Fact.DeviceEnrolled enrolled -> DeviceFold.enrol(this, enrolled);
            case Fact.DevicePlaced(var id, var place, _) -> DeviceFold.place(this, id, place);
            case Fact.DeviceReported reported -> DeviceFold.reported(this, reported);
            case Fact.DeviceAccepted(var id, _, _) ->
                    device(id).ifPresent(device -> device.accepted = true);
            case Fact.DeviceDeleted(var id, _, _) -> DeviceFold.delete(this, id);
            case Fact.DeviceFlagged(var id, var why, _) ->
                    device(id).ifPresent(device -> device.flagged = Optional.of(why.text()));
            case Fact.Heard(var sightings, var at) ->
                    sightings.forEach(each -> DeviceFold.hear(this, each, at));
        }
        now = fact.at();
    }
}
