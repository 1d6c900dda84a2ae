package dev.firebreak.wire.file;

import dev.firebreak.core.plan.HealthRule;
import dev.firebreak.core.plan.HealthRule.OnHalt;
import dev.firebreak.core.plan.HealthRule.OnHold;
import dev.firebreak.core.plan.PlanOverride;
import dev.firebreak.core.words.Ratio;
import dev.firebreak.core.words.Region;
import dev.firebreak.core.words.Tier;
import dev.firebreak.wire.cel.Condition;
import dev.firebreak.wire.cel.ConditionFault;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads {@code plan.yaml}; docs/plan-reference.md describes every key. */
final class PlanReader {
    /** The word for: there is none, and the author says so. */
    static final String NONE = "none";

    static final String ALL = "all";
    static final String PREVIOUS = "previous";
    static final String REQUIRED = "required";
    static final String OPTIONAL = "optional";
    static final String SOAK = "soak";

    private static final String LABEL_EXAMPLE = "sensor-content@291";
    private static final Pattern LABEL = Pattern.compile("[^\\s@/]{1,128}@[^\\s@/]{1,128}");
    private static final Pattern KEY = Pattern.compile("[A-Za-z_][A-Za-z0-9_.-]{0,127}");
    private static final Pattern TITLE = Pattern.compile("[^\\p{Cntrl}/]{1,128}");

    private PlanReader() {}

    static PlanFile read(String fileName, byte[] bytes) throws FileProblems {
        var complaints = new Complaints(fileName);
        var root = new Cursor(YamlReader.read(bytes, complaints), "", complaints);
        var plan =
                root.fields(
                                "plan",
                                "release",
                                "rollbackTo",
                                "restartProof",
                                "waves",
                                "budget",
                                "health",
                                "deadline",
                                "windows",
                                "oversight",
                                "overrides")
                        .flatMap(fields -> plan(fileName, fields));
        complaints.end();
        return plan.orElseThrow(
                () -> new IllegalStateException("expected a complaint about " + fileName));
    }

    private static Optional<PlanFile> plan(String fileName, Fields fields) {
        var name = fields.need("plan", "plan: sensor-content-291").flatMap(PlanReader::title);
        var release =
                fields.need("release", "release: " + LABEL_EXAMPLE).flatMap(PlanReader::label);
        var wayBack = fields.get("rollbackTo").flatMap(PlanReader::wayBack);
        var waves =
                fields.need("waves", "waves: [{name: low, tier: LOW, regions: all}]")
                        .map(PlanReader::waves);
        var budget =
                fields.get("budget").flatMap(BudgetReader::read).orElseGet(BudgetReader::defaults);
        var health = fields.get("health").flatMap(PlanReader::health).orElse(PlanDefaults.HEALTH);
        var deadline = fields.get("deadline").flatMap(Cursor::duration);
        var windows = fields.get("windows").map(WindowText::read).orElse(List.of());
        var owner = fields.get("oversight").map(PlanReader::ownerRequired).orElse(false);
        var overrides = overrides(fields);
        if (wayBack.orElse(new PlanFile.WayBack.Previous()) instanceof PlanFile.WayBack.None) {
            overrides.add(PlanOverride.NO_ROLLBACK);
        }
        if (name.isEmpty() || release.isEmpty() || waves.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                new PlanFile(
                        fileName,
                        name.get(),
                        release.get(),
                        wayBack.orElse(new PlanFile.WayBack.Previous()),
                        waves.get(),
                        budget,
                        health,
                        deadline,
                        windows,
                        owner,
                        overrides));
    }

    private static Optional<String> title(Cursor at) {
        var what = "a name of 1 to 128 characters without '/'";
        return matching(at, TITLE, what, "sensor-content-291");
    }

    private static Optional<PlanFile.Label> label(Cursor at) {
        return matching(at, LABEL, "a release as name@version", LABEL_EXAMPLE)
                .map(text -> new PlanFile.Label(text, at.spot()));
    }

    private static Optional<String> key(Cursor at) {
        return matching(at, KEY, "an attribute key", "kernel");
    }

    private static Optional<String> matching(
            Cursor at, Pattern shape, String what, String example) {
        return at.made(
                what,
                example,
                text -> {
                    if (!shape.matcher(text).matches()) {
                        throw new IllegalArgumentException(
                                "expected %s, found %s: write %s"
                                        .formatted(what, Complaints.quoted(text), example));
                    }
                    return text;
                });
    }

    private static Optional<PlanFile.WayBack> wayBack(Cursor at) {
        if (at.is(NONE)) {
            return Optional.of(new PlanFile.WayBack.None());
        }
        if (at.is(PREVIOUS)) {
            return Optional.of(new PlanFile.WayBack.Previous());
        }
        return matching(at, LABEL, "previous, none or a release as name@version", PREVIOUS)
                .map(text -> new PlanFile.WayBack.To(new PlanFile.Label(text, at.spot())));
    }

    private static Set<PlanOverride> overrides(Fields fields) {
        Set<PlanOverride> overrides = EnumSet.noneOf(PlanOverride.class);
        fields.get("overrides")
                .map(at -> at.list("[unsafe-order]", item -> override(item)))
                .ifPresent(overrides::addAll);
        fields.get("restartProof")
                .ifPresent(
                        at -> {
                            if (at.is(NONE)) {
                                overrides.add(PlanOverride.NO_RESTART_PROOF);
                            } else {
                                at.wrong(
                                        "none",
                                        "leave the key out: proof is asked for unless 'none'"
                                                + " is written");
                            }
                        });
        return overrides;
    }

    private static Optional<PlanOverride> override(Cursor at) {
        return at.word(PlanOverride.class, PlanReader::dashed);
    }

    /** How a constant is written in files: {@code unsafe-order}. */
    static String dashed(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static boolean ownerRequired(Cursor at) {
        var owner = at.fields("platformOwner").flatMap(fields -> fields.get("platformOwner"));
        if (owner.isEmpty()) {
            return false;
        }
        if (!owner.get().is(REQUIRED) && !owner.get().is(OPTIONAL)) {
            owner.get().wrong("required or optional", "choose one of them");
        }
        return owner.get().is(REQUIRED);
    }

    // ---- waves

    private static List<PlanFile.Wave> waves(Cursor at) {
        var names = new HashSet<String>();
        var items = at.items("[{name: low, tier: LOW, regions: all}]");
        if (at.isList() && items.isEmpty()) {
            at.wrong("at least one wave", "write '[{name: low, tier: LOW, regions: all}]'");
        }
        return items.stream().map(item -> wave(item, names)).flatMap(Optional::stream).toList();
    }

    private static Optional<PlanFile.Wave> wave(Cursor at, Set<String> names) {
        var known =
                at.fields(
                        "name",
                        "select",
                        "tier",
                        "regions",
                        "steps",
                        "bake",
                        "budget",
                        "allowEmpty");
        if (known.isEmpty()) {
            return Optional.empty();
        }
        var fields = known.get();
        var name = fields.need("name", "name: low").flatMap(PlanReader::title);
        if (name.isPresent() && !names.add(name.get())) {
            fields.get("name").ifPresent(it -> it.wrong("a new name", "name each wave once"));
        }
        var select = fields.get("select").flatMap(PlanReader::selector);
        var tier = fields.get("tier").flatMap(PlanReader::tier);
        var regions =
                fields.get("regions")
                        .map(PlanReader::regions)
                        .orElse(new PlanFile.Regions.Listed(List.of()));
        var steps = fields.get("steps").map(PlanReader::steps).orElse(PlanDefaults.STEPS);
        var bake = fields.get("bake").flatMap(Cursor::duration);
        var budget = fields.get("budget").flatMap(it -> it.number(1, Integer.MAX_VALUE));
        var allowEmpty = fields.get("allowEmpty").flatMap(Cursor::yesOrNo).orElse(false);
        return name.map(
                title ->
                        new PlanFile.Wave(
                                title,
                                select,
                                tier,
                                regions,
                                steps,
                                bake.orElseGet(() -> PlanDefaults.bake(tier)),
                                budget,
                                allowEmpty,
                                at.spot()));
    }

    static Optional<Tier> tier(Cursor at) {
        return at.word(Tier.class, Tier::name);
    }

    private static Optional<String> selector(Cursor at) {
        var example = "device.attributes.ring == \"canary\"";
        var text = at.text("a condition over 'device'", example);
        try {
            text.ifPresent(Condition::selector);
            return text;
        } catch (ConditionFault e) {
            at.wrong(
                    "a condition over 'device'", "%s; for example %s".formatted(e.what(), example));
            return Optional.empty();
        }
    }

    private static PlanFile.Regions regions(Cursor at) {
        if (at.is(ALL)) {
            return new PlanFile.Regions.All();
        }
        if (!at.isList()) {
            at.wrong("all, or a list of regions", "write '[eu-west, us-east]' or 'all'");
            return new PlanFile.Regions.All();
        }
        var seen = new HashSet<Region>();
        var sets = at.items("[eu-west]").stream().map(item -> regionSet(item, seen)).toList();
        if (sets.isEmpty()) {
            at.wrong("at least one region", "leave the key out for 'regardless of region'");
        }
        return new PlanFile.Regions.Listed(sets);
    }

    private static List<Region> regionSet(Cursor at, Set<Region> seen) {
        var items = at.isList() ? at.items("[eu-west]") : List.of(at);
        if (items.isEmpty()) {
            at.wrong("at least one region", "remove the empty list");
        }
        return items.stream().map(item -> region(item, seen)).flatMap(Optional::stream).toList();
    }

    private static Optional<Region> region(Cursor at, Set<Region> seen) {
        var region = at.made("the name of a region", "eu-west", Region::new);
        if (region.isPresent() && !seen.add(region.get())) {
            at.wrong("each region once", "remove it here or above");
        }
        return region;
    }

    private static List<Ratio> steps(Cursor at) {
        var items = at.items("[1%, 10%, 50%, 100%]");
        if (at.isList() && items.isEmpty()) {
            at.wrong("at least one step", "write '[1%, 10%, 50%, 100%]'");
        }
        var last = Ratio.NONE;
        var steps = new ArrayList<Ratio>();
        for (var item : items) {
            var step = item.share();
            if (step.isPresent() && step.get().compareTo(last) <= 0) {
                item.wrong("more than " + last, "let the steps rise");
            }
            last = step.orElse(last);
            step.ifPresent(steps::add);
        }
        return steps;
    }

    // ---- health

    private static Optional<HealthRule> health(Cursor at) {
        return at.fields(
                        "silentAfter",
                        "soak",
                        "tolerated",
                        "maxHarm",
                        "ages",
                        "installDeadline",
                        "governedKeys",
                        "leaveOneOut",
                        "permanentHoldOut",
                        "onHold",
                        "onHalt")
                .map(PlanReader::health);
    }

    private static HealthRule health(Fields fields) {
        var base = PlanDefaults.HEALTH;
        var soak = fields.get("soak").flatMap(Cursor::duration).orElse(base.soak());
        return new HealthRule(
                fields.get("silentAfter").flatMap(Cursor::duration).orElse(base.silentAfter()),
                soak,
                fields.get("tolerated").flatMap(Cursor::share).orElse(base.tolerated()),
                fields.get("maxHarm")
                        .flatMap(it -> it.number(1, Integer.MAX_VALUE))
                        .orElse(base.maxHarm()),
                fields.get("ages")
                        .map(it -> it.list("[soak, 24h, 72h]", age -> age(age, soak)))
                        .orElseGet(() -> ages(soak)),
                fields.get("installDeadline")
                        .flatMap(Cursor::duration)
                        .orElse(base.installDeadline()),
                keys(fields, "governedKeys", base.governedKeys()),
                keys(fields, "leaveOneOut", base.leaveOneOut()),
                fields.get("permanentHoldOut")
                        .flatMap(PlanReader::holdOut)
                        .orElse(base.permanentHoldOut()),
                fields.get("onHold")
                        .flatMap(it -> it.word(OnHold.class, PlanReader::dashed))
                        .orElse(base.onHold()),
                fields.get("onHalt")
                        .flatMap(it -> it.word(OnHalt.class, PlanReader::dashed))
                        .orElse(base.onHalt()));
    }

    private static List<String> keys(Fields fields, String name, List<String> base) {
        return fields.get(name).map(at -> at.list("[os, kernel]", PlanReader::key)).orElse(base);
    }

    static List<Duration> ages(Duration soak) {
        return List.of(soak, Duration.ofHours(24), Duration.ofHours(72));
    }

    private static Optional<Duration> age(Cursor at, Duration soak) {
        return at.is(SOAK) ? Optional.of(soak) : at.duration();
    }

    private static Optional<Duration> holdOut(Cursor at) {
        return at.is(NONE) ? Optional.of(Duration.ZERO) : at.duration();
    }
}
