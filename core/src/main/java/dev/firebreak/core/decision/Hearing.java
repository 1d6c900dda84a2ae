package dev.firebreak.core.decision;

import dev.firebreak.core.device.Exposure;
import dev.firebreak.core.device.Exposure.WayBack;
import dev.firebreak.core.device.ExposureState;
import dev.firebreak.core.plan.HealthRule;
import dev.firebreak.core.words.Moment;
import dev.firebreak.core.words.Placement;
import dev.firebreak.core.words.Presence;
import dev.firebreak.core.words.Reason;
import dev.firebreak.core.words.Span;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What follows from a device being heard, and from its not being heard (law 5). */
final class Hearing {
    /** So long after a step of a stopped rollout was opened its confirmed devices are watched. */
    private static final Duration LATE = Duration.ofDays(14);

    private final State state;
    private final Proving proving;
    private final GoingBack goingBack;

    Hearing(State state, Proving proving) {
        this.state = state;
        this.proving = proving;
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
        var soak = rollout.plan.health().soak();
        var flagged = state.device(it.device()).flatMap(device -> device.flagged);
        boolean soaked = it.soaked(soak, sighting.polls(), at);
        var way = it.wayBack().map(WayBack::progress);
        if (way.filter(WayBack.Progress.INSTALLED::equals).isPresent()) {
            return soaked && !proving.namesNew(it)
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
                                    && proving.proven(it)
                            ? confirmed(rollout, it, at)
                            : List.of();
            case FAILED ->
                    soaked && proving.backOnOld(it)
                            ? List.of(new Fact.Recovered(it.rollout(), it.device(), at))
                            : List.of();
            case WITHDRAWING ->
                    it.acknowledged() && proving.dropped(it)
                            ? List.of(new Fact.Dropped(it.rollout(), it.device(), at))
                            : List.of();
            case OFFERED, ACCEPTED, STALLED, CONFIRMED, SILENT, REVERTED, WITHDRAWN, WRITTEN_OFF ->
                    List.of();
        };
    }

    /** Who is confirmed on what it was taken back to has left what it was taken back from. */
    private List<Fact> confirmed(Rollout rollout, Exposure it, Moment at) {
        var facts = new ArrayList<Fact>();
        rollout.rollbackOf
                .flatMap(state::rollout)
                .flatMap(of -> of.exposure(it.device()))
                .filter(left -> left.state() == ExposureState.CONFIRMED)
                .ifPresent(
                        left ->
                                facts.add(
                                        new Fact.Reverted(
                                                left.rollout(),
                                                left.device(),
                                                Reason.told("taken back by " + rollout.id),
                                                at)));
        facts.add(new Fact.Confirmed(it.rollout(), it.device(), at));
        return facts;
    }

    /** Exposed devices that owe us a word, offers that took too long, and the clock. */
    List<Fact> timePassed(Observation.TimePassed seen) {
        var at = seen.at();
        var facts = new ArrayList<Fact>();
        var jump = state.jump(at);
        if (jump.isPresent()) {
            facts.add(new Fact.ClockJumped(jump.get().toSeconds(), at));
        }
        if (at.uptime().compareTo(state.graceUntil) < 0) {
            return facts;
        }
        for (var it : state.open.stream().sorted(Limits.byDevice()).toList()) {
            var rollout = state.rollout(it.rollout()).orElseThrow();
            var rule = rollout.plan.health();
            if (it.state() == ExposureState.SILENT || !comparable(it, seen.controls())) {
                continue;
            }
            if (it.place().presence() == Presence.SLEEPS && !heardInThisLife(it)) {
                continue; // nor is it known of its controls how they were before
            }
            if (it.overdue(
                    patience(state, rule, it.place()), installing(rollout), state.graceUntil, at)) {
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
    private boolean comparable(Exposure it, List<Observation.Controls> controls) {
        if (it.place().presence() == Presence.ALWAYS) {
            return true;
        }
        boolean counted =
                controls.stream()
                        .anyMatch(
                                each ->
                                        each.rollout().equals(it.rollout())
                                                && each.stratum().equals(it.place().stratum()));
        return switch (state.rollout(it.rollout()).orElseThrow().state) {
            case RUNNING, HELD, COMPLETED -> counted;
            case PROPOSED, APPROVED, HALTED, ROLLING_BACK, ROLLED_BACK, WITHDRAWN -> true;
        };
    }

    private boolean heardInThisLife(Exposure it) {
        return it.lastHeard().uptime().compareTo(state.lifeBegan) >= 0;
    }

    /**
     * How long a device may be quiet. Sleepers have three idle intervals at least, exposed,
     * confirmed or control: their silence is counted, and counts compare at one deadline only.
     */
    static Duration patience(State state, HealthRule rule, Placement place) {
        var idle = state.rules.idle().multipliedBy(3);
        boolean counted = place.presence() == Presence.SLEEPS;
        return counted && idle.compareTo(rule.silentAfter()) > 0 ? idle : rule.silentAfter();
    }

    private static boolean stalled(Exposure it, Duration deadline, Moment at) {
        return switch (it.state()) {
            case OFFERED, ACCEPTED -> at.past(it.grantedAt(), deadline);
            case INSTALLED -> !it.unproved() && at.past(it.changedAt(), deadline);
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

    /** How long a device may be at work without a word; never longer than its plan gives it. */
    private Duration installing(Rollout rollout) {
        var usual = state.release(rollout).kind().installing();
        var most = rollout.plan.health().installDeadline();
        return usual.compareTo(most) < 0 ? usual : most;
    }

    /** Confirmed devices that a sweep found missing (late harm). */
    List<Fact> missed(Observation.Missed seen) {
        if (seen.at().uptime().compareTo(state.graceUntil) < 0) {
            return List.of();
        }
        var facts = new ArrayList<Fact>();
        for (var id : seen.devices()) {
            for (var rollout : state.rollouts.values()) {
                rollout.exposure(id)
                        .filter(it -> it.state() == ExposureState.CONFIRMED)
                        .filter(it -> !Versions.replaced(state, it))
                        .filter(_ -> watchesLate(rollout, seen.at()))
                        .filter(it -> comparable(it, seen.controls()))
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
        return facts;
    }

    /**
     * Late harm is watched while the rollout runs and for its permanent hold-out after the end; a
     * stopped one has harmed already, and is watched for two weeks.
     */
    static boolean watchesLate(Rollout rollout, Moment at) {
        return switch (rollout.state) {
            case RUNNING, HELD -> true;
            case COMPLETED ->
                    rollout.completedAt
                            .filter(end -> !at.past(end, rollout.plan.health().permanentHoldOut()))
                            .isPresent();
            case HALTED, ROLLING_BACK, ROLLED_BACK ->
                    rollout.steps.stream()
                            .flatMap(step -> step.openedAt.stream())
                            .anyMatch(opened -> !at.past(opened, LATE));
            case PROPOSED, APPROVED, WITHDRAWN -> false;
        };
    }
}
