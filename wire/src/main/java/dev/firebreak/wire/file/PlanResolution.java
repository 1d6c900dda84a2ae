package dev.firebreak.wire.file;

import dev.firebreak.core.plan.Bindings;
import dev.firebreak.core.plan.Plan;
import dev.firebreak.core.plan.RollbackTo;
import dev.firebreak.core.plan.WavePlan;
import dev.firebreak.core.release.Release;
import dev.firebreak.core.words.Digest;
import dev.firebreak.core.words.Region;
import dev.firebreak.core.words.Tier;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/** Spells out what a plan file leaves to the fleet at hand. */
final class PlanResolution {
    private final PlanFile file;
    private final Function<String, Optional<Release>> releases;
    private final List<Bindings.Count> fleet;
    private final Complaints complaints;

    PlanResolution(
            PlanFile file,
            Function<String, Optional<Release>> releases,
            List<Bindings.Count> fleet) {
        this.file = file;
        this.releases = releases;
        this.fleet = fleet;
        this.complaints = new Complaints(file.file());
    }

    Plan plan() throws FileProblems {
        var release = find("release", file.release());
        var wayBack = wayBack(release);
        var waves = new ArrayList<WavePlan>();
        for (int i = 0; i < file.waves().size(); i++) {
            waves.add(wave(file.waves().get(i), "waves[%d]".formatted(i)));
        }
        complaints.end();
        return new Plan(
                file.name(),
                release.orElseThrow(),
                wayBack,
                waves,
                file.budget(),
                file.health(),
                file.deadline(),
                file.windows(),
                file.ownerRequired(),
                file.overrides());
    }

    private Optional<Digest> find(String path, PlanFile.Label label) {
        var release = releases.apply(label.text());
        if (release.isEmpty()) {
            complaints.add(
                    label.spot(),
                    path,
                    "a sealed release",
                    Complaints.quoted(label.text()),
                    "see 'release show', or make it with 'release create'");
        }
        return release.map(Release::digest);
    }

    private RollbackTo wayBack(Optional<Digest> release) {
        return switch (file.rollbackTo()) {
            case PlanFile.WayBack.None _ -> new RollbackTo.None();
            case PlanFile.WayBack.Previous _ -> new RollbackTo.Previous();
            case PlanFile.WayBack.To(var label) -> {
                var target = find("rollbackTo", label);
                if (target.isPresent() && target.equals(release)) {
                    complaints.add(
                            label.spot(),
                            "rollbackTo",
                            "another release than the one shipped",
                            Complaints.quoted(label.text()),
                            "name the version before it");
                }
                yield target.<RollbackTo>map(RollbackTo.Release::new)
                        .orElseGet(RollbackTo.Previous::new);
            }
        };
    }

    private WavePlan wave(PlanFile.Wave wave, String path) {
        return new WavePlan(
                wave.name(),
                wave.select(),
                wave.tier(),
                regions(wave, path),
                wave.steps(),
                wave.bake(),
                wave.budget(),
                wave.allowEmpty());
    }

    private List<List<Region>> regions(PlanFile.Wave wave, String path) {
        var sizes = sizes(wave.tier());
        return switch (wave.regions()) {
            case PlanFile.Regions.Listed(var sets) -> {
                listed(wave, path, sizes, sets);
                yield sets;
            }
            case PlanFile.Regions.All _ -> {
                if (sizes.isEmpty()) {
                    complaints.add(
                            wave.spot(),
                            path + ".regions",
                            "a region with devices of " + who(wave),
                            "none",
                            "import devices first, list the regions, or remove the wave");
                }
                yield sizes.entrySet().stream()
                        .sorted(
                                Map.Entry.<Region, Long>comparingByValue()
                                        .thenComparing(Map.Entry.comparingByKey()))
                        .map(size -> List.of(size.getKey()))
                        .toList();
            }
        };
    }

    /** An empty wave promotes nothing; where that can be known now, it is said now (S15). */
    private void listed(
            PlanFile.Wave wave, String path, Map<Region, Long> sizes, List<List<Region>> sets) {
        if (wave.allowEmpty()) {
            return;
        }
        if (sets.isEmpty() && sizes.isEmpty()) {
            complaints.add(
                    wave.spot(),
                    path,
                    "devices of " + who(wave),
                    "none in the fleet",
                    "import devices first, remove the wave, or write 'allowEmpty: true'");
        }
        for (var set : sets) {
            if (set.stream().noneMatch(sizes::containsKey)) {
                complaints.add(
                        wave.spot(),
                        path + ".regions",
                        "devices of %s in %s".formatted(who(wave), names(set)),
                        "none in the fleet",
                        "check the name, remove the region, or write 'allowEmpty: true'");
            }
        }
    }

    private static String names(List<Region> set) {
        return Complaints.quoted(String.join(", ", set.stream().map(Region::value).toList()));
    }

    private static String who(PlanFile.Wave wave) {
        return wave.tier().map(tier -> "tier " + tier).orElse("tier LOW or MEDIUM");
    }

    /** How many devices that the wave may hold each region has; only regions that have any. */
    private Map<Region, Long> sizes(Optional<Tier> tier) {
        Map<Region, Long> sizes = new TreeMap<>(Comparator.naturalOrder());
        for (var count : fleet) {
            boolean meant = tier.map(count.tier()::equals).orElse(count.tier() != Tier.HIGH);
            if (meant && count.devices() > 0) {
                sizes.merge(count.region(), count.devices(), Long::sum);
            }
        }
        return sizes;
    }
}
