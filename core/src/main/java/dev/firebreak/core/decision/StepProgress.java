package dev.firebreak.core.decision;

import dev.firebreak.core.device.Exposure;
import dev.firebreak.core.device.Tally;
import dev.firebreak.core.wave.Step;
import dev.firebreak.core.words.Moment;
import dev.firebreak.core.words.Stratum;

import java.time.Duration;
import java.time.Instant;
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
    boolean exhausted;
    int acceptedHarm;
    int acceptedStalled;

    StepProgress(Step step) {
        this.step = step;
    }

    boolean open() {
        return openedAt.isPresent() && promotedAt.isEmpty();
    }

    /** A person has seen what is wrong here and goes on. */
    void accept() {
        acceptedHarm = total.harmed();
        acceptedStalled = total.late();
    }

    void count(Exposure exposure, int sign) {
        total.count(exposure, sign);
        strata.computeIfAbsent(exposure.place().stratum(), _ -> new Tally()).count(exposure, sign);
    }
}
