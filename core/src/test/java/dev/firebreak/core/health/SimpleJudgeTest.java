package dev.firebreak.core.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.firebreak.core.words.Ratio;
import dev.firebreak.core.words.Stratum;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;

final class SimpleJudgeTest {
    private static final Ratio TOLERATED = Ratio.parse("0.1%");
    private static final Duration BAKE = Duration.ofHours(1);
    private static final Judge JUDGE = new SimpleJudge();

    private static Devices confirmed(int devices) {
        return Devices.confirmed(devices);
    }

    private static Verdict judge(Devices devices) {
        return judge(devices.of("eu"));
    }

    private static Verdict judge(StratumHealth... strata) {
        return JUDGE.judge(new StepHealth(true, BAKE, BAKE, TOLERATED, 1, 0, 0, List.of(strata)));
    }

    private static void assertHalts(Verdict verdict, String rule) {
        assertThat(verdict).isInstanceOf(Verdict.Halt.class);
        assertThat(verdict.rule()).isEqualTo(rule);
    }

    private static void assertHolds(Verdict verdict, String rule) {
        assertThat(verdict).isInstanceOf(Verdict.Hold.class);
        assertThat(verdict.rule()).isEqualTo(rule);
    }

    private static void assertWatches(Verdict verdict, String rule) {
        assertThat(verdict).isInstanceOf(Verdict.Watch.class);
        assertThat(verdict.rule()).isEqualTo(rule);
    }

    private static void assertPromotes(Verdict verdict) {
        assertThat(verdict).isInstanceOf(Verdict.Promote.class);
    }

    @Test
    void promotesWhenAllAreConfirmedAndTheBakeIsOver() {
        assertPromotes(judge(confirmed(5)));
    }

    @Test
    void noDataNeverPromotes() {
        assertWatches(judge(), "no-data");
        assertWatches(judge(confirmed(0)), "no-data");
        assertWatches(judge(confirmed(0).sleepersSilent(1).controls(10, 10)), "no-data");
    }

    @Test
    void aTimerAloneNeverPromotes() {
        var forever = Duration.ofDays(1000);
        for (var devices :
                List.of(
                        confirmed(0),
                        confirmed(0).unresolved(5),
                        confirmed(4).unresolved(1),
                        confirmed(4).stalled(1),
                        confirmed(4).silent(1),
                        confirmed(4).sleepersSilent(1))) {
            var step =
                    new StepHealth(
                            true, forever, BAKE, TOLERATED, 1, 0, 0, List.of(devices.of("eu")));
            assertThat(JUDGE.judge(step)).isNotInstanceOf(Verdict.Promote.class);
        }
    }

    @Test
    void watchesUntilAllAreExposed() {
        var step =
                new StepHealth(
                        false, BAKE, BAKE, TOLERATED, 1, 0, 0, List.of(confirmed(5).of("eu")));
        assertWatches(JUDGE.judge(step), "exposing");
    }

    @Test
    void watchesWhatIsNotResolved() {
        assertWatches(judge(confirmed(99).unresolved(1)), "unresolved");
    }

    @Test
    void watchesThroughTheBakeToItsLastInstant() {
        var nearly =
                new StepHealth(
                        true,
                        BAKE.minusNanos(1),
                        BAKE,
                        TOLERATED,
                        1,
                        0,
                        0,
                        List.of(confirmed(5).of("eu")));
        assertWatches(JUDGE.judge(nearly), "bake");
        assertPromotes(judge(confirmed(5)));
    }

    @Test
    void oneHarmedOfASmallStepHolds() {
        assertHolds(judge(confirmed(4).failed(1)), "failures");
        assertHolds(judge(confirmed(4).reverted(1)), "failures");
        assertHolds(judge(confirmed(4).silent(1)), "silence");
    }

    @Test
    void whatIsToleratedIsRoundedDown() {
        assertHolds(judge(confirmed(998).failed(1)), "failures");
        assertPromotes(judge(confirmed(999).failed(1)));
        assertHolds(judge(confirmed(1997).failed(2)), "failures");
        assertPromotes(judge(confirmed(1998).failed(2)));
        assertPromotes(judge(confirmed(1998).silent(2)));
    }

    @Test
    void threeHarmedHaltWhateverTheShare() {
        assertHalts(judge(confirmed(1_000_000).failed(1).reverted(1).writtenOff(1)), "failures");
        assertHalts(judge(confirmed(1_000_000).silent(3)), "silence");
        assertPromotes(judge(confirmed(1_000_000).failed(2)));
    }

    @Test
    void twoOfAFewHaltBecauseTheBoundIsCertain() {
        var verdict = judge(confirmed(8).silent(2));
        assertHalts(verdict, "silence");
        assertThat(verdict.numbers()).containsEntry("in", "all").containsKey("lowerBound");
        assertThat(verdict.reason().text()).contains("2 of 10").contains("2 silent");
        assertHolds(judge(confirmed(998).silent(2)), "silence");
    }

    @Test
    void aStratumThatSuffersAloneIsNamed() {
        var verdict =
                judge(
                        confirmed(50_000).of("eu linux"),
                        confirmed(2).failed(2).of("eu windows"),
                        confirmed(50_000).of("us linux"));
        assertHalts(verdict, "failures");
        assertThat(verdict.numbers()).containsEntry("in", "eu windows");
        assertThat(verdict.reason().text()).contains("eu windows");
    }

    @Test
    void laterLooksAskForMore() {
        var strata = List.of(confirmed(18).failed(2).of("eu"));
        var first = new StepHealth(true, BAKE, BAKE, TOLERATED, 1, 0, 0, strata);
        var late = new StepHealth(true, BAKE, BAKE, TOLERATED, 100, 0, 0, strata);
        assertHalts(JUDGE.judge(first), "failures");
        assertHolds(JUDGE.judge(late), "failures");
        // The level of look 100 is 0.001 / 10,100: P(2 or more of 20 at 0.1 %) = 0.0002 is above
        // it.
        assertThat(Exact.binomialAtLeast(20, 2, 0.001)).isBetween(0.001 / 10_100, 0.001 / 2);
    }

    @Test
    void silenceOfAllAtOnceHalts() {
        assertHalts(judge(confirmed(0).silent(5)), "silence");
    }

    @Test
    void sleepersWithoutControlsAreNeitherHarmNorProof() {
        assertWatches(judge(confirmed(2).sleepersSilent(3)), "unresolved");
    }

    @Test
    void sleepersThatSleepAsTheirControlsDoAreNoHarm() {
        assertPromotes(judge(confirmed(70).sleepersSilent(30).controls(1000, 300)));
        assertPromotes(judge(confirmed(70).sleepersSilent(30).controls(1000, 950)));
    }

    @Test
    void sleepersBeyondTheirControlsAreHarm() {
        var verdict = judge(confirmed(40).sleepersSilent(60).controls(1000, 300));
        assertHalts(verdict, "silence");
        // 60 of 100 against 30 of 100: thirty too many.
        assertThat(verdict.numbers()).containsEntry("harmed", "30");
        assertThat(confirmed(40).sleepersSilent(60).controls(1000, 300).of("eu").sleepersHarmed())
                .isEqualTo(30);
    }

    @Test
    void theExcessIsRoundedUp() {
        // 7 exposed, 7 silent; controls 1 of 100: 0.07 are foretold, the rest is 7.
        assertThat(confirmed(0).sleepersSilent(7).controls(100, 1).of("eu").sleepersHarmed())
                .isEqualTo(7);
        // 50 exposed, 10 silent; controls 3 of 100: 1.5 are foretold, 8.5 is told as 9.
        assertThat(confirmed(40).sleepersSilent(10).controls(100, 3).of("eu").sleepersHarmed())
                .isEqualTo(9);
    }

    @Test
    void silenceThatChanceMayExplainIsNeitherHarmNorHealth() {
        // 1 of 10 silent, controls 1 of 100: p = 0.17.
        assertWatches(judge(confirmed(9).sleepersSilent(1).controls(100, 1)), "unresolved");
    }

    @Test
    void silenceTooLittleInEachStratumIsSeenInAllTogether() {
        var strata = new StratumHealth[5];
        for (int i = 0; i < strata.length; i++) {
            strata[i] = confirmed(1).sleepersSilent(1).controls(20, 0).of("os " + i);
            assertThat(strata[i].harmed()).as("p = 2/22 each").isZero();
        }
        assertHalts(judge(strata), "silence");
    }

    @Test
    void silenceInOneStratumIsNotHiddenByTheSleepOfAnother() {
        var servers = confirmed(5).sleepersSilent(1).controls(1000, 0).of("servers");
        var laptops = confirmed(700).sleepersSilent(100).controls(10_000, 3000).of("laptops");
        assertHolds(judge(servers, laptops), "silence");
        assertPromotes(judge(laptops));
    }

    @Test
    void whatAPersonHasAcceptedDoesNotHoldAgain() {
        assertHolds(accepting(0, 0, confirmed(9).failed(1)), "failures");
        assertPromotes(accepting(1, 0, confirmed(9).failed(1)));
        assertHolds(accepting(1, 0, confirmed(998).failed(2)), "failures");
        assertHolds(accepting(0, 1, confirmed(9).stalled(2)), "stalled");
        assertPromotes(accepting(0, 2, confirmed(9).stalled(2)));
    }

    @Test
    void noAcceptanceKeepsAHaltAway() {
        assertHalts(accepting(9, 9, confirmed(9).failed(2)), "failures");
        assertHalts(accepting(9, 9, confirmed(1_000_000).failed(3)), "failures");
    }

    private static Verdict accepting(int harm, int stalled, Devices devices) {
        var strata = List.of(devices.of("eu"));
        return JUDGE.judge(new StepHealth(true, BAKE, BAKE, TOLERATED, 1, harm, stalled, strata));
    }

    @Test
    void writtenOffDevicesStayBad() {
        assertHolds(judge(confirmed(100).writtenOff(1)), "failures");
        assertPromotes(judge(confirmed(999).writtenOff(1)));
    }

    @Test
    void stalledDevicesDoNotBecomeHealthyByWaiting() {
        assertHolds(judge(confirmed(10_000).stalled(1)), "stalled");
        assertWatches(judge(confirmed(9).stalled(1).unresolved(1)), "unresolved");
        assertHolds(judge(confirmed(0).stalled(4)), "stalled");
    }

    @Test
    void everyVerdictExplainsItself() {
        var verdict = judge(confirmed(4).failed(1));
        assertThat(verdict.reason().text())
                .isEqualTo(
                        "1 of 5 devices exposed in this step are harmed (1 failed), 0 would be tolerated (0.1%)");
        assertThat(verdict.numbers())
                .containsEntry("exposed", "5")
                .containsEntry("harmed", "1")
                .containsEntry("allowed", "0")
                .containsEntry("tolerated", "0.1%")
                .containsEntry("looks", "1");
    }

    @Test
    void countsThatDoNotAddUpAreRefused() {
        var stratum = new Stratum("eu");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new StratumHealth(stratum, 5, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0))
                .withMessageContaining("add up to 5");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new StratumHealth(stratum, 5, 6, -1, 0, 0, 0, 0, 0, 0, 0, 0));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new StratumHealth(stratum, 0, 0, 0, 0, 0, 0, 0, 0, 0, 3, 4));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new StepHealth(true, BAKE, BAKE, TOLERATED, 0, 0, 0, List.of()));
    }
}
