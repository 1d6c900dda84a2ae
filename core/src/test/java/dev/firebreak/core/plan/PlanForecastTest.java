package dev.firebreak.core.plan;

import static dev.firebreak.core.plan.PlanSamples.EU;
import static dev.firebreak.core.plan.PlanSamples.RULES;
import static dev.firebreak.core.plan.PlanSamples.US;
import static dev.firebreak.core.plan.PlanSamples.budget;
import static dev.firebreak.core.plan.PlanSamples.count;
import static dev.firebreak.core.plan.PlanSamples.plan;
import static dev.firebreak.core.plan.PlanSamples.selecting;
import static dev.firebreak.core.plan.PlanSamples.under;
import static dev.firebreak.core.plan.PlanSamples.wave;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firebreak.core.plan.PlanForecast.Step;
import dev.firebreak.core.words.Ratio;
import dev.firebreak.core.words.Tier;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

final class PlanForecastTest {
    /** A soak of 30 minutes and a watched interval of 30 seconds. */
    private static final Duration ROUND = Duration.ofSeconds(30 * 60 + 30);

    private static final Duration BAKE = Duration.ofHours(4);
    private static final List<Bindings.Count> FLEET = List.of(count(Tier.LOW, EU, 1000));

    private static Allowance rising(int start, int most) {
        return new Allowance(start, Optional.of(most), Optional.empty());
    }

    private static Duration hours(long hours) {
        return Duration.ofHours(hours);
    }

    @Test
    void aStepTakesItsRoundsAndItsBake() {
        var plan =
                under(plan(wave("low", Tier.LOW, "1%", "10%", "100%")), budget(rising(10, 1000)));
        var forecast = PlanForecast.of(plan, RULES, FLEET);
        assertThat(forecast.steps()).extracting(Step::devices).containsExactly(10L, 90L, 900L);
        assertThat(forecast.steps()).extracting(Step::limit).containsExactly(10L, 20L, 40L);
        // 1, 5 and 23 rounds; the first bake in full, the others a quarter of it.
        var expected = ROUND.multipliedBy(29).plus(BAKE).plus(hours(1)).plus(hours(1));
        assertThat(forecast.total()).isEqualTo(expected);
        assertThat(forecast.steps().get(1).start()).isEqualTo(ROUND.plus(BAKE));
    }

    @Test
    void eachRegionStartsWithAFullBake() {
        var plan =
                under(
                        plan(wave("low", Optional.of(Tier.LOW), List.of(EU, US), "10%", "100%")),
                        budget(rising(1000, 1000)));
        var fleet = List.of(count(Tier.LOW, EU, 10), count(Tier.LOW, US, 100));
        var forecast = PlanForecast.of(plan, RULES, fleet);
        assertThat(forecast.steps()).extracting(Step::devices).containsExactly(1L, 9L, 10L, 90L);
        assertThat(forecast.total()).isEqualTo(ROUND.multipliedBy(4).plus(hours(4 + 1 + 4 + 1)));
    }

    @Test
    void devicesOfEarlierWavesDoNotCountAgain() {
        var plan =
                plan(
                        wave("low", Tier.LOW, "100%"),
                        wave("rest", Optional.empty(), List.of(), "100%"));
        var fleet =
                List.of(
                        count(Tier.LOW, EU, 50),
                        count(Tier.MEDIUM, EU, 7),
                        count(Tier.HIGH, EU, 5));
        assertThat(PlanForecast.of(plan, RULES, fleet).steps())
                .extracting(Step::devices)
                .containsExactly(50L, 7L);
    }

    @Test
    void theSmallestLimitCounts() {
        var low = wave("low", Tier.LOW, "1%", "100%");
        var byRegion =
                new Budget(
                        rising(100, 100),
                        Map.of(),
                        Optional.of(rising(3, 100)),
                        Optional.empty(),
                        1);
        var byTier =
                new Budget(
                        rising(100, 100),
                        Map.of(Tier.LOW, rising(4, 100)),
                        Optional.empty(),
                        Optional.empty(),
                        1);
        var ceilings =
                new FleetRules(
                        RULES.digest(),
                        RULES.mapping(),
                        RULES.idle(),
                        RULES.watched(),
                        Ratio.NONE,
                        Optional.of(6),
                        Map.of(Tier.LOW, 5));
        assertThat(firstLimit(under(plan(low), byRegion), RULES)).isEqualTo(3);
        assertThat(firstLimit(under(plan(low), byTier), RULES)).isEqualTo(4);
        assertThat(firstLimit(under(plan(low), budget(rising(100, 100))), ceilings)).isEqualTo(5);
        assertThat(firstLimit(under(plan(low), budget(rising(2, 100))), RULES)).isEqualTo(2);
    }

    private static long firstLimit(Plan plan, FleetRules rules) {
        return PlanForecast.of(plan, rules, FLEET).steps().getFirst().limit();
    }

    @Test
    void aSelectionIsTakenAsOneRound() {
        var plan =
                under(
                        plan(
                                selecting("canary", Optional.empty(), "100%"),
                                wave("low", Tier.LOW, "1%", "100%")),
                        budget(rising(25, 1000)));
        var forecast = PlanForecast.of(plan, RULES, FLEET);
        assertThat(forecast.steps()).extracting(Step::devices).containsExactly(25L, 10L, 990L);
    }

    @Test
    void aStepThatBringsNobodyTakesNoTime() {
        var plan =
                under(plan(wave("low", Tier.LOW, "1%", "10%", "100%")), budget(rising(10, 1000)));
        var forecast = PlanForecast.of(plan, RULES, List.of(count(Tier.LOW, EU, 5)));
        assertThat(forecast.steps()).extracting(Step::devices).containsExactly(1L, 4L);
        assertThat(PlanForecast.of(plan, RULES, List.of()).steps()).isEmpty();
        assertThat(PlanForecast.of(plan, RULES, List.of()).total()).isZero();
    }

    @Test
    void aLateFaultHarmsWhatWasExposedByThen() {
        var plan =
                under(plan(wave("low", Tier.LOW, "1%", "10%", "100%")), budget(rising(10, 1000)));
        var forecast = PlanForecast.of(plan, RULES, FLEET);
        assertThat(forecast.lateHarm(Duration.ZERO)).isZero();
        assertThat(forecast.lateHarm(Duration.ofNanos(1))).isEqualTo(10);
        assertThat(forecast.lateHarm(hours(4))).isEqualTo(10);
        // The second step opens after 4 h 30 min 30 s and takes 20 devices a round.
        var second = ROUND.plus(BAKE);
        assertThat(forecast.lateHarm(second)).isEqualTo(10);
        assertThat(forecast.lateHarm(second.plusNanos(1))).isEqualTo(30);
        assertThat(forecast.lateHarm(second.plus(ROUND))).isEqualTo(30);
        assertThat(forecast.lateHarm(second.plus(ROUND).plusNanos(1))).isEqualTo(50);
        assertThat(forecast.lateHarm(Duration.ofDays(365))).isEqualTo(1000);
    }

    @Test
    void whatACanaryCannotExclude() {
        assertThat(PlanForecast.notExcluded(0)).isEqualTo(1);
        assertThat(PlanForecast.notExcluded(1)).isCloseTo(0.95, Offset.offset(1e-12));
        assertThat(PlanForecast.notExcluded(10)).isCloseTo(0.2589, Offset.offset(1e-4));
        // The rule of three.
        assertThat(PlanForecast.notExcluded(3000)).isCloseTo(0.001, Offset.offset(2e-6));
    }

    @Test
    void millionsOfRoundsAreNotCountedOneByOne() {
        var plan = under(plan(wave("low", Tier.LOW, "1%", "100%")), budget(rising(1, 1)));
        var forecast = PlanForecast.of(plan, RULES, List.of(count(Tier.LOW, EU, 8_500_000)));
        assertThat(forecast.total()).isGreaterThan(ROUND.multipliedBy(8_500_000));
        assertThat(forecast.lateHarm(Duration.ofDays(400_000))).isEqualTo(8_500_000);
    }

    /**
     * Nobody is forgotten or counted twice, time only grows, and more time never means less harm.
     */
    @RepeatedTest(200)
    void theTimeLineAddsUp(RepetitionInfo seed) {
        var dice = new Random(seed.getCurrentRepetition());
        var fleet = new ArrayList<Bindings.Count>();
        for (var tier : Tier.values()) {
            fleet.add(count(tier, EU, dice.nextInt(3000)));
            fleet.add(count(tier, US, dice.nextInt(3)));
        }
        var plan =
                under(
                        plan(
                                wave("low", Tier.LOW, "1%", "10%", "100%"),
                                wave("rest", Optional.empty(), List.of(EU, US), "5%", "100%"),
                                wave("high", Tier.HIGH, "1%", "100%")),
                        budget(rising(1 + dice.nextInt(50), 50 + dice.nextInt(500))));
        var forecast = PlanForecast.of(plan, RULES, fleet);
        long all = fleet.stream().mapToLong(Bindings.Count::devices).sum();
        assertThat(forecast.steps().stream().mapToLong(Step::devices).sum()).isEqualTo(all);
        assertThat(forecast.lateHarm(forecast.total().plusNanos(1))).isEqualTo(all);
        long before = 0;
        for (int hour = 0; hour < 100; hour++) {
            long harm = forecast.lateHarm(hours(hour));
            assertThat(harm).isBetween(before, all);
            before = harm;
        }
        var end = Duration.ZERO;
        for (var step : forecast.steps()) {
            assertThat(step.start()).isEqualTo(end);
            assertThat(step.end()).isGreaterThan(step.start());
            end = step.end();
        }
        assertThat(forecast.total()).isEqualTo(end);
    }
}
