package dev.firebreak.core.plan;

import static dev.firebreak.core.plan.PlanSamples.EU;
import static dev.firebreak.core.plan.PlanSamples.RELEASE;
import static dev.firebreak.core.plan.PlanSamples.RULES;
import static dev.firebreak.core.plan.PlanSamples.US;
import static dev.firebreak.core.plan.PlanSamples.budget;
import static dev.firebreak.core.plan.PlanSamples.count;
import static dev.firebreak.core.plan.PlanSamples.goingBack;
import static dev.firebreak.core.plan.PlanSamples.health;
import static dev.firebreak.core.plan.PlanSamples.judgedBy;
import static dev.firebreak.core.plan.PlanSamples.overriding;
import static dev.firebreak.core.plan.PlanSamples.plan;
import static dev.firebreak.core.plan.PlanSamples.selecting;
import static dev.firebreak.core.plan.PlanSamples.under;
import static dev.firebreak.core.plan.PlanSamples.wave;
import static dev.firebreak.core.plan.PlanSamples.within;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firebreak.core.plan.PlanCheck.Problem;
import dev.firebreak.core.release.Kind;
import dev.firebreak.core.words.Ratio;
import dev.firebreak.core.words.Tier;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

final class PlanCheckTest {
    private static final WavePlan LOW = wave("low", Tier.LOW, "1%", "10%", "100%");
    private static final WavePlan MEDIUM = wave("medium", Tier.MEDIUM, "1%", "100%");
    private static final WavePlan HIGH = wave("high", Tier.HIGH, "1%", "100%");
    private static final Plan GOOD = plan(LOW, MEDIUM, HIGH);
    private static final Duration TEN_MINUTES = Duration.ofMinutes(10);
    private static final Duration SOAK = Duration.ofMinutes(30);
    private static final Duration INSTALL = Duration.ofHours(4);

    private static List<String> errors(Plan plan, Bindings.Count... counts) {
        return PlanCheck.check(plan, Kind.CONTENT, RULES, List.of(counts)).stream()
                .filter(Problem::isError)
                .map(Problem::path)
                .toList();
    }

    private static List<String> warnings(Plan plan, Kind kind) {
        return PlanCheck.check(plan, kind, RULES).stream()
                .filter(problem -> !problem.isError())
                .map(Problem::path)
                .toList();
    }

    @Test
    void aPlanInOrderHasNoProblem() {
        assertThat(PlanCheck.check(GOOD, Kind.CONTENT, RULES)).isEmpty();
    }

    @Test
    void everyProblemSaysWhatToWrite() {
        var problem = PlanCheck.check(plan(HIGH, LOW), Kind.CONTENT, RULES).getFirst();
        assertThat(problem.toString())
                .isEqualTo(
                        "waves[1].tier: expected tiers in the order LOW, MEDIUM, HIGH,"
                                + " found LOW after HIGH:"
                                + " put the wave before those of higher tiers,"
                                + " or override unsafe-order");
    }

    @Test
    void highDevicesNeverComeBeforeLowerOnes() {
        assertThat(errors(plan(HIGH, LOW))).containsExactly("waves[1].tier");
        assertThat(errors(plan(LOW, HIGH, MEDIUM))).containsExactly("waves[2].tier");
        assertThat(errors(plan(MEDIUM, LOW))).containsExactly("waves[1].tier");
        assertThat(errors(plan(HIGH, wave("rest", Optional.empty(), List.of(), "1%", "100%"))))
                .containsExactly("waves[1].tier");
        assertThat(errors(plan(selecting("canary", Optional.of(Tier.HIGH), "100%"), LOW)))
                .containsExactly("waves[1].tier");
        assertThat(errors(overriding(plan(HIGH, LOW), PlanOverride.UNSAFE_ORDER))).isEmpty();
        assertThat(errors(overriding(plan(HIGH, LOW), PlanOverride.TOLERANCE))).isNotEmpty();
    }

    @Test
    void aCanaryOfAnyButHighMayComeFirst() {
        assertThat(errors(plan(selecting("canary", Optional.empty(), "100%"), LOW, HIGH)))
                .isEmpty();
    }

    @Test
    void aPlanForHighDevicesOnlyIsWarnedOf() {
        assertThat(errors(plan(HIGH))).isEmpty();
        assertThat(warnings(plan(HIGH), Kind.CONTENT)).containsExactly("waves[0].tier");
    }

    @Test
    void oneStepOfEverythingIsRefused() {
        var all = wave("all", Optional.empty(), List.of(), "100%");
        assertThat(errors(plan(all))).containsExactly("waves[0].steps");
        assertThat(errors(plan(wave("high", Tier.HIGH, "100%")))).containsExactly("waves[0].steps");
        assertThat(errors(overriding(plan(all), PlanOverride.UNSAFE_ORDER))).isEmpty();
        var low = plan(wave("low", Tier.LOW, "100%"));
        assertThat(errors(low, count(Tier.LOW, EU, 9), count(Tier.LOW, US, 9)))
                .as("the fleet has only LOW devices")
                .containsExactly("waves[0].steps");
        assertThat(errors(low, count(Tier.LOW, EU, 9), count(Tier.HIGH, EU, 9))).isEmpty();
        var byRegion = wave("low", Optional.of(Tier.LOW), List.of(EU, US), "100%");
        assertThat(errors(plan(byRegion), count(Tier.LOW, EU, 9), count(Tier.LOW, US, 9)))
                .as("one region before the other")
                .isEmpty();
    }

    @Test
    void stepsRise() {
        assertThat(errors(plan(wave("low", Tier.LOW, "10%", "10%", "100%"))))
                .containsExactly("waves[0].steps");
        assertThat(errors(plan(wave("low", Tier.LOW, "50%", "10%", "100%"))))
                .containsExactly("waves[0].steps");
        assertThat(errors(plan(wave("low", Tier.LOW, "0%", "100%"))))
                .containsExactly("waves[0].steps");
        assertThat(errors(plan(wave("low", Tier.LOW)))).containsExactly("waves[0].steps");
        assertThat(warnings(plan(wave("low", Tier.LOW, "1%", "50%")), Kind.CONTENT))
                .containsExactly("waves[0].steps");
    }

    @Test
    void wavesHaveNamesOfTheirOwn() {
        assertThat(errors(plan(LOW, wave("low", Tier.MEDIUM, "1%", "100%"))))
                .containsExactly("waves[1].name");
    }

    @Test
    void bakesAndBudgetsOfWavesAreChecked() {
        assertThat(errors(plan(baking(Duration.ofSeconds(-1), 1))))
                .containsExactly("waves[0].bake");
        assertThat(errors(plan(baking(Duration.ofHours(1), 0)))).containsExactly("waves[0].budget");
        assertThat(warnings(plan(baking(Duration.ZERO, 1)), Kind.CONTENT))
                .containsExactly("waves[0].bake");
    }

    private static WavePlan baking(Duration bake, int budget) {
        return new WavePlan(
                "low",
                Optional.empty(),
                Optional.of(Tier.LOW),
                List.of(),
                LOW.steps(),
                bake,
                Optional.of(budget),
                false);
    }

    @Test
    void aWaveWithoutDevicesIsAnErrorWhereThatIsKnown() {
        var byRegion = wave("low", Optional.of(Tier.LOW), List.of(EU, US), "1%", "100%");
        assertThat(errors(plan(byRegion), count(Tier.LOW, EU, 9), count(Tier.HIGH, US, 9)))
                .containsExactly("waves[0].regions");
        assertThat(errors(plan(LOW, HIGH), count(Tier.LOW, EU, 9), count(Tier.HIGH, EU, 0)))
                .containsExactly("waves[1].regions");
        assertThat(errors(plan(byRegion))).as("the fleet is not known").isEmpty();
        var allowed =
                new WavePlan(
                        "low",
                        Optional.empty(),
                        Optional.of(Tier.LOW),
                        byRegion.regions(),
                        byRegion.steps(),
                        byRegion.bake(),
                        Optional.empty(),
                        true);
        assertThat(errors(plan(allowed), count(Tier.HIGH, EU, 9))).isEmpty();
    }

    @Test
    void silenceNeedsThreePolls() {
        // Watched every 30 seconds.
        var tight = health(Duration.ofSeconds(89), SOAK, "0.1%", 25, INSTALL);
        assertThat(errors(judgedBy(GOOD, tight))).containsExactly("health.silentAfter");
        var enough = health(Duration.ofSeconds(90), SOAK, "0.1%", 25, INSTALL);
        assertThat(errors(judgedBy(GOOD, enough))).isEmpty();
    }

    @Test
    void nobodyHeldOutIsAWarning() {
        assertThat(warnings(PlanSamples.holdingOutNobody(GOOD), Kind.CONTENT))
                .containsExactly("health.permanentHoldOut");
    }

    @Test
    void soakInstallDeadlineAndMaxHarmAreAboveZero() {
        assertThat(errors(judgedBy(GOOD, health(TEN_MINUTES, Duration.ZERO, "0%", 25, INSTALL))))
                .containsExactly("health.soak");
        assertThat(errors(judgedBy(GOOD, health(TEN_MINUTES, SOAK, "0%", 0, INSTALL))))
                .containsExactly("health.maxHarm");
        assertThat(errors(judgedBy(GOOD, health(TEN_MINUTES, SOAK, "0%", 1, Duration.ZERO))))
                .containsExactly("health.installDeadline");
        var short_ = health(TEN_MINUTES, Duration.ofSeconds(89), "0%", 1, INSTALL);
        assertThat(warnings(judgedBy(GOOD, short_), Kind.CONTENT)).containsExactly("health.soak");
    }

    @Test
    void toleranceIsCappedByTheHighestTier() {
        assertThat(tolerating("0.1%", LOW, HIGH)).isEmpty();
        assertThat(tolerating("0.100001%", LOW, HIGH)).containsExactly("health.tolerated");
        assertThat(tolerating("0.2%", LOW, MEDIUM)).isEmpty();
        assertThat(tolerating("0.3%", LOW, MEDIUM)).containsExactly("health.tolerated");
        assertThat(tolerating("0.5%", LOW)).isEmpty();
        assertThat(tolerating("0.6%", LOW)).containsExactly("health.tolerated");
        var any = selecting("canary", Optional.empty(), "100%");
        assertThat(tolerating("0.3%", any)).as("may be MEDIUM").isNotEmpty();
        var high = judgedBy(plan(HIGH), health(TEN_MINUTES, SOAK, "5%", 25, INSTALL));
        assertThat(errors(overriding(high, PlanOverride.TOLERANCE))).isEmpty();
        assertThat(errors(overriding(high, PlanOverride.UNSAFE_ORDER))).isNotEmpty();
    }

    private static List<String> tolerating(String share, WavePlan... waves) {
        return errors(judgedBy(plan(waves), health(TEN_MINUTES, SOAK, share, 25, INSTALL)));
    }

    @Test
    void noWayBackTakesAnOverride() {
        var none = goingBack(GOOD, new RollbackTo.None());
        assertThat(errors(none)).containsExactly("rollbackTo");
        var named = overriding(none, PlanOverride.NO_ROLLBACK);
        assertThat(errors(named)).isEmpty();
        assertThat(warnings(named, Kind.CONTENT)).containsExactly("rollbackTo");
        assertThat(errors(goingBack(GOOD, new RollbackTo.Release(RELEASE))))
                .containsExactly("rollbackTo");
    }

    @Test
    void aRestartWithoutProofIsWarnedOf() {
        var blind = overriding(GOOD, PlanOverride.NO_RESTART_PROOF);
        assertThat(warnings(blind, Kind.DRIVER)).containsExactly("restartProof");
        assertThat(warnings(blind, Kind.CONTENT)).isEmpty();
    }

    @Test
    void neverBothHalves() {
        var usual = GOOD.budget();
        var none = new Budget(usual.fleet(), usual.tier(), usual.region(), usual.customer(), 0);
        var two = new Budget(usual.fleet(), usual.tier(), usual.region(), usual.customer(), 2);
        assertThat(errors(under(GOOD, none))).containsExactly("budget.redundancyGroup");
        assertThat(warnings(under(GOOD, two), Kind.CONTENT))
                .containsExactly("budget.redundancyGroup");
    }

    @Test
    void budgetsStartSmallAndSmallerForHigherTiers() {
        var share = Allowance.fixed(Ratio.parse("5%"));
        assertThat(warnings(under(GOOD, budget(share)), Kind.CONTENT))
                .containsExactly("budget.fleet");
        var start = new Allowance(5, Optional.of(100), Optional.empty());
        var more = new Allowance(6, Optional.of(100), Optional.empty());
        var upside =
                new Budget(
                        start,
                        Map.of(Tier.LOW, start, Tier.HIGH, more),
                        Optional.empty(),
                        Optional.empty(),
                        1);
        assertThat(warnings(under(GOOD, upside), Kind.CONTENT)).containsExactly("budget.tier.HIGH");
    }

    @Test
    void aDeadlineThatCannotBeMetIsRefused() {
        var fleet =
                List.of(
                        count(Tier.LOW, EU, 1000),
                        count(Tier.MEDIUM, EU, 100),
                        count(Tier.HIGH, EU, 10));
        var best = PlanForecast.of(GOOD, RULES, fleet).total();
        var counts = fleet.toArray(Bindings.Count[]::new);
        assertThat(errors(within(GOOD, best), counts)).isEmpty();
        assertThat(errors(within(GOOD, best.minusSeconds(1)), counts)).containsExactly("deadline");
    }
}
