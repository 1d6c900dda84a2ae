package dev.firebreak.core.decision;

import dev.firebreak.core.evidence.Control;
import dev.firebreak.core.evidence.Evidence;
import dev.firebreak.core.evidence.Result;
import dev.firebreak.core.evidence.Trust;
import dev.firebreak.core.hold.CustomerPolicy;
import dev.firebreak.core.plan.Allowance;
import dev.firebreak.core.plan.Budget;
import dev.firebreak.core.plan.FleetRules;
import dev.firebreak.core.plan.HealthRule;
import dev.firebreak.core.plan.Plan;
import dev.firebreak.core.plan.PlanOverride;
import dev.firebreak.core.plan.RollbackTo;
import dev.firebreak.core.plan.WavePlan;
import dev.firebreak.core.plan.Window;
import dev.firebreak.core.release.Artifact;
import dev.firebreak.core.release.Kind;
import dev.firebreak.core.release.Release;
import dev.firebreak.core.words.ClientTraits;
import dev.firebreak.core.words.Customer;
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

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The words of one line of a story: plain ones, and settings written {@code key=value}. Each
 * setting that is not asked for is a mistake, so that no story says what nobody hears.
 */
final class Words {
    private final List<String> plain;
    private final Map<String, String> settings = new HashMap<>();
    private final Set<String> asked = new HashSet<>();

    Words(String line) {
        var all = List.of(line.strip().split("\\s+"));
        plain = all.stream().filter(word -> !word.contains("=")).toList();
        all.stream()
                .filter(word -> word.contains("="))
                .map(word -> word.split("=", 2))
                .forEach(pair -> settings.put(pair[0], pair[1]));
    }

    String verb() {
        return plain.getFirst();
    }

    String at(int index) {
        if (index >= plain.size()) {
            throw new IllegalArgumentException(
                    "expected a word %d after '%s', found none".formatted(index, plain));
        }
        return plain.get(index);
    }

    List<String> from(int index) {
        return plain.subList(Math.min(index, plain.size()), plain.size());
    }

    Optional<String> maybe(String key) {
        asked.add(key);
        return Optional.ofNullable(settings.get(key));
    }

    <T> T get(String key, T otherwise, Function<String, T> parse) {
        return maybe(key).map(parse).orElse(otherwise);
    }

    boolean has(String word) {
        return plain.contains(word);
    }

    void allAsked() {
        var unknown = settings.keySet().stream().filter(key -> !asked.contains(key)).toList();
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException(
                    "expected settings that '%s' knows, found %s".formatted(verb(), unknown));
        }
    }

    static Duration span(String text) {
        return Arrays.stream(text.split("_", -1))
                .map(part -> part.endsWith("d") ? "P" + part : "PT" + part)
                .map(part -> Duration.parse(part.toUpperCase(Locale.ROOT)))
                .reduce(Duration.ZERO, Duration::plus);
    }

    /** {@code 5}, {@code 10%}, {@code 2..50} or {@code 2..10%}. */
    static Allowance allowance(String text) {
        int dots = text.indexOf("..");
        var most = text.substring(dots < 0 ? 0 : dots + 2);
        var share = most.endsWith("%") ? Optional.of(Ratio.parse(most)) : Optional.<Ratio>empty();
        var number =
                share.isPresent() ? Optional.<Integer>empty() : Optional.of(Integer.valueOf(most));
        int start =
                dots < 0
                        ? number.orElse(Integer.MAX_VALUE)
                        : Integer.parseInt(text.substring(0, dots));
        return new Allowance(start, number, share);
    }

    Placement placement() {
        var says = List.of(get("says", "", text -> text).split(",", -1));
        var tier = get("tier", Tier.LOW, Tier::valueOf);
        return new Placement(
                tier,
                get("region", new Region("eu"), Region::new),
                get("customer", new Customer("acme"), Customer::new),
                maybe("group").map(Group::new),
                Optional.of(get("print", "std", text -> text))
                        .filter(text -> !text.equals("none"))
                        .map(Fingerprint::new),
                get("stratum", new Stratum(tier.toString()), Stratum::new),
                has("sleeps") ? Presence.SLEEPS : Presence.ALWAYS,
                new ClientTraits(
                        says.contains("boot"), says.contains("version"), says.contains("restart")),
                Optional.empty());
    }

    FleetRules rules() {
        var ceilings = new TreeMap<Tier, Integer>();
        for (var tier : Tier.values()) {
            maybe("ceiling" + tier).ifPresent(it -> ceilings.put(tier, Integer.valueOf(it)));
        }
        return new FleetRules(
                Sha256.of(settings.toString()),
                Sha256.of(get("mapping", "std", text -> text)),
                get("idle", Duration.ofMinutes(5), Words::span),
                get("watched", Duration.ofMinutes(1), Words::span),
                Ratio.parse("15%"),
                maybe("ceiling").map(Integer::valueOf),
                ceilings);
    }

    Release release(String label) {
        var parts = label.split("@", 2);
        var file =
                new Artifact(
                        "content.bin",
                        Sha256.of("bytes of " + label + get("bytes", "", text -> text)),
                        "0".repeat(40),
                        "0".repeat(32),
                        40_960);
        return new Release(
                Sha256.of(file.sha256().hex() + label),
                parts[0],
                parts[1],
                get("kind", Kind.CONTENT, Kind::valueOf),
                List.of(file),
                Release.DEFAULT_PART,
                !has("irreversible"));
    }

    Evidence evidence(Digest release, Instant now) {
        int controls = get("controls", 1, Integer::valueOf);
        var observed = get("observed", Result.FAIL, Result::valueOf);
        var subject = maybe("about").map(Sha256::of).orElse(release);
        return new Evidence(
                Sha256.of(maybe("envelope").orElse(plain + "" + settings + release + now)),
                release,
                has("unsigned")
                        ? new Trust.Unsigned()
                        : has("unreadable")
                                ? new Trust.Unreadable("half a file")
                                : has("stranger")
                                        ? new Trust.UnknownSigner("lab2")
                                        : signed(get("key", "lab", text -> text)),
                List.of(subject),
                "test",
                get("result", Result.PASS, Result::valueOf),
                now.minus(get("age", Duration.ofHours(1), Words::span)),
                Stream.generate(() -> new Control("known-bad", Result.FAIL, observed))
                        .limit(controls)
                        .toList(),
                Arrays.stream(get("env", "", text -> text).split(",", -1))
                        .filter(text -> !text.isEmpty())
                        .map(Fingerprint::new)
                        .toList());
    }

    private Trust signed(String signer) {
        return new Trust.Signed(signer, get("bytes", "key of " + signer, text -> text));
    }

    CustomerPolicy customer(String name) {
        var pins = new TreeMap<String, String>();
        maybe("pin").ifPresent(it -> pins.put(it.split("@", 2)[0], it.split("@", 2)[1]));
        return new CustomerPolicy(
                new Customer(name),
                Sha256.of("customer" + name + settings),
                maybe("optOut").map(List::of).orElse(List.of()),
                pins,
                get("defer", 0, Integer::valueOf),
                List.of());
    }

    WavePlan wave() {
        return new WavePlan(
                at(1),
                maybe("select"),
                maybe("tier").map(Tier::valueOf),
                maybe("regions").stream()
                        .flatMap(text -> Arrays.stream(text.split(";", -1)))
                        .map(set -> Arrays.stream(set.split("[+]")).map(Region::new).toList())
                        .toList(),
                Arrays.stream(get("steps", "100%", text -> text).split(",", -1))
                        .map(Ratio::parse)
                        .toList(),
                get("bake", Duration.ofMinutes(30), Words::span),
                maybe("budget").map(Integer::valueOf),
                has("allowEmpty"));
    }

    /** {@code 08:00-14:00}, daily, in the device's zone. */
    private static Window window(String text) {
        var ends = text.split("-", 2);
        return new Window(
                List.of(DayOfWeek.values()),
                LocalTime.parse(ends[0]),
                LocalTime.parse(ends[1]),
                Optional.empty());
    }

    Plan plan(Digest release, RollbackTo back, List<WavePlan> waves) {
        var tiers = new TreeMap<Tier, Allowance>();
        for (var tier : Tier.values()) {
            maybe(tier.name()).ifPresent(it -> tiers.put(tier, allowance(it)));
        }
        var budget =
                new Budget(
                        get("fleet", Allowance.fixed(5), Words::allowance),
                        tiers,
                        maybe("region").map(Words::allowance),
                        maybe("customer").map(Words::allowance),
                        get("group", 1, Integer::valueOf));
        var health =
                new HealthRule(
                        get("silentAfter", Duration.ofMinutes(10), Words::span),
                        get("soak", Duration.ofMinutes(10), Words::span),
                        get("tolerated", Ratio.parse("0.1%"), Ratio::parse),
                        get("maxHarm", 25, Integer::valueOf),
                        List.of(),
                        get("installDeadline", Duration.ofHours(4), Words::span),
                        List.of(),
                        List.of(),
                        get("holdOut", Duration.ZERO, Words::span),
                        get("onHold", HealthRule.OnHold.PAGE, HealthRule.OnHold::valueOf),
                        get("onHalt", HealthRule.OnHalt.ROLLBACK, HealthRule.OnHalt::valueOf));
        var overrides =
                maybe("override").stream()
                        .flatMap(text -> Arrays.stream(text.split(",", -1)))
                        .map(PlanOverride::valueOf)
                        .collect(java.util.stream.Collectors.toSet());
        return new Plan(
                at(1) + " plan",
                release,
                back,
                waves,
                budget,
                health,
                Optional.empty(),
                maybe("window").map(Words::window).stream().toList(),
                has("owner"),
                overrides);
    }
}
