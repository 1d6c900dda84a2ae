package dev.firebreak.cli.command;

import dev.firebreak.cli.http.Api;
import dev.firebreak.cli.show.Count;
import dev.firebreak.cli.show.Look;
import dev.firebreak.core.plan.Bindings;
import dev.firebreak.core.plan.FleetRules;
import dev.firebreak.core.release.Kind;
import dev.firebreak.core.release.Release;
import dev.firebreak.core.words.Digest;
import dev.firebreak.core.words.Region;
import dev.firebreak.core.words.Tier;
import dev.firebreak.wire.file.PlanFile;

import tools.jackson.databind.JsonNode;

import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * What a plan is held against: the fleet and the releases of a server, or assumptions where nobody
 * is asked.
 *
 * @param said whose fleet it is, for people
 * @param known whether a server said it
 * @param rules how often devices poll, and the ceilings
 * @param counts how many devices each tier has in each region
 * @param releases finds a sealed release by its label
 */
record PlanGround(
        String said,
        boolean known,
        FleetRules rules,
        List<Bindings.Count> counts,
        Function<String, Optional<Release>> releases) {
    PlanGround {
        counts = List.copyOf(counts);
    }

    /** Every label is a sealed release of {@code kind}; so many devices everywhere. */
    static PlanGround assumed(PlanFile file, Kind kind, long devices) {
        return new PlanGround(
                "assumed: %s in each tier of each region".formatted(Count.of(devices, "device")),
                false,
                PlanAssumptions.RULES,
                PlanAssumptions.counts(file, devices),
                label -> Optional.of(PlanAssumptions.release(label, kind)));
    }

    /** What the server knows. */
    static PlanGround of(Api api) {
        var sealed = new TreeMap<String, Release>();
        for (var row : new Find(api).all("/releases")) {
            sealed.put(Find.label(row), PlanAssumptions.release(row));
        }
        var fleet = api.get("/fleet");
        return new PlanGround(
                "the fleet at " + api.server(),
                true,
                rules(fleet),
                counts(fleet),
                label -> Optional.ofNullable(sealed.get(label)));
    }

    /** How many devices there are in all. */
    long devices() {
        return counts.stream().mapToLong(Bindings.Count::devices).sum();
    }

    /** How many devices {@code GET /fleet} says are where. */
    static List<Bindings.Count> counts(JsonNode fleet) {
        return Look.each(
                fleet,
                "devices",
                row ->
                        new Bindings.Count(
                                Tier.valueOf(Look.text(row, "tier")),
                                new Region(Look.text(row, "region")),
                                Look.number(row, "devices")));
    }

    private static FleetRules rules(JsonNode fleet) {
        var rules = fleet.path("rules");
        var ceilings = new EnumMap<Tier, Integer>(Tier.class);
        for (var ceiling : rules.path("ceilingTier").properties()) {
            ceilings.put(Tier.valueOf(ceiling.getKey()), ceiling.getValue().asInt());
        }
        return new FleetRules(
                new Digest(Look.text(fleet, "digest")),
                new Digest(Look.text(rules, "mapping")),
                Duration.parse(Look.text(rules, "idle")),
                Duration.parse(Look.text(rules, "watched")),
                PlanAssumptions.RULES.jitter(),
                Look.maybe(rules, "ceilingFleet").map(Integer::valueOf),
                Map.copyOf(ceilings));
    }
}
