package dev.firebreak.core.decision;

import dev.firebreak.core.device.ExposureState;
import dev.firebreak.core.words.Stratum;

import java.time.Duration;
import java.util.Optional;

/** Gives up a device that is silent for good: two people, few of a slice, as controls are lost. */
final class WritingOff {
    private static final Duration GIVEN_UP_AFTER = Duration.ofDays(3);
    private static final int TOO_MANY_IN_A_SLICE = 3;

    private final State state;

    WritingOff(State state) {
        this.state = state;
    }

    Decision asked(Observation.WriteOffAsked seen) {
        var found = state.rollout(seen.rollout());
        var exposure = found.flatMap(it -> it.exposure(seen.device()));
        if (found.isEmpty() || exposure.isEmpty()) {
            return Refusing.of(
                    Order.Refusal.UNKNOWN,
                    "expected a device exposed by %s, found no %s"
                            .formatted(seen.rollout(), seen.device()));
        }
        var rollout = found.get();
        var it = exposure.get();
        if (it.state() != ExposureState.SILENT || !seen.at().past(it.lastHeard(), GIVEN_UP_AFTER)) {
            return Refusing.of(
                    Order.Refusal.CONFLICT,
                    "expected a device silent for 72 hours, found %s: wait, or look for it"
                            .formatted(it.state()));
        }
        long alike =
                rollout.exposures.values().stream()
                        .filter(other -> other.place().stratum().equals(it.place().stratum()))
                        .filter(
                                other ->
                                        other.state() == ExposureState.SILENT
                                                || other.state() == ExposureState.WRITTEN_OFF)
                        .count();
        if (alike >= TOO_MANY_IN_A_SLICE) {
            return Refusing.of(
                    Order.Refusal.CONFLICT,
                    "expected fewer than %d lost devices alike, found %d in '%s': that is a finding, not attrition"
                            .formatted(TOO_MANY_IN_A_SLICE, alike, it.place().stratum()));
        }
        var refusal = beyondControls(rollout, it.place().stratum());
        if (refusal.isPresent()) {
            return Refusing.of(Order.Refusal.CONFLICT, refusal.get());
        }
        var first = Optional.ofNullable(rollout.writeOffs.get(seen.device()));
        if (first.isEmpty()) {
            return Decision.fact(
                    new Fact.WriteOffProposed(
                            rollout.id, seen.device(), seen.reason(), seen.by(), seen.at()));
        }
        return first.get().equals(seen.by())
                ? Refusing.of(
                        Order.Refusal.NOT_ALLOWED,
                        "expected a second person, found %s again".formatted(seen.by()))
                : Decision.fact(
                        new Fact.WrittenOff(
                                rollout.id, seen.device(), seen.reason(), seen.by(), seen.at()));
    }

    private static Optional<String> beyondControls(Rollout rollout, Stratum stratum) {
        var counted =
                Optional.ofNullable(rollout.controls.get(stratum)).filter(each -> each.all() > 0);
        if (counted.isEmpty()) {
            return Optional.of(
                    "expected controls to compare with, found none in '%s': ask again when the next count is in"
                            .formatted(stratum));
        }
        var controls = counted.get();
        var alike =
                rollout.exposures.values().stream()
                        .filter(it -> it.place().stratum().equals(stratum))
                        .toList();
        long allowed = Math.ceilDiv(controls.lost() * alike.size(), controls.all());
        long gone = alike.stream().filter(it -> it.state() == ExposureState.WRITTEN_OFF).count();
        return gone < allowed
                ? Optional.empty()
                : Optional.of(
                        "expected at most %d given up as the controls are lost (%d of %d), found %d already"
                                .formatted(allowed, controls.lost(), controls.all(), gone));
    }
}
