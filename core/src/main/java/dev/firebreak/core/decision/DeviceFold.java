package dev.firebreak.core.decision;

import dev.firebreak.core.device.Exposure;
import dev.firebreak.core.device.ExposureState;
import dev.firebreak.core.words.DeviceId;
import dev.firebreak.core.words.Moment;
import dev.firebreak.core.words.Placement;
import dev.firebreak.core.words.Scope;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** How facts about devices change the state. */
final class DeviceFold {
    private DeviceFold() {}

    static void enrol(State state, Fact.DeviceEnrolled fact) {
        state.device(fact.device())
                .ifPresentOrElse(
                        known -> {
                            known.token = fact.token().or(() -> known.token);
                            if (fact.accepted()) {
                                accept(state, known);
                            }
                            place(state, known, fact.placement());
                        },
                        () -> enrolNew(state, fact));
    }

    private static void enrolNew(State state, Fact.DeviceEnrolled fact) {
        var device = new Device(fact.device(), fact.placement(), fact.token(), fact.accepted());
        // A flag is about the name: who comes back under it has it still.
        device.flagged = Optional.ofNullable(state.flags.get(fact.device()));
        state.devices.put(fact.device(), device);
        state.counts.count(device, 1);
        // A device that was deleted and comes back keeps its open exposures, by name.
        state.open.stream()
                .filter(each -> each.device().equals(fact.device()))
                .forEach(device.open::add);
    }

    static void accept(State state, DeviceId id) {
        state.device(id).ifPresent(device -> accept(state, device));
    }

    private static void accept(State state, Device device) {
        state.counts.count(device, -1);
        device.accepted = true;
        state.counts.count(device, 1);
    }

    static void place(State state, DeviceId id, Placement place) {
        state.device(id).ifPresent(device -> place(state, device, place));
    }

    private static void place(State state, Device device, Placement place) {
        if (device.place.equals(place)) {
            return;
        }
        state.counts.count(device, -1);
        device.place = place;
        state.counts.count(device, 1);
        // S17: counted in the old and the new scopes until resolved, and should it take a place
        // again after it was.
        for (var rollout : state.rollouts.values()) {
            rollout.exposure(device.id).ifPresent(exposure -> join(state, exposure, place));
        }
    }

    static void flag(State state, DeviceId id, Optional<String> why) {
        state.device(id)
                .ifPresent(
                        device -> {
                            device.flagged = why;
                            device.unflag = Optional.empty();
                        });
        why.ifPresentOrElse(it -> state.flags.put(id, it), () -> state.flags.remove(id));
    }

    static void delete(State state, DeviceId id) {
        Optional.ofNullable(state.devices.remove(id))
                .ifPresent(device -> state.counts.count(device, -1));
    }

    static void reported(State state, Fact.DeviceReported fact) {
        state.device(fact.device()).ifPresent(device -> reported(state, device, fact));
    }

    private static void reported(State state, Device device, Fact.DeviceReported fact) {
        boolean booted =
                fact.bootId().isPresent()
                        && device.boot.isPresent()
                        && !fact.bootId().equals(device.boot);
        if (booted) {
            device.bootBefore = device.boot;
            for (var rollout : state.rollouts.values()) {
                rollout.exposure(device.id)
                        .filter(it -> it.open() || it.state() == ExposureState.CONFIRMED)
                        .ifPresent(exposure -> boot(state, exposure, fact.at()));
            }
        }
        fact.bootId().ifPresent(boot -> device.open.forEach(exposure -> exposure.inBoot(boot)));
        device.told = true;
        device.boot = fact.bootId().or(() -> device.boot);
        device.version = fact.version().or(() -> device.version);
        fact.version().ifPresent(said -> say(state, device, said));
        fact.version()
                .flatMap(version -> Versions.release(state, version))
                .ifPresent(release -> device.runs = Optional.of(release.digest()));
    }

    /** Before the restart a device that needs one cannot have said what it runs after it. */
    private static void boot(State state, Exposure exposure, Moment at) {
        exposure.boot(at);
        if (state.release(state.rollout(exposure.rollout()).orElseThrow()).kind().needsRestart()) {
            exposure.forgetSaid();
        }
    }

    /** Each exposure hears the word, but for those of products that it cannot be about. */
    private static void say(State state, Device device, String said) {
        var named = Versions.named(state, said);
        for (var rollout : state.rollouts.values()) {
            rollout.exposure(device.id)
                    .filter(_ -> Versions.concerns(named, state.release(rollout)))
                    .ifPresent(exposure -> exposure.say(said));
        }
    }

    static void hear(State state, Observation.Sighting sighting, Moment at) {
        state.device(sighting.device()).stream()
                .flatMap(device -> device.open.stream())
                .forEach(exposure -> exposure.hear(sighting.polls(), sighting.interval(), at));
    }

    /** The scopes of a device placed so, in one rollout's wave. */
    static List<Scope> scopes(Rollout rollout, int wave, Placement place) {
        var scopes = new ArrayList<Scope>();
        scopes.add(new Scope.Fleet());
        scopes.add(new Scope.OfTier(place.tier()));
        scopes.add(new Scope.OfRegion(place.region()));
        scopes.add(new Scope.OfCustomer(place.customer()));
        place.group().ifPresent(group -> scopes.add(new Scope.OfGroup(group)));
        scopes.add(new Scope.OfWave(rollout.id, wave));
        return scopes;
    }

    private static void join(State state, Exposure exposure, Placement place) {
        var rollout = state.rollout(exposure.rollout()).orElseThrow();
        int wave = rollout.steps.get(exposure.step()).step.wave();
        for (var scope : scopes(rollout, wave, place)) {
            if (exposure.scopes().add(scope) && exposure.occupies()) {
                state.places.take(scope);
            }
        }
    }
}
