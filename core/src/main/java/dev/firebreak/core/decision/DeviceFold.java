package dev.firebreak.core.decision;

import dev.firebreak.core.device.Exposure;
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
                            known.accepted |= fact.accepted();
                            place(state, known, fact.placement());
                        },
                        () -> enrolNew(state, fact));
    }

    private static void enrolNew(State state, Fact.DeviceEnrolled fact) {
        var device = new Device(fact.device(), fact.placement(), fact.token(), fact.accepted());
        // A flag is about the name: who comes back under it has it still.
        device.flagged = Optional.ofNullable(state.flags.get(fact.device()));
        state.devices.put(fact.device(), device);
        state.counts.count(fact.device(), fact.placement(), 1);
        // A device that was deleted and comes back keeps its open exposures, by name.
        state.open.stream()
                .filter(each -> each.device().equals(fact.device()))
                .forEach(device.open::add);
    }

    static void place(State state, DeviceId id, Placement place) {
        state.device(id).ifPresent(device -> place(state, device, place));
    }

    private static void place(State state, Device device, Placement place) {
        if (device.place.equals(place)) {
            return;
        }
        state.counts.count(device.id, device.place, -1);
        state.counts.count(device.id, place, 1);
        device.place = place;
        // S17: counted in the old and the new scopes until resolved.
        device.open.forEach(exposure -> join(state, exposure, place));
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
                .ifPresent(device -> state.counts.count(id, device.place, -1));
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
            device.open.forEach(exposure -> exposure.boot(fact.at()));
        }
        fact.bootId().ifPresent(boot -> device.open.forEach(exposure -> exposure.inBoot(boot)));
        device.told = true;
        device.boot = fact.bootId().or(() -> device.boot);
        device.version = fact.version().or(() -> device.version);
        state.rollouts
                .values()
                .forEach(
                        rollout ->
                                rollout.exposure(fact.device())
                                        .ifPresent(exposure -> exposure.say(fact.version())));
        fact.version()
                .flatMap(version -> Versions.release(state, version))
                .ifPresent(release -> device.runs = Optional.of(release.digest()));
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
