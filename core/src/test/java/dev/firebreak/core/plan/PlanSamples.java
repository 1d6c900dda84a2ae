package dev.firebreak.core.plan;

import dev.firebreak.core.release.Kind;
import dev.firebreak.core.words.Digest;
import dev.firebreak.core.words.Ratio;
import dev.firebreak.core.words.Region;
import dev.firebreak.core.words.Sha256;
import dev.firebreak.core.words.Tier;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Plans to be varied in one thing. */
final class PlanSamples {
    static final Digest RELEASE = Sha256.of("release");
    static final RollbackTo BACK = new RollbackTo.Previous();
    static final Region EU = new Region("eu");
    static final Region US = new Region("us");

    static final FleetRules RULES =
            new FleetRules(
                    Sha256.of("fleet"),
                    Sha256.of("mapping"),
                    Duration.ofMinutes(5),
                    Duration.ofSeconds(30),
                    Ratio.parse("15%"),
                    Optional.empty(),
                    Map.of());

    private PlanSamples() {}

    static Bindings.Count count(Tier tier, Region region, long devices) {
        return new Bindings.Count(tier, region, devices);
    }

    static List<Ratio> steps(String... shares) {
        return Stream.of(shares).map(Ratio::parse).toList();
    }

    static WavePlan wave(String name, Optional<Tier> tier, List<Region> regions, String... shares) {
        return new WavePlan(
                name,
                Optional.empty(),
                tier,
                regions.stream().map(List::of).toList(),
                steps(shares),
                Duration.ofHours(4),
                Optional.empty(),
                false);
    }

    static WavePlan wave(String name, Tier tier, String... shares) {
        return wave(name, Optional.of(tier), List.of(), shares);
    }

    static WavePlan selecting(String name, Optional<Tier> tier, String... shares) {
        var wave = wave(name, tier, List.of(), shares);
        return new WavePlan(
                name,
                Optional.of("device.attributes.ring == 'canary'"),
                tier,
                wave.regions(),
                wave.steps(),
                wave.bake(),
                wave.budget(),
                false);
    }

    static Plan plan(WavePlan... waves) {
        var usual = DefaultPlan.forKind("p", RELEASE, Kind.CONTENT, BACK, List.of());
        return new Plan(
                "p",
                RELEASE,
                BACK,
                List.of(waves),
                usual.budget(),
                usual.health(),
                Optional.empty(),
                List.of(),
                false,
                Set.of());
    }

    static Plan overriding(Plan plan, PlanOverride... overrides) {
        return copy(plan, plan.rollbackTo(), plan.budget(), plan.health(), Set.of(overrides));
    }

    static Plan goingBack(Plan plan, RollbackTo back) {
        return copy(plan, back, plan.budget(), plan.health(), plan.overrides());
    }

    static Plan under(Plan plan, Budget budget) {
        return copy(plan, plan.rollbackTo(), budget, plan.health(), plan.overrides());
    }

    static Plan judgedBy(Plan plan, HealthRule health) {
        return copy(plan, plan.rollbackTo(), plan.budget(), health, plan.overrides());
    }

    static Plan within(Plan plan, Duration deadline) {
        return new Plan(
                plan.name(),
                plan.release(),
                plan.rollbackTo(),
                plan.waves(),
                plan.budget(),
                plan.health(),
                Optional.of(deadline),
                plan.windows(),
                plan.ownerRequired(),
                plan.overrides());
    }

    /** The same budget for everything that has one. */
    static Budget budget(Allowance each) {
        return new Budget(each, Map.of(), Optional.empty(), Optional.empty(), 1);
    }

    static HealthRule health(
            Duration silentAfter, Duration soak, String tolerated, int maxHarm, Duration install) {
        var usual = plan(wave("w", Tier.LOW, "1%", "100%")).health();
        return new HealthRule(
                silentAfter,
                soak,
                Ratio.parse(tolerated),
                maxHarm,
                usual.ages(),
                install,
                usual.governedKeys(),
                usual.leaveOneOut(),
                usual.permanentHoldOut(),
                usual.onHold(),
                usual.onHalt());
    }

    /** The plan without anybody held out. */
    static Plan holdingOutNobody(Plan plan) {
        var usual = plan.health();
        return copy(
                plan,
                plan.rollbackTo(),
                plan.budget(),
                new HealthRule(
                        usual.silentAfter(),
                        usual.soak(),
                        usual.tolerated(),
                        usual.maxHarm(),
                        usual.ages(),
                        usual.installDeadline(),
                        usual.governedKeys(),
                        usual.leaveOneOut(),
                        Duration.ZERO,
                        usual.onHold(),
                        usual.onHalt()),
                plan.overrides());
    }

    private static Plan copy(
            Plan plan,
            RollbackTo back,
            Budget budget,
            HealthRule health,
            Set<PlanOverride> overrides) {
        return new Plan(
                plan.name(),
                plan.release(),
                back,
                plan.waves(),
                budget,
                health,
                plan.deadline(),
                plan.windows(),
                plan.ownerRequired(),
                overrides);
    }
}
