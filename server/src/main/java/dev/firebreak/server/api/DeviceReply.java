package dev.firebreak.server.api;

import dev.firebreak.core.decision.DeviceView;
import dev.firebreak.core.decision.Visible;
import dev.firebreak.core.words.Customer;
import dev.firebreak.core.words.DeviceId;
import dev.firebreak.core.words.Digest;
import dev.firebreak.core.words.Fingerprint;
import dev.firebreak.core.words.Group;
import dev.firebreak.core.words.Moment;
import dev.firebreak.core.words.Placement;
import dev.firebreak.core.words.Presence;
import dev.firebreak.core.words.Region;
import dev.firebreak.core.words.Stratum;
import dev.firebreak.core.words.Tier;
import dev.firebreak.server.store.Cell;
import dev.firebreak.wire.file.FleetMapping;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A device as the API shows it.
 *
 * @param attributes the operator's
 * @param reported what the device says of itself, which is believed only as far as the rules say
 * @param ownToken whether it has a secret of its own
 * @param lastHeard by this server process; empty if not since it started
 * @param polls what its polls show now
 * @param contradictions keys of which it says something else than the operator, whose word holds
 * @param missing what the fleet's rules do not say of it, and what to do about it
 */
record DeviceReply(
        DeviceId id,
        Map<String, String> attributes,
        Map<String, String> reported,
        Tier tier,
        Region region,
        Customer customer,
        Optional<Group> redundancyGroup,
        Optional<Fingerprint> fingerprint,
        Stratum stratum,
        Presence presence,
        Optional<String> zone,
        boolean accepted,
        boolean ownToken,
        Optional<Digest> runs,
        Optional<String> version,
        Optional<String> flagged,
        Optional<Instant> lastHeard,
        String polls,
        Optional<Integer> action,
        List<String> contradictions,
        List<String> missing) {
    static DeviceReply of(Cell cell, DeviceView view, Moment now) {
        var place = cell.placement();
        return new DeviceReply(
                cell.device(),
                new TreeMap<>(cell.attributes()),
                new TreeMap<>(cell.reported()),
                place.tier(),
                place.region(),
                place.customer(),
                place.group(),
                place.fingerprint(),
                place.stratum(),
                place.presence(),
                place.zone(),
                view.accepted(),
                cell.token().isPresent(),
                view.runs(),
                view.version(),
                view.flagged(),
                lastHeard(cell, now),
                polls(cell.visible()),
                action(cell.visible()),
                FleetMapping.contradictions(cell.attributes(), cell.reported()),
                missing(place, view, cell.attributes()));
    }

    private static Optional<Instant> lastHeard(Cell cell, Moment now) {
        var heard = cell.lastHeardMillis();
        return heard == Cell.NEVER
                ? Optional.empty()
                : Optional.of(now.wall().minus(now.uptime().minus(Duration.ofMillis(heard))));
    }

    private static String polls(Visible visible) {
        return switch (visible) {
            case Visible.Nothing _ -> "NOTHING";
            case Visible.Awaiting _ -> "AWAITING";
            case Visible.Offered _ -> "OFFERED";
            case Visible.Cancelled _ -> "CANCELLED";
        };
    }

    private static Optional<Integer> action(Visible visible) {
        return switch (visible) {
            case Visible.Nothing _ -> Optional.empty();
            case Visible.Awaiting awaiting -> Optional.of(awaiting.action().number());
            case Visible.Offered offered -> Optional.of(offered.action().number());
            case Visible.Cancelled cancelled -> Optional.of(cancelled.action().number());
        };
    }

    private static List<String> missing(
            Placement place, DeviceView view, Map<String, String> attributes) {
        var missing = new ArrayList<String>();
        if (place.region().equals(Placement.UNKNOWN_REGION)) {
            missing.add(
                    "no region: set the attribute that 'region:' in fleet.yaml names,"
                            + " for example region: attributes.region");
        }
        if (place.customer().equals(Placement.UNKNOWN_CUSTOMER)) {
            missing.add(
                    "no customer: set the attribute that 'customer:' in fleet.yaml names,"
                            + " for example customer: attributes.customer");
        }
        if (place.fingerprint().isEmpty()) {
            missing.add(
                    "no fingerprint: set the attributes that 'fingerprint:' in fleet.yaml lists,"
                            + " or list them under 'trustReported:'; a HIGH device waits until then"
                            + " (law 10)");
        }
        if (place.tier() == Tier.HIGH) {
            missing.add(
                    "tier HIGH: if that is not meant, set its attribute tier to LOW, or add a rule"
                            + " under 'tier:' in fleet.yaml, for example"
                            + " {when: attributes.role == \"laptop\", is: LOW}");
        }
        if (place.tier() == Tier.HIGH) {
            for (var key : FleetMapping.STAND_IN) {
                if (!attributes.containsKey(key)) {
                    missing.add(
                            ("no %s: all HIGH devices of the customer of which it is not known stand"
                                            + " in for each other, and are exposed one at a time: set"
                                            + " the attribute %s, or what 'redundancyGroup:' names")
                                    .formatted(key, key));
                }
            }
        }
        if (!view.accepted()) {
            missing.add("it registered itself: 'firebreak device accept' vouches for it");
        }
        return List.copyOf(missing);
    }
}
