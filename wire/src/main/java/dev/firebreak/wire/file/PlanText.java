package dev.firebreak.wire.file;

import dev.firebreak.core.plan.Allowance;
import dev.firebreak.core.plan.Bindings;
import dev.firebreak.core.plan.Budget;
import dev.firebreak.core.plan.DefaultPlan;
import dev.firebreak.core.plan.HealthRule;
import dev.firebreak.core.plan.Plan;
import dev.firebreak.core.plan.PlanOverride;
import dev.firebreak.core.plan.RollbackTo;
import dev.firebreak.core.plan.WavePlan;
import dev.firebreak.core.release.Kind;
import dev.firebreak.core.words.Digest;
import dev.firebreak.core.words.Ratio;
import dev.firebreak.core.words.Region;
import dev.firebreak.core.words.Sha256;
import dev.firebreak.core.words.Tier;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Plans as YAML for people, with a word on each number. What is written reads back as the same
 * plan.
 */
public final class PlanText {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z][A-Za-z0-9_.@-]*");

    /** Plain words that YAML readers take for something else. */
    private static final Set<String> TAKEN =
            Set.of("true", "false", "null", "yes", "no", "on", "off", "y", "n");

    private static final int COMMENTS_AT = 46;

    private final StringBuilder text = new StringBuilder();

    private PlanText() {}

    /**
     * A resolved plan.
     *
     * @param labels the {@code name@version} of a sealed release
     */
    public static String write(Plan plan, Function<Digest, String> labels) {
        return write(file(plan, labels));
    }

    /** A plan that may still leave regions to the fleet. */
    public static String write(PlanFile plan) {
        return new PlanText().plan(plan);
    }

    /**
     * The safe plan for a fleet, every default spelled out. What there is to change, a person
     * changes.
     *
     * @param kind of the release; what restarts a device takes longer to come back
     * @param release its {@code name@version}; it need not be sealed yet
     * @param fleet how many devices each tier has in each region; none = nobody knows
     */
    public static String initial(Kind kind, String release, List<Bindings.Count> fleet) {
        var plan =
                DefaultPlan.forKind(
                        release.replace('@', '-'),
                        Sha256.of(release),
                        kind,
                        new RollbackTo.Previous(),
                        fleet);
        return write(plan, _ -> release);
    }

    private static PlanFile file(Plan plan, Function<Digest, String> labels) {
        return new PlanFile(
                "plan.yaml",
                plan.name(),
                new PlanFile.Label(labels.apply(plan.release()), Spot.START),
                switch (plan.rollbackTo()) {
                    case RollbackTo.None _ -> new PlanFile.WayBack.None();
                    case RollbackTo.Previous _ -> new PlanFile.WayBack.Previous();
                    case RollbackTo.Release(var digest) ->
                            new PlanFile.WayBack.To(
                                    new PlanFile.Label(labels.apply(digest), Spot.START));
                },
                plan.waves().stream().map(PlanText::wave).toList(),
                plan.budget(),
                plan.health(),
                plan.deadline(),
                plan.windows(),
                plan.ownerRequired(),
                plan.overrides());
    }

    private static PlanFile.Wave wave(WavePlan wave) {
        return new PlanFile.Wave(
                wave.name(),
                wave.select(),
                wave.tier(),
                new PlanFile.Regions.Listed(wave.regions()),
                wave.steps(),
                wave.bake(),
                wave.budget(),
                wave.allowEmpty(),
                Spot.START);
    }

    // ---- writing

    private String plan(PlanFile plan) {
        line("plan: " + word(plan.name()), "");
        line("release: " + word(plan.release().text()), "what is shipped");
        line("rollbackTo: " + wayBack(plan.rollbackTo()), "what devices go back to");
        line("waves:", "strictly in this order");
        plan.waves().forEach(this::wave);
        budget(plan.budget());
        health(plan.health());
        plan.deadline()
                .ifPresent(span -> line("deadline: " + Units.text(span), "it can end by then"));
        if (!plan.windows().isEmpty()) {
            line("windows:", "offers are made only then");
            plan.windows().forEach(window -> line("  - " + WindowText.write(window), ""));
        }
        line(
                "oversight: {platformOwner: %s}"
                        .formatted(
                                plan.ownerRequired() ? PlanReader.REQUIRED : PlanReader.OPTIONAL),
                "must the owner approve?");
        if (!plan.overrides().isEmpty()) {
            line("overrides: " + overrides(plan.overrides()), "takes two approvers");
        }
        return text.toString();
    }

    private void line(String words, String comment) {
        text.append(words);
        if (!comment.isEmpty()) {
            text.repeat(' ', Math.max(1, COMMENTS_AT - words.length()));
            text.append("# ").append(comment);
        }
        text.append('\n');
    }

    private static String wayBack(PlanFile.WayBack wayBack) {
        return switch (wayBack) {
            case PlanFile.WayBack.None _ -> PlanReader.NONE;
            case PlanFile.WayBack.Previous _ -> PlanReader.PREVIOUS;
            case PlanFile.WayBack.To(var label) -> word(label.text());
        };
    }

    private void wave(PlanFile.Wave wave) {
        line("  - name: " + word(wave.name()), "");
        wave.select().ifPresent(it -> line("    select: " + YamlNode.quote(it), ""));
        wave.tier().ifPresent(tier -> line("    tier: " + tier, ""));
        switch (wave.regions()) {
            case PlanFile.Regions.All _ -> line("    regions: all", "one by one, smallest first");
            case PlanFile.Regions.Listed(var sets) when sets.isEmpty() -> {}
            case PlanFile.Regions.Listed(var sets) ->
                    line("    regions: " + list(sets, PlanText::set), "one after the other");
        }
        line("    steps: " + list(wave.steps(), Ratio::toString), "shares of each region");
        line("    bake: " + Units.text(wave.bake()), "watched this long after each step");
        wave.budget().ifPresent(most -> line("    budget: " + most, "most at once in this wave"));
        if (wave.allowEmpty()) {
            line("    allowEmpty: true", "passed even if nobody is in it");
        }
    }

    private static String set(List<Region> regions) {
        return regions.size() == 1
                ? word(regions.getFirst().value())
                : list(regions, region -> word(region.value()));
    }

    private void budget(Budget budget) {
        line("budget:", "most devices exposed and not yet confirmed");
        line("  fleet: " + allowance(budget.fleet()), "doubles with each promoted step, up to max");
        line("  tier:", "");
        for (var tier : Tier.values()) {
            line(
                    "    %s: %s"
                            .formatted(
                                    tier, allowance(Optional.ofNullable(budget.tier().get(tier)))),
                    "");
        }
        line("  region: " + allowance(budget.region()), "in each");
        line("  customer: " + allowance(budget.customer()), "for each");
        line("  redundancyGroup: " + budget.group(), "never both halves");
    }

    private static String allowance(Optional<Allowance> allowance) {
        return allowance.map(PlanText::allowance).orElse(PlanReader.NONE);
    }

    private static String allowance(Allowance allowance) {
        var most =
                allowance
                        .share()
                        .map(Ratio::toString)
                        .or(() -> allowance.most().map(String::valueOf))
                        .orElse("");
        if (allowance.most().isPresent() && allowance.share().isPresent()) {
            throw new IllegalArgumentException(
                    "expected a largest number or a largest share, found both: a plan has one");
        }
        boolean grows = allowance.start() != allowance.most().orElse(Integer.MAX_VALUE);
        return grows ? "{start: %d, max: %s}".formatted(allowance.start(), most) : most;
    }

    private void health(HealthRule health) {
        line("health:", "");
        line(
                "  silentAfter: " + Units.text(health.silentAfter()),
                "not heard for this long = silent, and that is harm");
        line("  soak: " + Units.text(health.soak()), "healthy this long after its report");
        line("  tolerated: " + health.tolerated(), "harm that a good release may do");
        line("  maxHarm: " + health.maxHarm(), "machines, beyond what controls predict");
        line(
                "  ages: " + list(health.ages(), Units::text),
                "not used yet: growth earned at these ages");
        line(
                "  installDeadline: " + Units.text(health.installDeadline()),
                "not installed by then = stalled");
        line(
                "  governedKeys: " + list(health.governedKeys(), PlanText::word),
                "not used yet: slices with canaries");
        line(
                "  leaveOneOut: " + list(health.leaveOneOut(), PlanText::word),
                "not used yet: no one may carry the evidence");
        line(
                "  permanentHoldOut: "
                        + (health.permanentHoldOut().isZero()
                                ? PlanReader.NONE
                                : Units.text(health.permanentHoldOut())),
                "some wait this long, to judge late harm");
        line("  onHold: " + PlanReader.dashed(health.onHold()), "page | halt");
        line("  onHalt: " + PlanReader.dashed(health.onHalt()), "rollback | stop");
    }

    private static String overrides(Set<PlanOverride> overrides) {
        return list(overrides, PlanReader::dashed);
    }

    private static <T> String list(Collection<T> items, Function<T, String> writing) {
        return items.stream().map(writing).collect(Collectors.joining(", ", "[", "]"));
    }

    private static String word(String text) {
        return PLAIN.matcher(text).matches() && !TAKEN.contains(text.toLowerCase(Locale.ROOT))
                ? text
                : YamlNode.quote(text);
    }
}
