package dev.firebreak.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.firebreak.core.decision.Fact;
import dev.firebreak.core.decision.Observation;
import dev.firebreak.core.words.DeviceId;
import dev.firebreak.core.words.Digest;
import dev.firebreak.core.words.Seed;
import dev.firebreak.trial.Village.Kind;
import dev.firebreak.wire.log.Entry;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What devices do, and what becomes of a rollout by it: S1 to S4, S7 to S10, S21. */
@Tag("slow")
@ResourceLock(OverHttp.CPU)
final class OverHttpTest extends OverHttp {
    /** A day passes in nine seconds; faster the clock does not go. */
    private static final String DAYS = "10000";

    /** S1: everybody takes it and is never heard again. */
    @Test
    void silenceHalts() {
        settle(40, Kind.VANISHES);
        var rollout = office.run(PLAN.replace("silentAfter: 12h", "silentAfter: 1h"));
        office.awaitState(rollout, STOPPED);
        assertThat(headline(rollout)).contains("silent");
        assertThat(village.offered()).as("machines lost").hasSizeLessThanOrEqualTo(6);
        office.awaitCount(rollout, "silent", village.offered().size());
    }

    /** S2: a failure stays a failure, however often the device asks again. */
    @Test
    void aFailureStays() throws Exception {
        settle(10, Kind.POLLS);
        var rollout = office.run(PLAN);
        office.awaitCount(rollout, "exposed", 2);
        village.awaitOffers(2);
        var first = village.offers.entrySet().iterator().next();
        var action = Integer.toString(first.getKey());
        var handset = village.handset(first.getValue());
        assertThat(handset.report(action, "closed", "failure")).isEqualTo(200);
        for (int i = 0; i < 5; i++) {
            assertThat(handset.status("/deploymentBase/" + action)).isEqualTo(404);
        }
        village.rounds(5);
        assertThat(office.count(rollout, "failed")).isEqualTo(1);
        assertThat(office.state(rollout)).isEqualTo("HELD");
    }

    /** S3: the last wave fails as a whole; nobody fails before all of it has begun. */
    @Test
    void theLastWaveFailing() {
        village.settle("d", 5, Kind.GOOD, Map.of("region", "eu", "tier", "LOW"));
        village.settle("m", 10, Kind.FETCHES, Map.of("region", "eu", "tier", "MEDIUM"));
        var rollout =
                office.run(
                        PLAN.replace(
                                "budget:",
                                "  - {name: last, tier: MEDIUM, regions: [eu], steps: [50%, 100%], bake: 10m}\n"
                                        + "budget:"));
        await("the last wave to be at work")
                .atMost(Duration.ofSeconds(60))
                .until(
                        () ->
                                village.fetched.stream().filter(id -> id.startsWith("m")).count()
                                        == 5);
        village.become("m", Kind.BREAKS);
        office.awaitState(rollout, STOPPED);
        assertThat(office.count(rollout, "confirmed")).as("the low ones are fine").isEqualTo(5);
        assertThat(office.count(rollout, "failed")).isBetween(2, 5); // two of five are certain
        village.rounds(10);
        assertThat(office.state(rollout)).isIn((Object[]) STOPPED);
        assertThat(village.offered()).as("of the last wave, half").hasSize(10);
    }

    /** S4: values that mean nothing are refused with line, reason and example. */
    @Test
    void valuesThatMeanNothing() {
        for (var wrong : List.of("abc", "33.3", "150%", "-1", "NaN", "''", "5")) {
            refused("tolerated: 0.1%", "tolerated", wrong, "0.1%");
        }
        for (var wrong : List.of("abc", "5", "-1h", "NaN", "''", "1e3")) {
            refused("soak: 20m", "soak", wrong, "4h");
            refused("silentAfter: 12h", "silentAfter", wrong, "4h");
            refused("bake: 10m", "bake", wrong, "4h");
        }
        for (var wrong : List.of("abc", "33.3", "-1", "0", "NaN", "''", "150%")) {
            refused("fleet: 6", "fleet", wrong, "5");
        }
        for (var wrong : List.of("abc", "150%", "-1%", "0%", "NaN%", "5")) {
            refused("20%,", "steps", wrong, "%");
        }
        assertThat(office.operator.get("/rollouts").path("items")).isEmpty();
    }

    private void refused(String right, String key, String wrong, String example) {
        var value = right.contains(":") ? key + ": " + wrong : wrong + ",";
        var plan = PLAN.replace(right, value);
        var lines = plan.lines().toList();
        int line = 1;
        while (!lines.get(line - 1).contains(value)) {
            line++;
        }
        assertThatThrownBy(() -> office.propose(plan))
                .as(value)
                .hasMessageContaining("plan:%d:".formatted(line))
                .hasMessageContaining(key)
                .hasMessageContaining("expected")
                .hasMessageContaining("found")
                .hasMessageContaining(example);
    }

    /** S7: success without a byte fetched is a claim. */
    @Test
    void aClaimWithoutADownload() {
        settle(10, Kind.LIES);
        var rollout = office.run(PLAN.replace("soak:", "onHalt: stop, soak:"));
        office.awaitState(rollout, "HELD", "HALTED", "ROLLING_BACK", "ROLLED_BACK");
        village.rounds(10);
        assertThat(office.count(rollout, "confirmed")).isZero();
        assertThat(office.count(rollout, "failed")).isPositive();
        assertThat(exposures(rollout)).contains("claims without download");
    }

    /** S8: closed without a result is no success. */
    @Test
    void closedWithoutAResult() {
        settle(10, Kind.MUMBLES);
        var rollout = office.run(PLAN);
        office.awaitState(rollout, "HELD", "HALTED", "ROLLING_BACK", "ROLLED_BACK");
        village.rounds(10);
        assertThat(office.count(rollout, "confirmed")).isZero();
        assertThat(office.count(rollout, "failed")).isPositive();
    }

    /** S9: success is reported, and the machine dies of it. */
    @Test
    void successAndThenSilence() {
        settle(40, Kind.DIES);
        var rollout = office.run(PLAN.replace("silentAfter: 12h", "silentAfter: 1h"));
        office.awaitState(rollout, STOPPED);
        assertThat(office.count(rollout, "confirmed")).isZero();
        assertThat(headline(rollout)).contains("silent");
        assertThat(village.offered()).hasSizeLessThanOrEqualTo(6);
    }

    /** S10: the same report again: at once, after a restart of the server, and a day later. */
    @Test
    void reportsAgain() throws Exception {
        settle(10, Kind.POLLS);
        var rollout = office.run(PLAN);
        office.awaitCount(rollout, "exposed", 2);
        village.awaitOffers(2);
        var first = village.offers.entrySet().iterator().next();
        int number = first.getKey();
        var action = Integer.toString(number);
        var handset = village.handset(first.getValue());
        assertThat(handset.report(action, "closed", "failure")).isEqualTo(200);
        assertThat(handset.report(action, "closed", "failure")).isEqualTo(410);
        assertThat(handset.report(action, "proceeding", "none")).isEqualTo(410);
        server.kill();
        server.restartWith("--time-factor", DAYS);
        long restartedNanos = System.nanoTime();
        assertThat(handset.report(action, "closed", "failure")).isEqualTo(410);
        long day = Duration.ofDays(1).dividedBy(Long.parseLong(DAYS)).toNanos();
        await("a day to pass").until(() -> System.nanoTime() - restartedNanos > day);
        assertThat(handset.report(action, "closed", "failure")).isEqualTo(410);
        assertThat(handset.report(action, "closed", "success")).isEqualTo(410);
        assertThat(office.count(rollout, "failed")).isEqualTo(1);

        var facts = office.log().stream().map(Entry::facts).flatMap(List::stream).toList();
        var failed = facts.stream().filter(Fact.Failed.class::isInstance).map(Fact::at).toList();
        assertThat(failed).as("counted once").hasSize(1);
        var ignored =
                facts.stream()
                        .filter(Fact.ReportIgnored.class::isInstance)
                        .map(Fact.ReportIgnored.class::cast)
                        .filter(fact -> fact.action().number() == number)
                        .toList();
        assertThat(ignored)
                .extracting(fact -> fact.device().value() + ", " + fact.why())
                .containsExactly(
                        handset.id + ", the action is closed: FAILED",
                        handset.id + ", the action is closed: PROCEEDING",
                        handset.id + ", the action is closed: FAILED",
                        handset.id + ", the action is closed: FAILED",
                        handset.id + ", the action is closed: SUCCEEDED");
        assertThat(ignored.getLast().at().since(failed.getFirst()))
                .isGreaterThan(Duration.ofDays(1));
    }

    /**
     * S21: the server goes away under a whole fleet in the middle of a step, and all come back at
     * once. The budget holds, everybody is answered, and who comes when is still what the nonce
     * says that was drawn at the start.
     */
    @Test
    void everybodyAtOnce() throws Exception {
        settle(100, Kind.FETCHES);
        village.rounds(2);
        var rollout = office.run(PLAN.replace("[20%, 100%]", "[50%, 100%]"));
        office.awaitCount(rollout, "exposed", 6);
        server.kill();
        village.become("d", Kind.GOOD);
        server.restart();
        village.refused.clear();
        await("half of the budgets more")
                .atMost(Duration.ofMinutes(2))
                .until(
                        () -> {
                            assertThat(office.state(rollout)).isEqualTo("RUNNING");
                            return office.count(rollout, "confirmed") >= 18;
                        });
        office.order(rollout, "hold", "seen enough");
        village.rounds(3);
        assertThat(village.refused).as("polls that were not answered with 200").isEmpty();
        inOrder(office.log());
    }

    /** Each grant kept the budget, and went to a rank below the cutoff then in force. */
    private static void inOrder(List<Entry> log) {
        var plan = Optional.<Digest>empty();
        var seed = Optional.<Seed>empty();
        long cutoff = 0;
        int below = 0;
        int granted = 0;
        var places = new HashSet<DeviceId>();
        for (var entry : log) {
            if (entry.observation() instanceof Observation.StartAsked asked) {
                seed = Optional.of(Seed.of(plan.orElseThrow(), asked.rollout(), asked.nonce()));
            }
            for (var fact : entry.facts()) {
                switch (fact) {
                    case Fact.Proposed it -> plan = Optional.of(it.planDigest());
                    case Fact.StepOpened it -> cutoff = it.cutoff();
                    case Fact.CutoffRaised it -> {
                        assertThat(Long.compareUnsigned(cutoff, it.cutoff())).isNegative();
                        cutoff = it.cutoff();
                    }
                    case Fact.Exposed it -> {
                        long rank = seed.orElseThrow().rank(it.device());
                        assertThat(Long.compareUnsigned(rank, cutoff))
                                .as("the rank of %s is below the cutoff", it.device())
                                .isNegative();
                        granted++;
                        below += cutoff == -1 ? 0 : 1;
                        places.add(it.device());
                        assertThat(places).as("places taken").hasSizeLessThanOrEqualTo(6);
                    }
                    case Fact.Confirmed it -> places.remove(it.device());
                    case Fact.Dropped it -> places.remove(it.device());
                    case Fact other -> {}
                }
            }
        }
        assertThat(granted).isGreaterThanOrEqualTo(18);
        assertThat(below).as("grants while not everybody's turn had come").isEqualTo(granted);
    }
}
