package dev.firebreak.core.device;

import dev.firebreak.core.words.ActionId;
import dev.firebreak.core.words.DeviceId;
import dev.firebreak.core.words.Digest;
import dev.firebreak.core.words.Moment;
import dev.firebreak.core.words.Placement;
import dev.firebreak.core.words.RolloutId;
import dev.firebreak.core.words.Scope;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.function.ToIntFunction;

/**
 * An {@link Exposure} that does not change any more: everything that it is, for a snapshot.
 *
 * @param place the number of its placement in a table that the snapshot keeps
 * @param scopes the numbers of its scopes in another such table, in their order
 * @param soakPolls how often it was heard since {@code soakSince}
 */
public record FrozenExposure(
        RolloutId rollout,
        DeviceId device,
        Optional<ActionId> action,
        int step,
        int place,
        Optional<Digest> previous,
        Optional<String> bootBefore,
        Moment grantedAt,
        List<Integer> scopes,
        List<Moment> boots,
        ExposureState state,
        ExposureState before,
        Moment lastHeard,
        Moment changedAt,
        Duration interval,
        Moment soakSince,
        int soakPolls,
        Optional<String> saidVersion,
        Optional<String> reason,
        Optional<Exposure.WayBack> wayBack,
        boolean installed,
        boolean fetched,
        boolean recovered,
        boolean acknowledged,
        boolean superseded,
        boolean unproved,
        boolean restarting) {

    /** The frozen form of {@code it}, its placement and scopes numbered by the two tables. */
    public static FrozenExposure of(
            Exposure it, ToIntFunction<Placement> places, ToIntFunction<Scope> scopes) {
        return new FrozenExposure(
                it.rollout(),
                it.device(),
                it.action(),
                it.step(),
                places.applyAsInt(it.place()),
                it.previous(),
                it.bootBefore,
                it.grantedAt(),
                it.scopes.stream().map(scopes::applyAsInt).toList(),
                List.copyOf(it.boots),
                it.state,
                it.before,
                it.lastHeard,
                it.changedAt,
                it.interval,
                it.soak.since(),
                it.soak.polls(),
                it.saidVersion,
                it.reason,
                it.wayBack,
                it.installed,
                it.fetched,
                it.recovered,
                it.acknowledged,
                it.superseded,
                it.unproved,
                it.restarting);
    }

    /** A new exposure that is as the frozen one was. */
    public Exposure thaw(IntFunction<Placement> places, IntFunction<Scope> all) {
        var it =
                new Exposure(
                        rollout,
                        device,
                        action,
                        step,
                        places.apply(place),
                        previous,
                        interval,
                        grantedAt);
        scopes.forEach(number -> it.scopes.add(all.apply(number)));
        it.boots.addAll(boots);
        it.bootBefore = bootBefore;
        it.state = state;
        it.before = before;
        it.lastHeard = lastHeard;
        it.changedAt = changedAt;
        it.soak = new Soak(soakSince, soakPolls);
        it.saidVersion = saidVersion;
        it.reason = reason;
        it.wayBack = wayBack;
        it.installed = installed;
        it.fetched = fetched;
        it.recovered = recovered;
        it.acknowledged = acknowledged;
        it.superseded = superseded;
        it.unproved = unproved;
        it.restarting = restarting;
        return it;
    }
}
