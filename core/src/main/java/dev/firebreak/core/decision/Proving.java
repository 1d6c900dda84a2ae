package dev.firebreak.core.decision;

import dev.firebreak.core.device.Exposure;
import dev.firebreak.core.device.ExposureState;
import dev.firebreak.core.plan.PlanOverride;
import dev.firebreak.core.release.Release;
import dev.firebreak.core.words.ClientTraits;
import dev.firebreak.core.words.Moment;
import dev.firebreak.core.words.Reason;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a device's boots and versions prove of its exposures, and what they contradict. */
final class Proving {
    private final State state;

    Proving(State state) {
        this.state = state;
    }

    /**
     * Restart proof where the kind needs it, and the running version where the client can say it.
     */
    boolean proven(Exposure it) {
        var rollout = state.rollout(it.rollout()).orElseThrow();
        boolean restarted =
                !release(it).kind().needsRestart()
                        || rollout.plan.overrides(PlanOverride.NO_RESTART_PROOF)
                        || client(it).reportsAfterRestart()
                        || (client(it).saysBootId() && bootedSince(it));
        return restarted && (!mustSayVersion(it) || namesNew(it));
    }

    private boolean bootedSince(Exposure it) {
        var boot = state.device(it.device()).flatMap(device -> device.boot);
        return boot.isPresent() && it.bootBefore().isPresent() && !boot.equals(it.bootBefore());
    }

    /** A failure before the install leaves the old version; after it the device must say so. */
    boolean backOnOld(Exposure it) {
        return mustSayVersion(it) ? saysOld(it) : !it.installed();
    }

    /** What the client can prove as it is known now: it may say so only after the grant. */
    private ClientTraits client(Exposure it) {
        return state.device(it.device()).map(device -> device.place).orElse(it.place()).client();
    }

    /** A client that could name its version when it was exposed is not excused from it later. */
    private boolean mustSayVersion(Exposure it) {
        return it.place().client().saysVersion() || client(it).saysVersion();
    }

    boolean saysOld(Exposure it) {
        return it.saidVersion().filter(said -> !Versions.names(said, release(it))).isPresent();
    }

    boolean namesNew(Exposure it) {
        return it.saidVersion().filter(said -> Versions.names(said, release(it))).isPresent();
    }

    private Release release(Exposure it) {
        return state.release(state.rollout(it.rollout()).orElseThrow());
    }

    /** What a device says of itself: boots and versions, held against its exposures. */
    List<Fact> told(Device device, Observation.DeviceReported seen) {
        var facts = new ArrayList<Fact>();
        boolean booted =
                seen.bootId().isPresent()
                        && device.boot.isPresent()
                        && !seen.bootId().equals(device.boot);
        for (var it : device.open) {
            if (booted && it.state() != ExposureState.FAILED && it.bootLoopsAt(seen.at())) {
                facts.add(
                        new Fact.Failed(
                                it.rollout(),
                                it.device(),
                                Reason.told("boot loop: three boots in thirty minutes"),
                                seen.at()));
            } else if (seen.version().isPresent()) {
                facts.addAll(contradiction(it, seen.version().get(), seen.at()));
            }
        }
        for (var rollout : state.rollouts.values()) {
            rollout.exposure(seen.device())
                    .filter(
                            it ->
                                    it.state() == ExposureState.CONFIRMED
                                            && seen.version().isPresent())
                    .ifPresent(
                            it -> facts.addAll(contradiction(it, seen.version().get(), seen.at())));
        }
        return facts;
    }

    /** A running version that is not the one it said to have installed. */
    private List<Fact> contradiction(Exposure it, String said, Moment at) {
        boolean claims =
                it.effective() == ExposureState.INSTALLED
                        || it.effective() == ExposureState.CONFIRMED;
        if (!claims || it.wayBack().isPresent() || !Versions.contradicts(state, it, said)) {
            return List.of();
        }
        return List.of(
                Versions.isBefore(state, it, said)
                        ? new Fact.Reverted(
                                it.rollout(),
                                it.device(),
                                Reason.told("runs %s again".formatted(said)),
                                at)
                        : new Fact.Failed(
                                it.rollout(),
                                it.device(),
                                Reason.told(
                                        "runs another version: expected %s, it says %s"
                                                .formatted(release(it).version(), said)),
                                at));
    }
}
