package dev.firebreak.core.decision;

import dev.firebreak.core.approval.Credential;
import dev.firebreak.core.approval.ProposedChange;
import dev.firebreak.core.device.Exposure;
import dev.firebreak.core.device.FrozenExposure;
import dev.firebreak.core.evidence.Evidence;
import dev.firebreak.core.gate.GatePolicy;
import dev.firebreak.core.hold.CustomerPolicy;
import dev.firebreak.core.hold.Hold;
import dev.firebreak.core.plan.FleetRules;
import dev.firebreak.core.release.Release;
import dev.firebreak.core.words.DeviceId;
import dev.firebreak.core.words.Digest;
import dev.firebreak.core.words.Group;
import dev.firebreak.core.words.Moment;
import dev.firebreak.core.words.Person;
import dev.firebreak.core.words.Placement;
import dev.firebreak.core.words.RolloutId;
import dev.firebreak.core.words.Scope;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A {@link World} that does not change any more: the fold of its facts up to one of them, so that a
 * start need not fold them again. It says nothing that the facts do not say; what can be counted
 * anew is not in it. Made by {@link World#freeze}, read by {@link World#of}.
 *
 * @param places the different placements; devices and exposures name them by number
 * @param scopes the different scopes; exposures name them by number
 */
public record Frozen(
        List<Placement> places,
        List<Scope> scopes,
        List<FrozenDevice> devices,
        List<Flag> flags,
        List<Release> releases,
        List<Digest> revoked,
        List<Digest> shipped,
        List<Evidence> evidence,
        List<FrozenRollout> rollouts,
        List<State.Action> actions,
        List<OpenOne> open,
        List<Rest> resting,
        List<Hold> holds,
        List<HoldSince> holdsSince,
        List<CustomerPolicy> customers,
        List<Credential> credentials,
        List<Credential> issued,
        List<ProposedChange> waiting,
        List<CredentialSince> credentialSince,
        FleetRules rules,
        GatePolicy policy,
        Moment now,
        Moment agreed,
        Duration graceUntil,
        Duration lifeBegan,
        long epoch,
        int timeFactor,
        int lastAction,
        int lastHold) {

    /** An exposure that is open, by its names. */
    record OpenOne(RolloutId rollout, DeviceId device) {}

    /** Why a name is flagged, whether a device bears it now or not. */
    record Flag(DeviceId device, String why) {}

    /** A group that rests until an uptime. */
    record Rest(Group group, Duration until) {}

    /** Since when a hold is, or was, there. */
    record HoldSince(int hold, Moment since) {}

    /** Since when a credential is, or was, there. */
    record CredentialSince(String credential, Moment since) {}

    /** A {@link Device}; {@code open} are the rollouts in which it has an open exposure. */
    record FrozenDevice(
            DeviceId id,
            int place,
            Optional<Digest> token,
            boolean accepted,
            boolean told,
            Optional<Digest> runs,
            Optional<String> version,
            Optional<String> boot,
            Optional<String> bootBefore,
            Optional<String> flagged,
            Optional<Person> unflag,
            Optional<Consenting.Question> consent,
            Optional<StandingConsent> always,
            List<RolloutId> open) {
        static FrozenDevice of(Device it, Tables tables) {
            return new FrozenDevice(
                    it.id,
                    tables.place(it.place),
                    it.token,
                    it.accepted,
                    it.told,
                    it.runs,
                    it.version,
                    it.boot,
                    it.bootBefore,
                    it.flagged,
                    it.unflag,
                    it.consent,
                    it.always,
                    it.open.stream().map(Exposure::rollout).toList());
        }

        void thawInto(State state, Tables tables) {
            var it = new Device(id, tables.place(place), token, accepted);
            it.told = told;
            it.runs = runs;
            it.version = version;
            it.boot = boot;
            it.bootBefore = bootBefore;
            it.flagged = flagged;
            it.unflag = unflag;
            it.consent = consent;
            it.always = always;
            open.forEach(rollout -> it.open.add(exposure(state, rollout, id)));
            state.devices.put(id, it);
            state.counts.count(it, 1);
        }
    }

    /** The tables of placements and scopes, while a state is frozen or thawed. */
    static final class Tables {
        private final List<Placement> places = new ArrayList<>();
        private final List<Scope> scopes = new ArrayList<>();
        private final Map<Placement, Integer> placeNumbers = new HashMap<>();
        private final Map<Scope, Integer> scopeNumbers = new HashMap<>();

        Tables() {}

        Tables(List<Placement> places, List<Scope> scopes) {
            this.places.addAll(places);
            this.scopes.addAll(scopes);
        }

        int place(Placement place) {
            return number(place, places, placeNumbers);
        }

        Placement place(int number) {
            return places.get(number);
        }

        FrozenExposure freeze(Exposure it) {
            return FrozenExposure.of(it, this::place, scope -> number(scope, scopes, scopeNumbers));
        }

        Exposure thaw(FrozenExposure frozen) {
            return frozen.thaw(places::get, scopes::get);
        }

        private static <T> int number(T it, List<T> all, Map<T, Integer> numbers) {
            return numbers.computeIfAbsent(
                    it,
                    _ -> {
                        all.add(it);
                        return all.size() - 1;
                    });
        }
    }

    static Frozen of(State it) {
        var tables = new Tables();
        var devices =
                it.devices.values().stream().map(each -> FrozenDevice.of(each, tables)).toList();
        var rollouts =
                it.rollouts.values().stream().map(each -> FrozenRollout.of(each, tables)).toList();
        return new Frozen(
                List.copyOf(tables.places),
                List.copyOf(tables.scopes),
                devices,
                it.flags.entrySet().stream()
                        .map(each -> new Flag(each.getKey(), each.getValue()))
                        .toList(),
                List.copyOf(it.releases.values()),
                it.revoked.stream().sorted().toList(),
                it.shipped.stream().sorted().toList(),
                sorted(it.evidence).stream().flatMap(each -> each.getValue().stream()).toList(),
                rollouts,
                sorted(it.actions).stream().map(Map.Entry::getValue).toList(),
                it.open.stream().map(each -> new OpenOne(each.rollout(), each.device())).toList(),
                it.places.resting().entrySet().stream()
                        .map(each -> new Rest(each.getKey(), each.getValue()))
                        .toList(),
                List.copyOf(it.holds.values()),
                sorted(it.holdsSince).stream()
                        .map(each -> new HoldSince(each.getKey(), each.getValue()))
                        .toList(),
                List.copyOf(it.customers.values()),
                List.copyOf(it.credentials.values()),
                List.copyOf(it.issued.values()),
                List.copyOf(it.waiting.values()),
                sorted(it.credentialSince).stream()
                        .map(each -> new CredentialSince(each.getKey(), each.getValue()))
                        .toList(),
                it.rules,
                it.policy,
                it.now,
                it.agreed,
                it.graceUntil,
                it.lifeBegan,
                it.epoch,
                it.timeFactor,
                it.lastAction,
                it.lastHold);
    }

    /** In the order of the keys, so that equal states are frozen alike. */
    static <K extends Comparable<? super K>, V> List<Map.Entry<K, V>> sorted(Map<K, V> map) {
        return List.copyOf(new TreeMap<>(map).entrySet());
    }

    /** Fills {@code state}, which has seen no fact yet. */
    void thawInto(State state) {
        var tables = new Tables(places, scopes);
        for (var each : releases) {
            state.releases.put(each.digest(), each);
            state.byLabel.put(each.label(), each);
        }
        state.revoked.addAll(revoked);
        state.shipped.addAll(shipped);
        for (var each : evidence) {
            state.evidence.computeIfAbsent(each.addedTo(), _ -> new ArrayList<>()).add(each);
        }
        for (var each : rollouts) {
            var rollout = each.thaw(tables);
            state.rollouts.put(rollout.id, rollout);
            rollout.exposures.values().stream()
                    .filter(Exposure::occupies)
                    .flatMap(exposure -> exposure.scopes().stream())
                    .forEach(state.places::take);
        }
        actions.forEach(each -> state.actions.put(each.id().number(), each));
        devices.forEach(each -> each.thawInto(state, tables));
        flags.forEach(each -> state.flags.put(each.device(), each.why()));
        open.forEach(each -> state.open.add(exposure(state, each.rollout(), each.device())));
        var rests = new HashMap<Group, Duration>();
        resting.forEach(each -> rests.put(each.group(), each.until()));
        state.places.restAll(rests);
        holds.forEach(each -> state.holds.put(each.id(), each));
        holdsSince.forEach(each -> state.holdsSince.put(each.hold(), each.since()));
        customers.forEach(each -> state.customers.put(each.customer(), each));
        credentials.forEach(each -> state.credentials.put(each.id(), each));
        issued.forEach(each -> state.issued.put(each.id(), each));
        waiting.forEach(each -> state.waiting.put(each.setting(), each));
        credentialSince.forEach(each -> state.credentialSince.put(each.credential(), each.since()));
        state.rules = rules;
        state.policy = policy;
        state.now = now;
        state.agreed = agreed;
        state.graceUntil = graceUntil;
        state.lifeBegan = lifeBegan;
        state.epoch = epoch;
        state.timeFactor = timeFactor;
        state.lastAction = lastAction;
        state.lastHold = lastHold;
    }

    private static Exposure exposure(State state, RolloutId rollout, DeviceId device) {
        return state.rollout(rollout)
                .flatMap(it -> it.exposure(device))
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "expected an exposure of %s in %s, found none: the snapshot is not whole"
                                                .formatted(device, rollout)));
    }
}
