package dev.firebreak.core.decision;

import dev.firebreak.core.device.Exposure;
import dev.firebreak.core.device.ExposureState;
import dev.firebreak.core.device.Tally;
import dev.firebreak.core.wave.Step;
import dev.firebreak.core.words.Moment;
import dev.firebreak.core.words.Stratum;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
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
    void accept() {
        acceptedHarm = total.harmed();
        acceptedStalled = total.in(ExposureState.STALLED);
    }

    void count(Exposure exposure, int sign) {
        total.count(exposure, sign);
        strata.computeIfAbsent(exposure.place().stratum(), _ -> new Tally()).count(exposure, sign);
    }
}
