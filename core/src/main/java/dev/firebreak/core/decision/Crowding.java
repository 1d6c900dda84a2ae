package dev.firebreak.core.decision;

import dev.firebreak.core.device.Exposure;
import dev.firebreak.core.device.ExposureState;
import dev.firebreak.core.hold.CustomerPolicy;
import dev.firebreak.core.words.DeviceId;
import dev.firebreak.core.words.Moment;

import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/**
 * Who is in front of an open step: how many belong to it, how many could be granted now, and for
 * whom it pauses or not (ADR 0014). A step pauses for whoever is withheld only for now; it passes
 * by whoever it could wait for without end.
 */
final class Crowding {
    /**
     * So many idle intervals without a word, and a device is passed by: late thrice is no delay.
     */
    private static final int POLLS_BEFORE_PASSED = 3;

    /** What a person or another exposure keeps busy for so long is passed by. */
    private static final Duration STUCK_AFTER = Duration.ofDays(1);

    private final State state;
    private final Granting granting;

    Crowding(State state, Granting granting) {
        this.state = state;
        this.granting = granting;
    }

    /** See {@link World#crowd}. */
    Observation.Crowd count(
            OpenStep open,
            Predicate<DeviceId> heardLately,
            ToLongFunction<DeviceId> silentMillis,
            Predicate<DeviceId> selected,
            Moment at) {
        var rollout = state.rollout(open.rollout()).orElseThrow();
        var progress = rollout.steps.get(open.step());
        var patience = state.rules.idle().multipliedBy(POLLS_BEFORE_PASSED);
        boolean patient = progress.openedAt.filter(since -> at.past(since, patience)).isPresent();
        var counting =
                new Counting(
                        rollout,
                        progress,
                        heardLately,
                        id -> patient && silentMillis.applyAsLong(id) > patience.toMillis(),
                        at);
        for (var device : state.devices.values()) {
            if (counts(rollout, progress, device) && selected.test(device.id)) {
                counting.take(device);
            }
        }
        return counting.crowd(open);
    }

    /** Whether a device counts as a candidate: what it runs by now does not matter. */
    private boolean counts(Rollout rollout, StepProgress progress, Device device) {
        return rollout.exposure(device.id).isPresent()
                ? Granting.placed(progress.step, device.place)
                : device.accepted && granting.belongs(rollout, progress, device);
    }

    /** One walk over the fleet. */
    private final class Counting {
        private final Rollout rollout;
        private final StepProgress progress;
        private final Predicate<DeviceId> heardLately;
        private final Predicate<DeviceId> lost;
        private final Moment at;
        private final Map<Withheld, Long> waiting = new EnumMap<>(Withheld.class);
        private final Map<Withheld, Long> passed = new EnumMap<>(Withheld.class);
        private long candidates;
        private long present;
        private long there;
        private long gone;
        private long goneFresh;

        Counting(
                Rollout rollout,
                StepProgress progress,
                Predicate<DeviceId> heardLately,
                Predicate<DeviceId> lost,
                Moment at) {
            this.rollout = rollout;
            this.progress = progress;
            this.heardLately = heardLately;
            this.lost = lost;
            this.at = at;
        }

        void take(Device device) {
            candidates++;
            boolean missing = lost.test(device.id);
            gone += missing ? 1 : 0;
            there += heardLately.test(device.id) ? 1 : 0;
            boolean fresh =
                    rollout.exposure(device.id)
                            .map(it -> it.state() == ExposureState.WITHDRAWN)
                            .orElse(true);
            if (!fresh) {
                return;
            }
            if (missing) {
                goneFresh++;
                return;
            }
            var why = granting.withheld(rollout, device, at).or(() -> hindered(device));
            if (why.isEmpty()) {
                present++;
            } else {
                (passes(device, why.get()) ? passed : waiting).merge(why.get(), 1L, Long::sum);
            }
        }

        private Optional<Withheld> hindered(Device device) {
            if (!heardLately.test(device.id)) {
                return Optional.of(Withheld.ABSENT);
            }
            if (!device.open.isEmpty()) {
                return Optional.of(Withheld.EXPOSED);
            }
            if (restsOrMisses(device)) {
                return Optional.of(Withheld.GROUP_BUSY);
            }
            return device.consent
                    .filter(it -> it.rollout().equals(rollout.id) && !it.given())
                    .map(_ -> Withheld.CONSENT_WANTED);
        }

        private boolean restsOrMisses(Device device) {
            return device.place
                    .group()
                    .filter(
                            group ->
                                    state.places.rests(group, at)
                                            || peers(device)
                                                    .anyMatch(
                                                            it ->
                                                                    !heardLately.test(it.id)
                                                                            || !it.open.isEmpty()))
                    .isPresent();
        }

        private Stream<Device> peers(Device device) {
            return device.place.group().stream()
                    .flatMap(group -> state.counts.members(group).stream())
                    .filter(peer -> !peer.equals(device.id))
                    .flatMap(peer -> state.device(peer).stream());
        }

        /** Whether the reason may last without end, so that one device must not stop the fleet. */
        private boolean passes(Device device, Withheld why) {
            return switch (why) {
                case FLAGGED -> true;
                case CUSTOMER_SAYS_NO -> saysNoAtAnyTime(device);
                case EXPOSED -> stuck(device);
                case GROUP_BUSY ->
                        peers(device).anyMatch(peer -> lost.test(peer.id) || stuck(peer));
                case CONSENT_WANTED ->
                        progress.openedAt.filter(since -> at.past(since, STUCK_AFTER)).isPresent();
                case ABSENT,
                        HELD,
                        UNCOVERED,
                        ATTRIBUTES_OLD,
                        NOT_ACCEPTED,
                        OUT_OF_WINDOW,
                        REVOKED,
                        NOTHING_OPEN,
                        NOT_YET,
                        STEP_FULL,
                        BUDGET_SPENT,
                        SETTLING ->
                        false;
            };
        }

        /** An opt-out, a pin, staying behind: more than a window that opens again. */
        private boolean saysNoAtAnyTime(Device device) {
            var release = state.release(rollout);
            return Optional.ofNullable(state.customers.get(device.place.customer()))
                    .map(Crowding::withoutWindows)
                    .flatMap(policy -> state.objection(policy, release, device.place.zone(), at))
                    .isPresent();
        }

        private boolean stuck(Device device) {
            return device.open.stream().anyMatch(it -> stuck(it.state()) && old(it));
        }

        private boolean old(Exposure it) {
            return at.past(it.changedAt(), STUCK_AFTER);
        }

        private static boolean stuck(ExposureState it) {
            return switch (it) {
                case SILENT, FAILED, STALLED, WITHDRAWING -> true;
                case OFFERED, ACCEPTED, INSTALLED, CONFIRMED, REVERTED, WITHDRAWN, WRITTEN_OFF ->
                        false;
            };
        }

        Observation.Crowd crowd(OpenStep open) {
            // Where fewer are heard than are missing it is no device that is gone, but the way.
            if (goneFresh > 0) {
                (there >= gone ? passed : waiting).merge(Withheld.ABSENT, goneFresh, Long::sum);
            }
            var waits = Stream.concat(told(waiting, false), told(passed, true)).toList();
            return new Observation.Crowd(open.rollout(), open.step(), candidates, present, waits);
        }

        private static Stream<Waits> told(Map<Withheld, Long> counts, boolean passed) {
            return counts.entrySet().stream()
                    .map(it -> new Waits(it.getKey(), passed, it.getValue()));
        }
    }

    private static CustomerPolicy withoutWindows(CustomerPolicy policy) {
        return new CustomerPolicy(
                policy.customer(),
                policy.digest(),
                policy.optOut(),
                policy.pins(),
                policy.deferVersions(),
                List.of());
    }
}
