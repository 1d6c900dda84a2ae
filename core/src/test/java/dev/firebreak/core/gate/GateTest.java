package dev.firebreak.core.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firebreak.core.evidence.Control;
import dev.firebreak.core.evidence.Evidence;
import dev.firebreak.core.evidence.Result;
import dev.firebreak.core.evidence.Trust;
import dev.firebreak.core.gate.GateDecision.Outcome;
import dev.firebreak.core.words.Digest;
import dev.firebreak.core.words.Sha256;

import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;

final class GateTest {
    private static final Digest RELEASE = Sha256.of("the release");
    private static final Digest OTHER = Sha256.of("another release");
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final Control REJECTED = new Control("bad-1", Result.FAIL, Result.FAIL);
    private static final Control LET_THROUGH = new Control("bad-2", Result.FAIL, Result.PASS);
    private static final Trust BY_CI = new Trust.Signed("ci", "key of ci");

    private static GatePolicy policy(Requirement... requirements) {
        return new GatePolicy(
                Sha256.of("policy"),
                Map.of("ci", "key of ci", "lab", "key of lab", "guest", "key of guest"),
                List.of(requirements));
    }

    private static Requirement test(int controls) {
        return new Requirement("test", List.of("ci", "lab"), Duration.ofDays(7), controls);
    }

    private static Evidence run(
            Trust trust, Result result, Duration age, List<Digest> subjects, Control... controls) {
        return new Evidence(
                Sha256.of(trust + "" + result + age + subjects + List.of(controls)),
                RELEASE,
                trust,
                subjects,
                "test",
                result,
                NOW.minus(age),
                List.of(controls),
                List.of());
    }

    private static Evidence signed(Result result, long hoursAgo) {
        return run(BY_CI, result, Duration.ofHours(hoursAgo), List.of(RELEASE), REJECTED);
    }

    private static GateDecision decide(Evidence... evidence) {
        return Gate.decide(RELEASE, policy(test(1)), List.of(evidence), NOW);
    }

    private static Outcome outcome(Evidence... evidence) {
        return decide(evidence).findings().getFirst().outcome();
    }

    private static String why(Evidence... evidence) {
        return decide(evidence).findings().getFirst().why();
    }

    @Test
    void clearsOnPositiveFreshSignedProofWithAControlThatWasRejected() {
        assertThat(decide(signed(Result.PASS, 1)).cleared()).isTrue();
        assertThat(outcome(signed(Result.PASS, 1))).isEqualTo(Outcome.PASS);
    }

    @Test
    void nothingAskedForClearsNothing() {
        var decision = Gate.decide(RELEASE, policy(), List.of(signed(Result.PASS, 1)), NOW);
        assertThat(decision.cleared()).isFalse();
        assertThat(decision.findings()).isEmpty();
    }

    @Test
    void nothingHandedInIsMissing() {
        assertThat(outcome()).isEqualTo(Outcome.MISSING);
        assertThat(why()).contains("'test'").contains("found none");
    }

    @Test
    void anotherChecksPassIsNotThisOnes() {
        var lab = new Requirement("lab", List.of("ci"), Duration.ofDays(7), 1);
        var decision =
                Gate.decide(RELEASE, policy(test(1), lab), List.of(signed(Result.PASS, 1)), NOW);
        assertThat(decision.findings())
                .extracting(GateDecision.Finding::outcome)
                .containsExactly(Outcome.PASS, Outcome.MISSING);
        assertThat(decision.cleared()).isFalse();
    }

    @Test
    void eachFlawIsNamed() {
        var age = Duration.ofHours(1);
        var us = List.of(RELEASE);
        var pass = Result.PASS;
        assertInvalid(run(new Trust.Unsigned(), pass, age, us, REJECTED), "a signature");
        assertInvalid(
                run(new Trust.UnknownSigner("x"), pass, age, us, REJECTED), "knows, found 'x'");
        assertInvalid(run(new Trust.BadSignature("ci"), pass, age, us, REJECTED), "that is not");
        assertInvalid(
                run(new Trust.Signed("ci", "older key of ci"), pass, age, us, REJECTED),
                "another key named 'ci'");
        assertInvalid(
                run(new Trust.Signed("gone", "key of gone"), pass, age, us, REJECTED), "no longer");
        assertInvalid(
                run(new Trust.Signed("guest", "key of guest"), pass, age, us, REJECTED),
                "one of [ci, lab]");
        assertInvalid(run(BY_CI, pass, age, List.of(OTHER), REJECTED), OTHER.brief());
        assertInvalid(run(BY_CI, pass, age, List.of(), REJECTED), "about nothing");
        assertInvalid(run(BY_CI, pass, age, List.of(RELEASE, OTHER), REJECTED), "it and also");
        assertInvalid(run(BY_CI, pass, age.negated(), us, REJECTED), "the end 1h from now");
        assertInvalid(
                run(new Trust.Unreadable("cut at byte 7"), pass, age, us, REJECTED),
                "cut at byte 7");
    }

    private static void assertInvalid(Evidence evidence, String why) {
        assertThat(outcome(evidence)).isEqualTo(Outcome.INVALID);
        assertThat(why(evidence)).contains(why).startsWith("expected ");
    }

    @Test
    void halfAReportIsNamedAlthoughItCannotSayWhatItChecked() {
        var half =
                new Evidence(
                        OTHER,
                        RELEASE,
                        new Trust.Unreadable("ends\nin the middle"),
                        List.of(),
                        "",
                        Result.INCONCLUSIVE,
                        Instant.EPOCH,
                        List.of(),
                        List.of());
        assertInvalid(half, "ends in the middle");
        assertThat(outcome(half, signed(Result.PASS, 1))).isEqualTo(Outcome.PASS);
    }

    @Test
    void theFlawOfTheOneThatCameNearestIsTold() {
        var unsigned =
                run(new Trust.Unsigned(), Result.PASS, Duration.ZERO, List.of(RELEASE), REJECTED);
        var foreign = run(BY_CI, Result.PASS, Duration.ofDays(1), List.of(OTHER), REJECTED);
        assertThat(why(unsigned, foreign, unsigned)).contains(OTHER.brief());
    }

    @Test
    void evidenceForAnotherReleaseIsNoneForThisOne() {
        var foreign =
                new Evidence(
                        OTHER,
                        OTHER,
                        BY_CI,
                        List.of(OTHER),
                        "test",
                        Result.PASS,
                        NOW,
                        List.of(REJECTED),
                        List.of());
        assertThat(outcome(foreign)).isEqualTo(Outcome.MISSING);
    }

    @Test
    void ageCountsToTheInstant() {
        var oldest = Duration.ofDays(7);
        assertThat(outcome(run(BY_CI, Result.PASS, oldest, List.of(RELEASE), REJECTED)))
                .isEqualTo(Outcome.PASS);
        assertThat(
                        outcome(
                                run(
                                        BY_CI,
                                        Result.PASS,
                                        oldest.plusNanos(1),
                                        List.of(RELEASE),
                                        REJECTED)))
                .isEqualTo(Outcome.STALE);
    }

    @Test
    void aClockAFewMinutesAheadIsForgiven() {
        var ahead = Duration.ofMinutes(-5);
        assertThat(outcome(run(BY_CI, Result.PASS, ahead, List.of(RELEASE), REJECTED)))
                .isEqualTo(Outcome.PASS);
        assertThat(
                        outcome(
                                run(
                                        BY_CI,
                                        Result.PASS,
                                        ahead.minusNanos(1),
                                        List.of(RELEASE),
                                        REJECTED)))
                .isEqualTo(Outcome.INVALID);
    }

    @Test
    void aCheckThatNeverSaysNoProvesNothing() {
        var age = Duration.ofHours(1);
        var us = List.of(RELEASE);
        assertThat(outcome(run(BY_CI, Result.PASS, age, us))).isEqualTo(Outcome.CONTROL_FAILED);
        assertThat(outcome(run(BY_CI, Result.PASS, age, us, LET_THROUGH)))
                .isEqualTo(Outcome.CONTROL_FAILED);
        assertThat(outcome(run(BY_CI, Result.PASS, age, us, REJECTED, LET_THROUGH)))
                .isEqualTo(Outcome.CONTROL_FAILED);
        assertThat(why(run(BY_CI, Result.PASS, age, us, REJECTED, LET_THROUGH)))
                .contains("'bad-2'");
    }

    @Test
    void aKnownGoodVariantThatIsRejectedShowsABrokenCheck() {
        var good = new Control("good-1", Result.PASS, Result.FAIL);
        assertThat(
                        outcome(
                                run(
                                        BY_CI,
                                        Result.PASS,
                                        Duration.ZERO,
                                        List.of(RELEASE),
                                        REJECTED,
                                        good)))
                .isEqualTo(Outcome.CONTROL_FAILED);
    }

    @Test
    void oneControlNamedTwiceIsOneControl() {
        var twice = run(BY_CI, Result.PASS, Duration.ZERO, List.of(RELEASE), REJECTED, REJECTED);
        var decision = Gate.decide(RELEASE, policy(test(2)), List.of(twice), NOW);
        assertThat(decision.findings().getFirst().outcome()).isEqualTo(Outcome.CONTROL_FAILED);
    }

    @Test
    void whatDidNotPassIsTold() {
        assertThat(outcome(signed(Result.FAIL, 1))).isEqualTo(Outcome.FAIL);
        assertThat(outcome(signed(Result.INCONCLUSIVE, 1))).isEqualTo(Outcome.INCONCLUSIVE);
    }

    @Test
    void aFailureStaysAFailureUntilALaterRunPasses() {
        assertThat(outcome(signed(Result.PASS, 3), signed(Result.FAIL, 2))).isEqualTo(Outcome.FAIL);
        assertThat(outcome(signed(Result.FAIL, 2), signed(Result.PASS, 3))).isEqualTo(Outcome.FAIL);
        assertThat(outcome(signed(Result.PASS, 3), signed(Result.INCONCLUSIVE, 2)))
                .isEqualTo(Outcome.INCONCLUSIVE);
        assertThat(outcome(signed(Result.FAIL, 2), signed(Result.PASS, 1))).isEqualTo(Outcome.PASS);
    }

    @Test
    void aLaterRunWithoutANoTakesTheEarlierPassBack() {
        var noControl = run(BY_CI, Result.PASS, Duration.ZERO, List.of(RELEASE));
        assertThat(outcome(signed(Result.PASS, 3), noControl)).isEqualTo(Outcome.CONTROL_FAILED);
    }

    @Test
    void ofTwoThatEndedTogetherTheWorseCounts() {
        assertThat(outcome(signed(Result.PASS, 1), signed(Result.FAIL, 1))).isEqualTo(Outcome.FAIL);
        assertThat(outcome(signed(Result.FAIL, 1), signed(Result.PASS, 1))).isEqualTo(Outcome.FAIL);
    }

    @Test
    void aFailureFromAFastClockIsNotLost() {
        var pass = signed(Result.PASS, 1);
        var future = Duration.ofHours(-3);
        assertThat(outcome(pass, run(BY_CI, Result.FAIL, future, List.of(RELEASE), REJECTED)))
                .isEqualTo(Outcome.INVALID);
        assertThat(outcome(pass, run(BY_CI, Result.PASS, future, List.of(RELEASE), REJECTED)))
                .isEqualTo(Outcome.PASS);
    }

    /** The law of the gate: junk changes nothing, whatever it is and wherever it comes. */
    @RepeatedTest(200)
    void junkNeitherHelpsNorHurts(RepetitionInfo seed) {
        var dice = new Random(seed.getCurrentRepetition());
        var sound = new ArrayList<Evidence>();
        for (int i = dice.nextInt(4); i > 0; i--) {
            sound.add(signed(any(dice, Result.values()), dice.nextInt(300)));
        }
        var before = Gate.decide(RELEASE, policy(test(1)), sound, NOW);
        var all = new ArrayList<>(sound);
        for (int i = dice.nextInt(6); i > 0; i--) {
            all.add(junk(dice));
        }
        Collections.shuffle(all, dice);
        var after = Gate.decide(RELEASE, policy(test(1)), all, NOW);
        assertThat(after.cleared()).isEqualTo(before.cleared());
        if (!sound.isEmpty()) {
            assertThat(after).isEqualTo(before);
        }
    }

    private static Evidence junk(Random dice) {
        var trust =
                any(
                        dice,
                        new Trust.Unsigned(),
                        new Trust.UnknownSigner("ci2"),
                        new Trust.BadSignature("ci"),
                        new Trust.Signed("guest", "key of guest"),
                        new Trust.Signed("gone", "key of gone"),
                        new Trust.Unreadable("cut"),
                        BY_CI);
        var subjects = trust.equals(BY_CI) ? List.of(OTHER) : List.of(RELEASE);
        var age = Duration.ofHours(dice.nextInt(400) - 100);
        var control = any(dice, REJECTED, LET_THROUGH);
        return run(trust, any(dice, Result.values()), age, subjects, control);
    }

    @SafeVarargs
    private static <T> T any(Random dice, T... choices) {
        return choices[dice.nextInt(choices.length)];
    }
}
