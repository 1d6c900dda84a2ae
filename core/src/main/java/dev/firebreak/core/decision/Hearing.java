package dev.firebreak.core.decision;

import dev.firebreak.core.device.Exposure;
import dev.firebreak.core.device.Exposure.WayBack;
import dev.firebreak.core.device.ExposureState;
import dev.firebreak.core.plan.PlanOverride;
import dev.firebreak.core.release.Release;
import dev.firebreak.core.words.ClientTraits;
import dev.firebreak.core.words.Moment;
import dev.firebreak.core.words.Presence;
import dev.firebreak.core.words.Reason;
import dev.firebreak.core.words.Span;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What follows from a device being heard, and from its not being heard (law 5). */
final class Hearing {
    private final State state;
    private final GoingBack goingBack;

    Hearing(State state) {
        this.state = state;
        this.goingBack = new GoingBack(state);
    }

    Decision heard(Observation.Heard seen) {
        var sightings =
                seen.sightings().stream()
                        .filter(
                                each ->
                                        state.device(each.device())
                                                .filter(it -> !it.open.isEmpty())
                                                .isPresent())
                        .toList();
        if (sightings.isEmpty()) {
            return Decision.NOTHING;
        }
        var facts = new ArrayList<Fact>();
        facts.add(new Fact.Heard(sightings, seen.at()));
        for (var sighting : sightings) {
            for (var exposure : state.device(sighting.device()).orElseThrow().open) {
                facts.addAll(heard(exposure, sighting, seen.at()));
            }
        }
        return Decision.facts(facts);
    }

    private List<Fact> heard(Exposure it, Observation.Sighting sighting, Moment at) {
        if (it.state() == ExposureState.SILENT) {
            return Outcomes.returned(it, at); // its soak begins anew
        }
        var rollout = state.rollout(it.rollout()).orElseThrow();
        var release = state.release(rollout);
        var soak = rollout.plan.health().soak();
        var flagged = state.device(it.device()).flatMap(device -> device.flagged);
        boolean soaked = it.soaked(soak, sighting.polls(), at);
        var way = it.wayBack().map(WayBack::progress);
        if (way.filter(WayBack.Progress.INSTALLED::equals).isPresent()) {
            return soaked && !namesNew(it, release)
                    ? List.of(
                            new Fact.Reverted(
                                    it.rollout(),
                                    it.device(),
                                    Reason.told("went back as told"),
                                    at))
                    : List.of();
        }
        return switch (it.state()) {
            case INSTALLED ->
                    soaked
                                    && !goingBack.leaves(rollout, it)
                                    && flagged.isEmpty()
                                    && proven(rollout, it, release)
                            ? List.of(new Fact.Confirmed(it.rollout(), it.device(), at))
                            : List.of();
            case FAILED ->
                    soaked && backOnOld(it, release)
                            ? List.of(new Fact.Recovered(it.rollout(), it.device(), at))
                            : List.of();
            case WITHDRAWING ->
                    it.acknowledged() && saysOld(it, release)
                            ? List.of(new Fact.Dropped(it.rollout(), it.device(), at))
                            : List.of();
            case OFFERED, ACCEPTED, STALLED, CONFIRMED, SILENT, REVERTED, WITHDRAWN, WRITTEN_OFF ->
                    List.of();
        };
    }

    /**
     * Restart proof where the kind needs it, and the running version where the client can say it.
     */
    private boolean proven(Rollout rollout, Exposure it, Release release) {
        boolean restarted =
                !release.kind().needsRestart()
                        || rollout.plan.overrides(PlanOverride.NO_RESTART_PROOF)
                        || client(it).reportsAfterRestart()
                        || (client(it).saysBootId() && bootedSince(it));
        return restarted && (!mustSayVersion(it) || namesNew(it, release));
    }

    private boolean bootedSince(Exposure it) {
        var boot = state.device(it.device()).flatMap(device -> device.boot);
        return boot.isPresent() && it.bootBefore().isPresent() && !boot.equals(it.bootBefore());
    }

    /** A failure before the install leaves the old version; after it the device must say so. */
    private boolean backOnOld(Exposure it, Release release) {
        return mustSayVersion(it) ? saysOld(it, release) : !it.installed();
    }

    /** What the client can prove as it is known now: it may say so only after the grant. */
    private ClientTraits client(Exposure it) {
        return state.device(it.device()).map(device -> device.place).orElse(it.place()).client();
    }

    /** A client that could name its version when it was exposed is not excused from it later. */
    private boolean mustSayVersion(Exposure it) {
        return it.place().client().saysVersion() || client(it).saysVersion();
    }

    private static boolean saysOld(Exposure it, Release release) {
        return it.saidVersion().filter(said -> !Versions.names(said, release)).isPresent();
    }

    private static boolean namesNew(Exposure it, Release release) {
        return it.saidVersion().filter(said -> Versions.names(said, release)).isPresent();
    }

    /** Exposed devices that owe us a word, offers that took too long, and the clock. */
    List<Fact> timePassed(Observation.TimePassed seen) {
        var at = seen.at();
        var facts = new ArrayList<Fact>();
        var jump = jump(at);
        if (jump.isPresent()) {
            facts.add(new Fact.ClockJumped(jump.get().toSeconds(), at));
        }
        if (at.uptime().compareTo(state.graceUntil) < 0) {
            return facts;
        }
        for (var it : state.open.stream().sorted(Limits.byDevice()).toList()) {
            var rule = state.rollout(it.rollout()).orElseThrow().plan.health();
            if (it.state() == ExposureState.SILENT || !comparable(it, seen)) {
                continue;
            }
            if (it.overdue(rule.silentAfter(), state.graceUntil, at)) {
                facts.add(
                        new Fact.WentSilent(
                                it.rollout(),
                                it.device(),
                                Reason.told(
                                        "%s, then not heard for %s"
                                                .formatted(
                                                        it.state(),
                                                        Span.told(at.since(it.lastHeard())))),
                                at));
            } else if (stalled(it, rule.installDeadline(), at)) {
                facts.add(new Fact.Stalled(it.rollout(), it.device(), at));
            }
        }
        return facts;
    }

    /**
     * A sleeper's silence is noticed together with a count of its controls, or it would mislead.
     */
    private boolean comparable(Exposure it, Observation.TimePassed seen) {
        var now = state.rollout(it.rollout()).orElseThrow().state;
        return it.place().presence() == Presence.ALWAYS
                || (now != RolloutState.RUNNING && now != RolloutState.HELD)
                || seen.controls().stream()
                        .anyMatch(
                                each ->
                                        each.rollout().equals(it.rollout())
                                                && each.stratum().equals(it.place().stratum()));
    }

    private static boolean stalled(Exposure it, Duration deadline, Moment at) {
        return switch (it.state()) {
            case OFFERED, ACCEPTED -> at.past(it.grantedAt(), deadline);
            case INSTALLED -> at.past(it.changedAt(), deadline);
            case CONFIRMED,
                    STALLED,
                    FAILED,
                    SILENT,
                    REVERTED,
                    WITHDRAWING,
                    WITHDRAWN,
                    WRITTEN_OFF ->
                    false;
        };
    }

    /**
     * How far the wall clock went another way than the uptime since the last fact of this life; one
     * minute of real time is forgiven, more is a jump (S13).
     */
    private Optional<Duration> jump(Moment at) {
        var wall = Duration.between(state.now.wall(), at.wall());
        var drift = wall.minus(at.since(state.now));
        var forgiven = Duration.ofMinutes(1).multipliedBy(state.timeFactor);
        return drift.abs().compareTo(forgiven) > 0 && state.epoch > 0
                ? Optional.of(drift)
                : Optional.empty();
    }

    /** Confirmed devices that a sweep found missing (late harm). */
    Decision missed(Observation.Missed seen) {
        if (seen.at().uptime().compareTo(state.graceUntil) < 0) {
            return Decision.NOTHING;
        }
        var facts = new ArrayList<Fact>();
        for (var id : seen.devices()) {
            for (var rollout : state.rollouts.values()) {
                rollout.exposure(id)
                        .filter(it -> it.state() == ExposureState.CONFIRMED)
                        .filter(_ -> watchesLate(rollout, seen.at()))
                        .ifPresent(
                                _ ->
                                        facts.add(
                                                new Fact.WentSilent(
                                                        rollout.id,
                                                        id,
                                                        Reason.told(
                                                                "confirmed, and later not heard any more"),
                                                        seen.at())));
            }
        }
        return Decision.facts(facts);
    }

    /** Late harm is watched while the rollout runs and for its permanent hold-out after the end. */
    static boolean watchesLate(Rollout rollout, Moment at) {
        return switch (rollout.state) {
            case RUNNING, HELD -> true;
            case COMPLETED ->
                    rollout.completedAt
                            .filter(end -> !at.past(end, rollout.plan.health().permanentHoldOut()))
                            .isPresent();
            case PROPOSED, APPROVED, HALTED, ROLLING_BACK, ROLLED_BACK, WITHDRAWN -> false;
        };
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
        var release = state.release(state.rollout(it.rollout()).orElseThrow());
        boolean claims =
                it.effective() == ExposureState.INSTALLED
                        || it.effective() == ExposureState.CONFIRMED;
        if (!claims || it.wayBack().isPresent() || Versions.names(said, release)) {
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
                                                .formatted(release.version(), said)),
                                at));
    }
}
