package dev.firebreak.core.laws;

import dev.firebreak.core.approval.Credential;
import dev.firebreak.core.approval.ProposedChange;
import dev.firebreak.core.decision.Fact;
import dev.firebreak.core.decision.Observation;
import dev.firebreak.core.device.ExposureState;
import dev.firebreak.core.evidence.Evidence;
import dev.firebreak.core.gate.GatePolicy;
import dev.firebreak.core.plan.FleetRules;
import dev.firebreak.core.release.Release;
import dev.firebreak.core.words.ActionId;
import dev.firebreak.core.words.DeviceId;
import dev.firebreak.core.words.Digest;
import dev.firebreak.core.words.Moment;
import dev.firebreak.core.words.Person;
import dev.firebreak.core.words.Placement;
import dev.firebreak.core.words.RolloutId;
import dev.firebreak.core.words.Scope;
import dev.firebreak.core.words.Sha256;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What an onlooker knows: what was seen, and which facts became durable after it. Nothing in here
 * was asked of the core.
 */
final class Books {
    /** A credential, and when it was issued. */
    record Issued(Credential credential, Moment at) {}

    final Map<DeviceId, Placement> places = new HashMap<>();
    final Map<RolloutId, Ledger> rollouts = new TreeMap<>();
    final Map<Integer, Account> actions = new HashMap<>();
    final Map<Digest, Release> releases = new HashMap<>();
    final Map<Digest, List<Evidence>> evidence = new HashMap<>();
    final Set<Person> people = new HashSet<>();
    final Map<String, ProposedChange> wanted = new HashMap<>();
    final Map<String, Issued> credentials = new HashMap<>();
    final Map<DeviceId, String> boots = new HashMap<>();
    final Map<DeviceId, Duration> heardAt = new HashMap<>();

    /** Asked for and not refused; and of these what the log has. */
    final Set<Digest> revoked = new HashSet<>();

    final Set<Digest> revokedForGood = new HashSet<>();
    final Map<DeviceId, Person> unflag = new HashMap<>();
    final Set<DeviceId> flagged = new HashSet<>();
    final Consents consents = new Consents();
    final Set<DeviceId> accepted = new HashSet<>();
    final Map<DeviceId, String> versions = new HashMap<>();

    /** Since when a device is heard without a gap, and stands where it stands. */
    final Map<DeviceId, Duration> steadySince = new HashMap<>();

    final Holds holds = new Holds();
    FleetRules rules =
            Setting.rules(Duration.ofMinutes(1), Duration.ofMinutes(5), Optional.empty());
    GatePolicy policy = new GatePolicy(Sha256.of("none"), Map.of(), List.of());
    Duration listening = Duration.ZERO;
    Duration life = Duration.ZERO;

    Stream<Account> accounts() {
        return rollouts.values().stream().flatMap(it -> it.accounts.stream());
    }

    Stream<Account> of(DeviceId device) {
        return rollouts.values().stream().flatMap(it -> it.account(device).stream());
    }

    Optional<Ledger> known(RolloutId id) {
        return Optional.ofNullable(rollouts.get(id));
    }

    /** The rollout, which somebody has proposed. */
    Ledger rollout(RolloutId id) {
        return known(id).orElseThrow();
    }

    /** What the rollout ships. */
    Release release(Ledger rollout) {
        return Optional.ofNullable(releases.get(rollout.plan.release())).orElseThrow();
    }

    Optional<Account> account(RolloutId rollout, DeviceId device) {
        return known(rollout).flatMap(it -> it.account(device));
    }

    /** How many devices belong to {@code scope}. */
    long size(Scope scope) {
        return switch (scope) {
            case Scope.Fleet _, Scope.OfWave _ -> places(_ -> true);
            case Scope.OfTier(var tier) -> places(it -> it.tier() == tier);
            case Scope.OfRegion(var region) -> places(it -> it.region().equals(region));
            case Scope.OfCustomer(var customer) -> places(it -> it.customer().equals(customer));
            case Scope.OfGroup(var group) -> places(it -> it.group().equals(Optional.of(group)));
        };
    }

    private long places(Predicate<Placement> which) {
        return accepted.stream()
                .flatMap(it -> Optional.ofNullable(places.get(it)).stream())
                .filter(which)
                .count();
    }

    /** How many places of {@code scope} are taken. */
    long used(Scope scope) {
        return accounts().filter(it -> it.scopes.contains(scope) && it.occupies()).count();
    }

    static Set<Scope> scopes(Ledger rollout, int step, Placement place) {
        var scopes = new LinkedHashSet<Scope>();
        scopes.add(new Scope.Fleet());
        scopes.add(new Scope.OfTier(place.tier()));
        scopes.add(new Scope.OfRegion(place.region()));
        scopes.add(new Scope.OfCustomer(place.customer()));
        place.group().ifPresent(group -> scopes.add(new Scope.OfGroup(group)));
        scopes.add(new Scope.OfWave(rollout.id, rollout.ladder.get(step).wave()));
        return scopes;
    }

    /** Takes in what was seen, before the facts that follow from it. */
    void see(Event event) {
        if (event.refused()) {
            return;
        }
        switch (event.seen()) {
            case Observation.DeviceEnrolled seen -> {
                var before = Optional.ofNullable(places.get(seen.device()));
                move(seen.device(), seen.placement());
                if (seen.enrolment() == Observation.Enrolment.IMPORTED) {
                    accepted.add(seen.device());
                }
                steadySince.put(seen.device(), seen.at().uptime());
                if (before.filter(it -> it.tier().compareTo(seen.placement().tier()) > 0)
                        .isPresent()) {
                    rollouts.values().forEach(Ledger::loosen);
                }
            }
            case Observation.DeviceAccepted(var device, _, var at) -> {
                accepted.add(device);
                steadySince.put(device, at.uptime());
            }
            case Observation.DevicePlaced(var device, var place, var at) -> {
                steadySince.put(device, at.uptime());
                var before = Optional.ofNullable(places.get(device));
                if (before.isPresent()) {
                    move(device, place);
                    if (before.get().tier().compareTo(place.tier()) > 0) {
                        rollouts.values().forEach(Ledger::loosen);
                    }
                }
            }
            case Observation.DeviceReported seen -> told(seen);
            case Observation.VersionClaimed(var device, var name, var version, _) -> {
                versions.put(device, name + "@" + version);
                of(device).forEach(it -> said(it, name + "@" + version));
            }
            case Observation.Heard(var sightings, var at) ->
                    sightings.forEach(each -> heard(each, at.uptime()));
            case Observation.Reported(var device, var action, var report, _, _) ->
                    mine(action, device).ifPresent(it -> it.reported(action, report));
            case Observation.CancelReported(var device, var action, var answer, _, _) ->
                    mine(action, device)
                            .filter(_ -> answer == Observation.CancelAnswer.DONE)
                            .filter(it -> it.effective() == ExposureState.WITHDRAWING)
                            .ifPresent(it -> it.cancelled = true);
            case Observation.ArtifactServed(var device, var action, _, _) ->
                    mine(action, device)
                            .flatMap(it -> account(it.rollout, device))
                            .filter(it -> !it.wayBack.equals(Optional.of(action)))
                            .ifPresent(it -> it.fetched = true);
            case Observation.HoldLifted(int hold, _, _, _) -> {
                var since = holds.since(hold);
                rollouts.values().stream()
                        .filter(it -> since.filter(at -> earlier(at, it.proposedAt)).isPresent())
                        .forEach(Ledger::loosen);
            }
            case Observation.TokenRevoked(var id, boolean voids, _, _) -> {
                credentials.remove(id);
                if (voids) {
                    rollouts.values().stream()
                            .filter(it -> it.approvals.containsValue(id))
                            .forEach(Ledger::loosen);
                }
            }
            case Observation.ApproveAsked seen ->
                    known(seen.rollout())
                            .filter(it -> TwoPeople.counts(this, it, seen))
                            .ifPresent(it -> it.approvals.put(seen.by(), seen.credential()));
            case Observation.HaltAsked seen -> rollout(seen.rollout()).stopAcknowledged = true;
            case Observation.RollbackAsked seen -> rollout(seen.rollout()).stopAcknowledged = true;
            case Observation.HoldAsked seen -> rollout(seen.rollout()).holdAcknowledged = true;
            case Observation.RevokeAsked seen -> revoked.add(seen.release());
            case Observation _ -> {} // its facts say it all
        }
    }

    /** Whether {@code applied} lets more out than the rules in force. */
    boolean raised(FleetRules applied) {
        return rules.ceilingFleet().isPresent()
                && applied.ceilingFleet().filter(it -> it <= rules.ceilingFleet().get()).isEmpty();
    }

    static boolean earlier(Moment a, Moment b) {
        return a.uptime().compareTo(b.uptime()) <= 0;
    }

    private void move(DeviceId device, Placement place) {
        places.put(device, place);
        of(device).forEach(it -> it.scopes.addAll(scopes(rollout(it.rollout), it.step, place)));
    }

    private void told(Observation.DeviceReported seen) {
        if (!places.containsKey(seen.device())) {
            return;
        }
        if (!seen.placement().equals(places.get(seen.device()))) {
            steadySince.put(seen.device(), seen.at().uptime());
        }
        seen.version().ifPresent(version -> versions.put(seen.device(), version));
        move(seen.device(), seen.placement());
        boolean booted =
                seen.bootId().isPresent()
                        && boots.containsKey(seen.device())
                        && !seen.bootId().get().equals(boots.get(seen.device()));
        seen.bootId().ifPresent(boot -> boots.put(seen.device(), boot));
        of(seen.device())
                .forEach(
                        it -> {
                            if (booted) {
                                it.soak(seen.at().uptime());
                            }
                            seen.bootId().ifPresent(it::inBoot);
                            if (booted && release(rollout(it.rollout)).kind().needsRestart()) {
                                it.said = Optional.empty();
                            }
                            seen.version().ifPresent(version -> said(it, version));
                        });
    }

    private void said(Account it, String version) {
        it.said = Optional.of(version);
        var label = release(rollout(it.rollout)).label();
        if (it.cancelled && !version.equals(label)) {
            it.saidSinceCancel = Optional.of(version);
        }
    }

    private void heard(Observation.Sighting sighting, Duration at) {
        var before = Optional.ofNullable(heardAt.put(sighting.device(), at));
        if (before.filter(it -> at.minus(it).compareTo(rules.watched().multipliedBy(2)) <= 0)
                .isEmpty()) {
            steadySince.put(sighting.device(), at);
        }
        of(sighting.device())
                .filter(it -> places.containsKey(it.device))
                .forEach(
                        it -> {
                            it.heardAt = at;
                            it.soakPolls += sighting.polls();
                        });
    }

    Optional<Account> mine(ActionId action, DeviceId device) {
        return Optional.ofNullable(actions.get(action.number()))
                .filter(it -> it.device.equals(device));
    }

    /** Takes in a fact that is durable now. */
    void fold(Fact fact) {
        switch (fact) {
            case Fact.Exposed exposed -> expose(exposed);
            case Fact.OfConsent change -> consents.fold(change);
            case Fact.OfExposure change -> {
                account(change.rollout(), change.device()).ifPresent(it -> it.fold(change));
                if (change instanceof Fact.Installed) {
                    account(change.rollout(), change.device()).ifPresent(this::reopen);
                }
                if (change instanceof Fact.Installed || change instanceof Fact.WayBackInstalled) {
                    of(change.device())
                            .filter(it -> !it.rollout.equals(change.rollout()))
                            .filter(it -> sameProduct(it.rollout, change.rollout()))
                            .forEach(it -> it.superseded = true);
                }
                if (change instanceof Fact.WayBackOffered(_, _, var action, _, _)) {
                    account(change.rollout(), change.device())
                            .ifPresent(it -> actions.put(action.number(), it));
                }
                if (change instanceof Fact.WriteOffProposed(var id, var device, _, var by, _)) {
                    rollout(id).writeOffs.put(device, by);
                }
                known(change.rollout()).ifPresent(it -> it.resolve(change));
            }
            case Fact.Proposed proposed -> rollouts.put(proposed.rollout(), new Ledger(proposed));
            case Fact.OfRollout change -> known(change.rollout()).ifPresent(it -> it.fold(change));
            case Fact.ServerStarted(long epoch, _, var at) -> {
                life = at.uptime();
                listening = life.plus(epoch > 1 ? rules.idle() : Duration.ZERO);
            }
            case Fact.TokenIssued(var credential, _, var at) -> {
                credentials.put(credential.id(), new Issued(credential, at));
                people.add(credential.person());
            }
            case Fact.ChangeProposed(var change, _) -> wanted.put(change.setting(), change);
            case Fact.FleetApplied(var applied, _, _) -> {
                if (raised(applied)) {
                    rollouts.values().forEach(Ledger::loosen);
                }
                rules = applied;
                wanted.remove(ProposedChange.FLEET);
            }
            case Fact.PolicyApplied(var applied, _, _, _) -> policy = applied;
            case Fact.ReleaseSealed(var release, _, _) -> releases.put(release.digest(), release);
            case Fact.EvidenceRecorded(var added, _, _) -> {
                var all = evidence.computeIfAbsent(added.addedTo(), _ -> new ArrayList<>());
                all.removeIf(it -> it.digest().equals(added.digest()));
                all.add(added);
            }
            case Fact.Revoked(var digest, _, _, _) -> {
                revoked.add(digest);
                revokedForGood.add(digest);
            }
            case Fact.HoldPlaced(var hold, var at) -> holds.place(hold, at);
            case Fact.HoldLifted(int hold, _, _, _) -> holds.lift(hold);
            case Fact.DeviceDeleted(var device, _, _) -> {
                places.remove(device);
                accepted.remove(device);
            }
            case Fact.DeviceFlagged(var device, _, _) -> flagged.add(device);
            case Fact.UnflagProposed(var device, _, var by, _) -> unflag.put(device, by);
            case Fact.DeviceUnflagged(var device, _, _, _) -> {
                flagged.remove(device);
                unflag.remove(device);
            }
            case Fact.StoreDoubted _,
                    Fact.ClockJumped _,
                    Fact.TokenRevoked _,
                    Fact.CustomerApplied _,
                    Fact.DeviceEnrolled _,
                    Fact.DevicePlaced _,
                    Fact.DeviceReported _,
                    Fact.DeviceAccepted _,
                    Fact.Heard _,
                    Fact.ReportIgnored _ -> {}
        }
    }

    /** Its device named the release without a report of success on its action. */
    private void reopen(Account it) {
        it.reopened |=
                !it.saidSuccess
                        && it.said.equals(Optional.of(release(rollout(it.rollout)).label()));
    }

    private boolean sameProduct(RolloutId one, RolloutId other) {
        return release(rollout(one)).name().equals(release(rollout(other)).name());
    }

    private void expose(Fact.Exposed fact) {
        var rollout = rollout(fact.rollout());
        var place = places.get(fact.device());
        if (place == null) {
            return; // law 1 has said so already
        }
        var account = new Account(fact, place);
        account.scopes.addAll(scopes(rollout, fact.step(), place));
        rollout.accounts.add(account);
        rollout.latest.put(fact.device(), account);
        actions.put(fact.action().number(), account);
    }
}
