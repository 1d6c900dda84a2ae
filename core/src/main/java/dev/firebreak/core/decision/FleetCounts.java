package dev.firebreak.core.decision;

import dev.firebreak.core.plan.Bindings;
import dev.firebreak.core.wave.Step;
import dev.firebreak.core.words.Customer;
import dev.firebreak.core.words.DeviceId;
import dev.firebreak.core.words.Fingerprint;
import dev.firebreak.core.words.Group;
import dev.firebreak.core.words.Placement;
import dev.firebreak.core.words.Region;
import dev.firebreak.core.words.Scope;
import dev.firebreak.core.words.Tier;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How many devices there are where: kept as devices come, move and go, never counted anew. Devices
 * that registered themselves and that nobody accepted are none of them: whoever can register a
 * thousand names must not make a share of the fleet larger (decision 13). Only as members of a
 * redundancy group, where they can but delay, they count.
 */
final class FleetCounts {
    private final SortedMap<Tier, SortedMap<Region, Long>> places = new TreeMap<>();
    private final Map<Customer, Long> customers = new HashMap<>();
    private final Map<Group, List<DeviceId>> groups = new HashMap<>();
    private final Map<Optional<Fingerprint>, Long> high = new HashMap<>();
    private long all;

    /** Adds ({@code +1}) or takes away ({@code -1}) a device as it is placed and accepted now. */
    void count(Device device, int sign) {
        if (device.accepted) {
            count(device.place, sign);
        }
        join(device.id, device.place, sign);
    }

    private void count(Placement place, int sign) {
        all += sign;
        places.computeIfAbsent(place.tier(), _ -> new TreeMap<>())
                .merge(place.region(), (long) sign, Long::sum);
        customers.merge(place.customer(), (long) sign, Long::sum);
        if (place.tier() == Tier.HIGH) {
            high.merge(place.fingerprint(), (long) sign, Long::sum);
        }
    }

    private void join(DeviceId id, Placement place, int sign) {
        place.group()
                .ifPresent(
                        group -> {
                            var members = groups.computeIfAbsent(group, _ -> new ArrayList<>());
                            if (sign > 0) {
                                members.add(id);
                            } else {
                                members.remove(id);
                            }
                        });
    }

    long all() {
        return all;
    }

    /** HIGH devices by environment. */
    Map<Optional<Fingerprint>, Long> highByFingerprint() {
        return high;
    }

    List<DeviceId> members(Group group) {
        return groups.getOrDefault(group, List.of());
    }

    /** How many devices belong to {@code scope}. */
    long size(Scope scope) {
        return switch (scope) {
            case Scope.Fleet _ -> all;
            case Scope.OfTier(var tier) ->
                    places.getOrDefault(tier, new TreeMap<>()).values().stream()
                            .mapToLong(Long::longValue)
                            .sum();
            case Scope.OfRegion(var region) ->
                    places.values().stream()
                            .mapToLong(regions -> regions.getOrDefault(region, 0L))
                            .sum();
            case Scope.OfCustomer(var customer) -> customers.getOrDefault(customer, 0L);
            case Scope.OfGroup(var group) -> members(group).size();
            case Scope.OfWave _ -> all;
        };
    }

    /** How many devices a step would find now, as far as tier and region tell; 0 if they do not. */
    long expected(Step step) {
        if (step.select().isPresent()) {
            return 0;
        }
        var regions = step.regionSet();
        return list().stream()
                .filter(it -> step.tier().map(it.tier()::equals).orElse(it.tier() != Tier.HIGH))
                .filter(it -> regions.isEmpty() || regions.contains(it.region()))
                .mapToLong(Bindings.Count::devices)
                .sum();
    }

    List<Bindings.Count> list() {
        var counts = new ArrayList<Bindings.Count>();
        places.forEach(
                (tier, regions) ->
                        regions.forEach(
                                (region, devices) -> {
                                    if (devices > 0) {
                                        counts.add(new Bindings.Count(tier, region, devices));
                                    }
                                }));
        return counts;
    }
}
