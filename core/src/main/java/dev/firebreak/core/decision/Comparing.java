package dev.firebreak.core.decision;

import dev.firebreak.core.device.Exposure;
import dev.firebreak.core.device.ExposureState;
import dev.firebreak.core.words.DeviceId;
import dev.firebreak.core.words.Moment;
import dev.firebreak.core.words.Presence;
import dev.firebreak.core.words.RolloutId;
import dev.firebreak.core.words.Stratum;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/**
 * Who else was silent meanwhile: the concurrent controls, and confirmed devices that are missed.
 */
final class Comparing {
    /** Nobody comes back after that, as a rule; so long is an exposed device waited for, too. */
    private static final Duration LOST_AFTER = Duration.ofDays(3);

    private final State state;

    Comparing(State state) {
        this.state = state;
    }

    /**
     * Silence of sleepers is compared with that of others alike; loss with that of all others. A
     * stratum without any says so: zero of zero.
     */
    List<Observation.Controls> controls(
            RolloutId id,
            ToLongFunction<DeviceId> silentMillis,
            Predicate<DeviceId> pollsAlike,
            Moment at) {
        var strata =
                state.open.stream()
                        .filter(it -> it.rollout().equals(id))
                        .filter(
                                it ->
                                        it.state() == ExposureState.SILENT
                                                || it.place().presence() == Presence.SLEEPS)
                        .map(it -> it.place().stratum())
                        .collect(Collectors.toSet());
        return controls(id, strata, silentMillis, pollsAlike, at);
    }

    private List<Observation.Controls> controls(
            RolloutId id,
            Set<Stratum> strata,
            ToLongFunction<DeviceId> silentMillis,
            Predicate<DeviceId> pollsAlike,
            Moment at) {
        var found = state.rollout(id).filter(it -> it.startedAt.isPresent());
        if (found.isEmpty() || strata.isEmpty()) {
            return List.of();
        }
        SortedMap<Stratum, Count> counts = new TreeMap<>();
        strata.forEach(stratum -> counts.put(stratum, new Count()));
        var rollout = found.get();
        long began = at.since(rollout.startedAt.orElseThrow()).toMillis();
        for (var device : state.devices.values()) {
            var count = Optional.ofNullable(counts.get(device.place.stratum()));
            if (count.isEmpty()
                    || !device.accepted
                    || rollout.exposure(device.id).isPresent()
                    || rollout.unsolicited.contains(device.id)) { // it runs the release, too
                continue;
            }
            long silent = silentMillis.applyAsLong(device.id);
            if (silent < 0 || silent > began) {
                continue;
            }
            count.get().all++;
            count.get().away += silent > TotalHarm.LOST_AFTER.toMillis() ? 1 : 0;
            count.get().lost += silent > LOST_AFTER.toMillis() ? 1 : 0;
            if (device.place.presence() == Presence.SLEEPS && pollsAlike.test(device.id)) {
                var after = Hearing.patience(state, rollout.plan.health(), device.place);
                count.get().atRisk++;
                count.get().silent += silent > after.toMillis() ? 1 : 0;
            }
        }
        return counts.entrySet().stream().map(it -> it.getValue().of(id, it.getKey())).toList();
    }

    private static final class Count {
        long atRisk;
        long silent;
        long all;
        long away;
        long lost;

        Observation.Controls of(RolloutId rollout, Stratum stratum) {
            return new Observation.Controls(rollout, stratum, atRisk, silent, all, away, lost);
        }
    }

    /** Confirmed devices that are missing, with the controls of those of them that sleep. */
    Observation.Missed late(
            ToLongFunction<DeviceId> silentMillis, Predicate<DeviceId> pollsAlike, Moment at) {
        var late = new LinkedHashSet<DeviceId>();
        var controls = new ArrayList<Observation.Controls>();
        for (var rollout : state.rollouts.values()) {
            if (!Hearing.watchesLate(rollout, at)) {
                continue;
            }
            var missing =
                    rollout.exposures.values().stream()
                            .filter(it -> it.state() == ExposureState.CONFIRMED)
                            .filter(it -> late(rollout, it, silentMillis, at))
                            .filter(it -> !Versions.replaced(state, it))
                            .toList();
            missing.forEach(it -> late.add(it.device()));
            var strata =
                    missing.stream()
                            .filter(it -> it.place().presence() == Presence.SLEEPS)
                            .map(it -> it.place().stratum())
                            .collect(Collectors.toSet());
            controls.addAll(controls(rollout.id, strata, silentMillis, pollsAlike, at));
        }
        return new Observation.Missed(List.copyOf(late), controls, at);
    }

    /** A sleeper that this life of the server has not heard compares with nobody. */
    private boolean late(
            Rollout rollout, Exposure it, ToLongFunction<DeviceId> silentMillis, Moment at) {
        long heard = silentMillis.applyAsLong(it.device());
        boolean sleeps = it.place().presence() == Presence.SLEEPS;
        var inThisLife = at.uptime().minus(state.lifeBegan).toMillis();
        long silent = heard >= 0 ? heard : sleeps ? 0 : inThisLife;
        var rule = rollout.plan.health();
        var polls = state.rules.idle().multipliedBy(3).toMillis();
        return silent > Math.max(rule.silentAfter().toMillis(), polls);
    }
}
