package dev.firebreak.core.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firebreak.core.words.Ratio;

import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** What holds for every step that one can think of, and how often a good release is halted. */
final class JudgeLawsTest {
    private static final Ratio TOLERATED = Ratio.parse("0.1%");
    private static final Duration BAKE = Duration.ofHours(1);
    private static final Judge JUDGE = new SimpleJudge();

    /**
     * Law of a judge: one confirmed device that turns out harmed never makes the verdict better.
     */
    @RepeatedTest(300)
    void oneMoreHarmedNeverHelps(RepetitionInfo seed) {
        var dice = new Random(seed.getCurrentRepetition());
        int scale = List.of(5, 50, 5000).get(dice.nextInt(3));
        var others = new ArrayList<StratumHealth>();
        for (int i = dice.nextInt(3); i > 0; i--) {
            others.add(any(dice, scale).of("os " + i));
        }
        var before = any(dice, scale);
        before.confirmed++;
        var better = with(others, before.of("eu"));
        before.confirmed--;
        switch (dice.nextInt(4)) {
            case 0 -> before.failed++;
            case 1 -> before.reverted++;
            case 2 -> before.always++;
            default -> before.sleepers++;
        }
        var worse = with(others, before.of("eu"));
        var looks = 1 + dice.nextInt(20);
        var full = dice.nextInt(10) > 0;
        int seen = rarely(dice);
        int stalled = rarely(dice);
        assertThat(rank(new StepHealth(full, BAKE, BAKE, TOLERATED, looks, seen, stalled, worse)))
                .as("%s after %s", worse, better)
                .isGreaterThanOrEqualTo(
                        rank(
                                new StepHealth(
                                        full, BAKE, BAKE, TOLERATED, looks, seen, stalled,
                                        better)));
    }

    private static List<StratumHealth> with(List<StratumHealth> others, StratumHealth one) {
        var all = new ArrayList<>(others);
        all.add(one);
        return all;
    }

    private static Devices any(Random dice, int scale) {
        var devices = Devices.confirmed(dice.nextInt(scale));
        devices.failed = rarely(dice);
        devices.reverted = rarely(dice);
        devices.always = rarely(dice);
        devices.writtenOff = rarely(dice);
        devices.stalled = rarely(dice);
        devices.unresolved = rarely(dice);
        devices.sleepers = dice.nextBoolean() ? dice.nextInt(1 + scale / 5) : 0;
        devices.controls = dice.nextBoolean() ? dice.nextInt(scale * 10) : 0;
        devices.controlsSilent = (long) (devices.controls * dice.nextDouble() / 2);
        return devices;
    }

    private static int rarely(Random dice) {
        return dice.nextInt(8) == 0 ? 1 : 0;
    }

    private static int rank(StepHealth step) {
        return switch (JUDGE.judge(step)) {
            case Verdict.Promote _ -> 0;
            case Verdict.Watch _ -> 1;
            case Verdict.Hold _ -> 2;
            case Verdict.Halt _ -> 3;
        };
    }

    /** How often a good release is halted by the bound: never more than its level. */
    @Test
    void aReleaseAtTheToleranceIsRarelyHalted() {
        var dice = new Random(20_260_301);
        int halted = 0;
        int runs = 2000;
        for (int run = 0; run < runs; run++) {
            int failed = 0;
            boolean halts = false;
            for (int look = 1; look <= 20; look++) {
                for (int device = 0; device < 50; device++) {
                    failed += dice.nextInt(1000) == 0 ? 1 : 0;
                }
                var bound = Exact.lowerBound(look * 50L, failed, 0.001 / look / (look + 1.0));
                halts |= bound > TOLERATED.value();
            }
            halted += halts ? 1 : 0;
        }
        assertThat(halted).as("of %s good releases, level 0.001", runs).isLessThanOrEqualTo(8);
    }
}
