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
        return bootedSince(it, Optional.empty());
    }

    private boolean bootedSince(Exposure it, Optional<String> toldNow) {
        var boot = toldNow.or(() -> state.device(it.device()).flatMap(device -> device.boot));
        return boot.isPresent() && it.bootBefore().isPresent() && !boot.equals(it.bootBefore());
    }

    /**
     * Whether a device that said to have dropped the offer runs the old version, after a restart
     * where the kind needs one: it may have prepared what only the next boot shows (S33). A client
     * that cannot tell its boots is believed; if it names the release later, it is open again.
     */
    boolean dropped(Exposure it) {
        boolean shows = !release(it).kind().needsRestart() || !client(it).saysBootId();
        return saysOld(it) && (shows || bootedSince(it));
    }

    private static boolean wentBack(Exposure it) {
        return it.wayBack()
                .filter(way -> way.progress() == Exposure.WayBack.Progress.INSTALLED)
                .isPresent();
    }

    /** Whether it is worth asking the device what it runs, and in which boot. */
    boolean wantsWord(Device device) {
        return device.open.stream()
                .anyMatch(
                        it ->
                                switch (it.state()) {
                                    case INSTALLED -> wentBack(it) ? namesNew(it) : !proven(it);
                                    case WITHDRAWING -> it.acknowledged() && !dropped(it);
                                    case FAILED -> !backOnOld(it);
                                    case OFFERED,
                                            ACCEPTED,
                                            CONFIRMED,
                                            STALLED,
                                            SILENT,
                                            REVERTED,
                                            WITHDRAWN,
                                            WRITTEN_OFF ->
                                            false;
                                });
    }

    /**
     * A failure before the install leaves the old version. Who can name its version must name the
     * previous one, where that is known, in a word said after the failure.
     */
    boolean backOnOld(Exposure it) {
        if (!mustSayVersion(it)) {
            return !it.installed();
        }
        boolean known = it.previous().filter(state.releases::containsKey).isPresent();
        return known
                ? it.saidVersion().filter(said -> Versions.isBefore(state, it, said)).isPresent()
                : saysOld(it);
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
    List<Fact> told(Device device, Optional<String> bootId, Optional<String> version, Moment at) {
        var facts = new ArrayList<Fact>();
        boolean booted =
                bootId.isPresent() && device.boot.isPresent() && !bootId.equals(device.boot);
        for (var rollout : state.rollouts.values()) {
            var found = rollout.exposure(device.id).filter(it -> !Versions.replaced(state, it));
            if (found.isEmpty()) {
                continue;
            }
            var it = found.get();
            if (booted && loops(rollout, it, at)) {
                facts.add(
                        new Fact.Failed(
                                it.rollout(),
                                it.device(),
                                Reason.told("boot loop: three boots in thirty minutes"),
                                at));
            } else if (version.isPresent()) {
                facts.addAll(contradiction(it, bootId, version.get(), at));
                facts.addAll(reopened(it, version.get(), at));
            }
        }
        return facts;
    }

    private static boolean loops(Rollout rollout, Exposure it, Moment at) {
        boolean late = it.state() == ExposureState.CONFIRMED && Hearing.watchesLate(rollout, at);
        boolean watched = late || (it.open() && it.state() != ExposureState.FAILED);
        return watched && it.bootLoopsAt(at);
    }

    /** A running version that is not the one it said to have installed. */
    private List<Fact> contradiction(Exposure it, Optional<String> bootId, String said, Moment at) {
        boolean claims =
                it.effective() == ExposureState.CONFIRMED
                        || (it.effective() == ExposureState.INSTALLED
                                && !beforeRestart(it, bootId));
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

    /** Success may be said before the restart: until then the old version is no contradiction. */
    private boolean beforeRestart(Exposure it, Optional<String> bootId) {
        return release(it).kind().needsRestart()
                && !client(it).reportsAfterRestart()
                && !bootedSince(it, bootId);
    }

    /**
     * A device that had dropped the release, or gone back from it, names it: it is exposed still,
     * whatever has become of the rollout (decision 5). One that had failed, or went back on its
     * own, stays harmed, and takes its place again.
     */
    private List<Fact> reopened(Exposure it, String said, Moment at) {
        boolean named =
                Versions.release(state, said)
                        .filter(each -> each.digest().equals(release(it).digest()))
                        .isPresent();
        boolean over =
                switch (it.state()) {
                    case WITHDRAWN, REVERTED -> true;
                    case WITHDRAWING -> it.acknowledged();
                    case FAILED -> it.recovered();
                    case OFFERED, ACCEPTED, INSTALLED, CONFIRMED, STALLED, SILENT, WRITTEN_OFF ->
                            false;
                };
        if (!named || !over) {
            return List.of();
        }
        boolean harmed =
                it.state() == ExposureState.FAILED
                        || (it.state() == ExposureState.REVERTED && it.wayBack().isEmpty());
        return List.of(
                harmed
                        ? new Fact.Failed(
                                it.rollout(),
                                it.device(),
                                Reason.told("runs %s again after it had left it".formatted(said)),
                                at)
                        : new Fact.Installed(it.rollout(), it.device(), at));
    }
}
