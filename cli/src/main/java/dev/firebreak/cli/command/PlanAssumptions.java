package dev.firebreak.cli.command;

import dev.firebreak.cli.show.Look;
import dev.firebreak.core.plan.Bindings;
import dev.firebreak.core.plan.FleetRules;
import dev.firebreak.core.release.Artifact;
import dev.firebreak.core.release.Kind;
import dev.firebreak.core.release.Release;
import dev.firebreak.core.words.Digest;
import dev.firebreak.core.words.Ratio;
import dev.firebreak.core.words.Region;
import dev.firebreak.core.words.Sha256;
import dev.firebreak.core.words.Span;
import dev.firebreak.core.words.Tier;
import dev.firebreak.wire.file.PlanFile;

import tools.jackson.databind.JsonNode;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** What is taken for given where a plan is checked without a server. */
final class PlanAssumptions {
    /** The polling that a fleet has unless its rules say otherwise. */
    static final FleetRules RULES =
            new FleetRules(
                    Sha256.of("the usual rules"),
                    Sha256.of("the usual rules"),
                    Duration.ofMinutes(5),
                    Duration.ofSeconds(30),
                    Ratio.parse("15%"),
                    Optional.empty(),
                    Map.of());

    /** What a person must know who reads a verdict that no server gave. */
    static final String TOLD =
            ("note: no server was asked: assumed are devices that poll every %s, and every %s"
                            + " while watched, and whose clients prove a restart where the kind needs one;"
                            + " 'plan check --online' and 'rollout propose' ask")
                    .formatted(Span.told(RULES.idle()), Span.told(RULES.watched()));

    private static final Region SOMEWHERE = new Region("somewhere");
    private static final String NO_SHA1 = "0".repeat(40);
    private static final String NO_MD5 = "0".repeat(32);

    private PlanAssumptions() {}

    /** A release that bears the label and nothing else that matters. */
    static Release release(String label, Kind kind) {
        return release(Sha256.of(label), label, kind);
    }

    /** A sealed release, as far as a plan looks at it. */
    static Release release(JsonNode sealed) {
        return release(
                new Digest(Look.text(sealed, "digest")),
                Find.label(sealed),
                Kind.valueOf(Look.text(sealed, "kind")));
    }

    private static Release release(Digest digest, String label, Kind kind) {
        var parts = label.split("@", 2);
        return new Release(
                digest,
                parts[0],
                parts.length > 1 ? parts[1] : "",
                kind,
                List.of(new Artifact("artifact", digest, NO_SHA1, NO_MD5, 0)),
                Release.DEFAULT_PART,
                true);
    }

    /** So many devices in each tier of each region that the plan names. */
    static List<Bindings.Count> counts(PlanFile file, long devices) {
        var regions = new TreeSet<Region>();
        for (var wave : file.waves()) {
            if (wave.regions() instanceof PlanFile.Regions.Listed(var sets)) {
                sets.forEach(regions::addAll);
            }
        }
        if (regions.isEmpty()) {
            regions.add(SOMEWHERE);
        }
        var counts = new ArrayList<Bindings.Count>();
        for (var tier : Tier.values()) {
            regions.forEach(region -> counts.add(new Bindings.Count(tier, region, devices)));
        }
        return List.copyOf(counts);
    }
}
