package dev.firebreak.core.plan;

import static dev.firebreak.core.plan.PlanSamples.BACK;
import static dev.firebreak.core.plan.PlanSamples.EU;
import static dev.firebreak.core.plan.PlanSamples.RELEASE;
import static dev.firebreak.core.plan.PlanSamples.RULES;
import static dev.firebreak.core.plan.PlanSamples.US;
import static dev.firebreak.core.plan.PlanSamples.count;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firebreak.core.plan.PlanCheck.Problem;
import dev.firebreak.core.release.Kind;
import dev.firebreak.core.words.Region;
import dev.firebreak.core.words.Tier;

import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

final class DefaultPlanTest {
    private static Plan plan(Kind kind, Bindings.Count... counts) {
        return DefaultPlan.forKind("p", RELEASE, kind, BACK, List.of(counts));
    }

    @Test
    void goesFromLowToHighAndFromTheSmallestRegion() {
        var plan =
                plan(
                        Kind.CONTENT,
                        count(Tier.HIGH, EU, 3),
                        count(Tier.LOW, EU, 500),
                        count(Tier.LOW, US, 200),
                        count(Tier.LOW, new Region("ap"), 500));
        assertThat(plan.waves()).extracting(WavePlan::name).containsExactly("low", "high");
        assertThat(plan.waves().getFirst().regions())
                .containsExactly(List.of(US), List.of(new Region("ap")), List.of(EU));
        assertThat(plan.waves()).allMatch(wave -> wave.select().isEmpty());
    }

    @Test
    void anUnknownFleetGetsAWaveForEachTier() {
        var plan = plan(Kind.CONTENT);
        assertThat(plan.waves())
                .extracting(wave -> wave.tier().orElseThrow())
                .containsExactly(Tier.LOW, Tier.MEDIUM, Tier.HIGH);
        assertThat(plan.waves()).allMatch(wave -> wave.regions().isEmpty());
    }

    @Test
    void startsWithAHandful() {
        var budget = plan(Kind.CONTENT).budget();
        startsAt(budget.fleet(), 25);
        assertThat(budget.tier()).hasEntrySatisfying(Tier.LOW, low -> startsAt(low, 20));
        assertThat(budget.tier()).hasEntrySatisfying(Tier.MEDIUM, medium -> startsAt(medium, 5));
        assertThat(budget.tier()).hasEntrySatisfying(Tier.HIGH, high -> startsAt(high, 2));
        assertThat(budget.group()).isEqualTo(1);
    }

    private static void startsAt(Allowance allowance, int devices) {
        assertThat(allowance.limit(0, 1_000_000)).isEqualTo(devices);
    }

    @Test
    void watchesKindsThatRestartForLongerFaults() {
        var soak = plan(Kind.CONTENT).health().soak();
        assertThat(plan(Kind.CONTENT).health().ages()).containsExactly(soak);
        assertThat(plan(Kind.AGENT).health().ages()).hasSize(2);
        assertThat(plan(Kind.OS).health().ages())
                .hasSize(3)
                .contains(Duration.ofHours(24), Duration.ofHours(72));
        assertThat(plan(Kind.OS).health().silentAfter())
                .isGreaterThan(plan(Kind.CONTENT).health().silentAfter());
    }

    @Test
    void noWayBackIsSaidAloud() {
        var plan =
                DefaultPlan.forKind("p", RELEASE, Kind.FIRMWARE, new RollbackTo.None(), List.of());
        assertThat(plan.overrides(PlanOverride.NO_ROLLBACK)).isTrue();
        assertThat(plan(Kind.FIRMWARE).overrides()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void passesItsOwnCheckWithoutAWarning(Kind kind) {
        var fleet = new Bindings.Count[] {count(Tier.LOW, EU, 90), count(Tier.HIGH, EU, 9)};
        assertThat(PlanCheck.check(plan(kind, fleet), kind, RULES, List.of(fleet))).isEmpty();
    }

    @RepeatedTest(100)
    void passesItsOwnCheckInAnyFleet(RepetitionInfo seed) {
        var dice = new Random(seed.getCurrentRepetition());
        var fleet = new ArrayList<Bindings.Count>();
        for (var tier : Tier.values()) {
            for (var region : List.of(EU, US, new Region("ap"))) {
                if (dice.nextInt(3) > 0) {
                    fleet.add(count(tier, region, dice.nextLong(4) * dice.nextLong(100_000)));
                }
            }
        }
        var kind = List.of(Kind.values()).get(dice.nextInt(Kind.values().length));
        var plan = DefaultPlan.forKind("p", RELEASE, kind, BACK, fleet);
        assertThat(PlanCheck.check(plan, kind, RULES, fleet))
                .as("fleet %s", fleet)
                .noneMatch(Problem::isError);
    }
}
