package dev.firebreak.core.laws;

import dev.firebreak.core.evidence.Control;
import dev.firebreak.core.evidence.Evidence;
import dev.firebreak.core.evidence.Result;
import dev.firebreak.core.evidence.Trust;
import dev.firebreak.core.gate.GatePolicy;
import dev.firebreak.core.gate.Requirement;
import dev.firebreak.core.plan.Allowance;
import dev.firebreak.core.plan.Budget;
import dev.firebreak.core.plan.FleetRules;
import dev.firebreak.core.plan.HealthRule;
import dev.firebreak.core.plan.Plan;
import dev.firebreak.core.plan.RollbackTo;
import dev.firebreak.core.plan.WavePlan;
import dev.firebreak.core.release.Artifact;
import dev.firebreak.core.release.Kind;
import dev.firebreak.core.release.Release;
import dev.firebreak.core.words.ClientTraits;
import dev.firebreak.core.words.Customer;
import dev.firebreak.core.words.DeviceId;
import dev.firebreak.core.words.Digest;
import dev.firebreak.core.words.Fingerprint;
import dev.firebreak.core.words.Group;
import dev.firebreak.core.words.Placement;
import dev.firebreak.core.words.Presence;
import dev.firebreak.core.words.Ratio;
import dev.firebreak.core.words.Region;
import dev.firebreak.core.words.Sha256;
import dev.firebreak.core.words.Stratum;
import dev.firebreak.core.words.Tier;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What one history begins with: a small fleet, releases, evidence of all sorts, plans. */
final class Setting {
    static final Instant BEGIN = Instant.parse("2026-01-05T08:00:00Z");
    static final String OLD = "app@1";

    private static final List<Region> REGIONS = List.of(new Region("eu"), new Region("us"));
    private static final String KEY = "lab";
    private static final Duration FRESH = Duration.ofDays(30);

    final List<Machine> machines = new ArrayList<>();
    final Release old;
    final List<Release> releases = new ArrayList<>();
    private final Dice dice;
    private final Duration unit;
    private final int breaks;
    private final int grouped;

    Setting(Dice dice) {
        this.dice = dice;
        this.unit = dice.chance(100) ? Duration.ofHours(1) : Duration.ofSeconds(30);
        var kind = dice.of(Kind.CONTENT, Kind.CONTENT, Kind.AGENT);
        this.old = release("1", kind);
        for (int i = 2; i <= 4; i++) {
            releases.add(release(Integer.toString(i), kind));
        }
        this.breaks = dice.of(0, 0, 0, 5, 50, 500, 1000);
        this.grouped = dice.of(200, 200, 900);
        int size = dice.from(4, 26);
        for (int i = 0; i < size; i++) {
            machines.add(machine(i));
        }
    }

    /** The watched interval: everything else is some times as long. */
    Duration unit() {
        return unit;
    }

    Duration units(int least, int most) {
        return unit.multipliedBy(dice.from(least, most));
    }

    static FleetRules rules(Duration watched, Duration idle, Optional<Integer> ceiling) {
        return new FleetRules(
                Sha256.of("rules" + watched + ceiling),
                Sha256.of("mapping"),
                idle,
                watched,
                Ratio.parse("15%"),
                ceiling,
                Map.of());
    }

    FleetRules rules(Optional<Integer> ceiling) {
        return rules(unit, unit.multipliedBy(4), ceiling);
    }

    /** How many installs of a thousand break the device. */
    int breaksPerMille(Digest release) {
        return release.equals(old.digest()) ? Math.min(breaks, 20) : breaks;
    }

    Release release(Digest digest) {
        return releases.stream().filter(it -> it.digest().equals(digest)).findFirst().orElse(old);
    }

    private static Release release(String version, Kind kind) {
        var file =
                new Artifact(
                        "app.bin", Sha256.of("bytes" + version), "0".repeat(40), "0".repeat(32), 9);
        return new Release(
                Sha256.of("app@" + version), "app", version, kind, List.of(file), "bApp", true);
    }

    private Machine machine(int number) {
        var tier = dice.of(Tier.LOW, Tier.LOW, Tier.LOW, Tier.MEDIUM, Tier.HIGH);
        var client =
                dice.of(
                        new ClientTraits(true, true, false),
                        new ClientTraits(true, true, true),
                        new ClientTraits(false, true, true),
                        new ClientTraits(true, false, false),
                        new ClientTraits(false, false, true));
        var place =
                new Placement(
                        tier,
                        dice.pick(REGIONS),
                        new Customer(dice.of("acme", "bolt")),
                        dice.chance(grouped)
                                ? Optional.of(new Group("g" + dice.from(1, 3)))
                                : Optional.empty(),
                        dice.chance(900) ? Optional.of(environment()) : Optional.empty(),
                        new Stratum(dice.of("s1", "s1", "s2")),
                        dice.chance(850) ? Presence.ALWAYS : Presence.SLEEPS,
                        client,
                        Optional.empty());
        var nature =
                tier == Tier.HIGH && dice.chance(200)
                        ? Machine.Nature.CLAIMS_LOW
                        : dice.chance(800)
                                ? Machine.Nature.HONEST
                                : dice.of(Machine.Nature.values());
        return new Machine(new DeviceId("d%02d".formatted(number)), place, nature, this, dice);
    }

    Fingerprint environment() {
        return new Fingerprint(dice.chance(800) ? "e1" : "e2");
    }

    /** Another place for a device: a tier, region or group of its own. */
    Placement moved(Placement from) {
        return new Placement(
                dice.chance(400) ? dice.of(Tier.values()) : from.tier(),
                dice.pick(REGIONS),
                from.customer(),
                dice.chance(200) ? Optional.of(new Group("g4")) : from.group(),
                from.fingerprint(),
                from.stratum(),
                from.presence(),
                from.client(),
                from.zone());
    }

    GatePolicy policy() {
        return new GatePolicy(
                Sha256.of("policy"),
                Map.of(KEY, "k".repeat(44)),
                List.of(new Requirement("test", List.of(KEY), FRESH, 1)));
    }

    /** Evidence: mostly sound, otherwise wrong in one way. */
    Evidence evidence(Digest release, Instant now, boolean sound) {
        int wrong = sound ? -1 : dice.from(0, 6);
        var bad = new Control("bad", Result.FAIL, wrong == 0 ? Result.PASS : Result.FAIL);
        return new Evidence(
                Sha256.of("evidence" + release + now + wrong),
                release,
                wrong == 1
                        ? new Trust.Unsigned()
                        : wrong == 2
                                ? new Trust.BadSignature(KEY)
                                : new Trust.Signed(KEY, "k".repeat(44)),
                List.of(wrong == 3 ? old.digest() : release),
                "test",
                wrong == 4 ? dice.of(Result.FAIL, Result.INCONCLUSIVE) : Result.PASS,
                wrong == 5 ? now.minus(FRESH).minusSeconds(9) : now.minusSeconds(60),
                wrong == 6 ? List.of() : List.of(bad),
                dice.chance(500) ? List.of(environment()) : List.of());
    }

    /** A plan over the tiers, with small budgets and short times. */
    Plan plan(Digest release) {
        var waves = new ArrayList<WavePlan>();
        for (var tier : Tier.values()) {
            if (machines.stream().anyMatch(it -> it.place.tier() == tier)) {
                waves.add(wave(tier));
            }
        }
        return new Plan(
                "p",
                release,
                dice.chance(700) ? new RollbackTo.Release(old.digest()) : new RollbackTo.Previous(),
                waves,
                budget(),
                health(),
                Optional.empty(),
                List.of(),
                false,
                Set.of());
    }

    private WavePlan wave(Tier tier) {
        List<List<Region>> regions =
                dice.chance(300) ? REGIONS.stream().map(List::of).toList() : List.of();
        return new WavePlan(
                "wave " + tier,
                Optional.empty(),
                Optional.of(tier),
                regions,
                dice.chance(500)
                        ? List.of(Ratio.parse("30%"), Ratio.ALL)
                        : List.of(Ratio.parse("10%"), Ratio.parse("50%"), Ratio.ALL),
                units(2, 12),
                dice.chance(200) ? Optional.of(dice.from(1, 4)) : Optional.empty(),
                dice.chance(700));
    }

    private Budget budget() {
        var tiers = new EnumMap<Tier, Allowance>(Tier.class);
        for (var tier : Tier.values()) {
            if (dice.chance(400)) {
                tiers.put(tier, allowance());
            }
        }
        return new Budget(
                allowance(),
                tiers,
                dice.chance(400) ? Optional.of(allowance()) : Optional.empty(),
                dice.chance(300) ? Optional.of(allowance()) : Optional.empty(),
                dice.chance(900) ? 1 : 2);
    }

    private Allowance allowance() {
        return dice.chance(200)
                ? Allowance.fixed(Ratio.parse(dice.of("10%", "30%")))
                : new Allowance(dice.from(1, 5), Optional.of(dice.from(5, 12)), Optional.empty());
    }

    private HealthRule health() {
        return new HealthRule(
                units(5, 10),
                units(3, 6),
                Ratio.parse("0.1%"),
                dice.of(2, 5, 25),
                List.of(unit),
                units(20, 60),
                List.of(),
                List.of(),
                dice.chance(150) ? units(20, 80) : Duration.ZERO,
                dice.chance(100) ? HealthRule.OnHold.HALT : HealthRule.OnHold.PAGE,
                dice.chance(700) ? HealthRule.OnHalt.ROLLBACK : HealthRule.OnHalt.STOP);
    }
}
