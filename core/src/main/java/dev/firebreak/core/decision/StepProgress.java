package dev.firebreak.core.decision;

import dev.firebreak.core.device.Exposure;
import dev.firebreak.core.device.ExposureState;
import dev.firebreak.core.device.Tally;
import dev.firebreak.core.health.StepHealth;
import dev.firebreak.core.health.StratumHealth;
import dev.firebreak.core.wave.Step;
import dev.firebreak.core.words.Moment;
import dev.firebreak.core.words.Stratum;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** What one step of a rollout has done so far. */
final class StepProgress {
    final Step step;
    final SortedMap<Stratum, Tally> strata = new TreeMap<>();
    final Tally total = new Tally();
    Optional<Moment> openedAt = Optional.empty();
    Optional<Moment> promotedAt = Optional.empty();
    Optional<Moment> resolvedAt = Optional.empty();
    Moment raisedAt = new Moment(Instant.EPOCH, Duration.ZERO);
    long candidates;
    long target;
    long cutoff;
    boolean usedUp;
    List<Waits> waits = List.of();
    Moment countedAt = new Moment(Instant.EPOCH, Duration.ZERO);
    int acceptedHarm;
    int acceptedStalled;

    StepProgress(Step step) {
        this.step = step;
    }

    boolean open() {
        return openedAt.isPresent() && promotedAt.isEmpty();
    }

    /** Who is in front of it; whether it is used up is never taken for granted, but counted. */
    void count(Fact.StepCounted fact) {
        waits = fact.waits();
        usedUp = fact.usedUp();
        countedAt = fact.at();
    }

    /** What was counted may hold no more. */
    void countAnew() {
        waits = List.of();
        usedUp = false;
    }

    /** How many devices it does not wait for. */
    long passed() {
        return waits.stream().filter(Waits::passed).mapToLong(Waits::devices).sum();
    }

    /** A person has seen what is wrong here and goes on. */
    void accept(Map<Stratum, Observation.Controls> controls) {
        acceptedHarm = StepHealth.harmed(health(controls)); // as the judge counts, no more
        acceptedStalled = total.late();
    }

    /** What a judge may look at, stratum by stratum. */
    List<StratumHealth> health(Map<Stratum, Observation.Controls> controls) {
        return strata.entrySet().stream()
                .map(
                        it ->
                                health(
                                        it.getKey(),
                                        it.getValue(),
                                        Optional.ofNullable(controls.get(it.getKey()))))
                .toList();
    }

    private static StratumHealth health(
            Stratum stratum, Tally tally, Optional<Observation.Controls> controls) {
        return new StratumHealth(
                stratum,
                tally.all() - tally.in(ExposureState.WITHDRAWN),
                tally.in(ExposureState.CONFIRMED),
                tally.in(ExposureState.FAILED),
                tally.in(ExposureState.REVERTED),
                tally.silentAlways(),
                tally.silentSleepers(),
                tally.late(),
                tally.unresolved(),
                tally.in(ExposureState.WRITTEN_OFF),
                controls.map(Observation.Controls::atRisk).orElse(0L),
                controls.map(Observation.Controls::silent).orElse(0L));
    }

    void count(Exposure exposure, int sign) {
        total.count(exposure, sign);
        strata.computeIfAbsent(exposure.place().stratum(), _ -> new Tally()).count(exposure, sign);
    }
}
