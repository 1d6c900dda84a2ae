package dev.firebreak.core.decision;

import dev.firebreak.core.device.Exposure;
import dev.firebreak.core.device.Exposure.WayBack;
import dev.firebreak.core.device.ExposureState;
import dev.firebreak.core.plan.RollbackTo;
import dev.firebreak.core.words.ActionId;
import dev.firebreak.core.words.DeviceId;
import dev.firebreak.core.words.Digest;
import dev.firebreak.core.words.Group;
import dev.firebreak.core.words.Moment;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The way back inside a rollout: who is offered it, one of a group at a time, and how it ends. */
final class GoingBack {
    /** So many devices harmed by going back stop the way back (S31). */
    private static final int HARM = 3;

    /** So many names a reason holds; the list of exposures has all of them. */
    private static final int MOST_NAMES = 10;

    private final State state;

    GoingBack(State state) {
        this.state = state;
    }

    /** Whether anything is left of the rollout that a way back could undo, now or later. */
    boolean hasWork(Rollout rollout) {
        return state.open.stream().anyMatch(it -> it.rollout().equals(rollout.id));
    }

    /** Whether there is anything to go back to. */
    boolean exists(Rollout rollout) {
        return state.release(rollout).reversible()
                && switch (rollout.plan.rollbackTo()) {
                    case RollbackTo.Release(var digest) -> fits(digest);
                    case RollbackTo.Previous _ -> true;
                    case RollbackTo.None _ -> false;
                };
    }

    /** What the device of {@code exposure} goes back to, if that is known and still fit for it. */
    Optional<Digest> target(Rollout rollout, Exposure exposure) {
        Optional<Digest> target =
                switch (rollout.plan.rollbackTo()) {
                    case RollbackTo.Release(var digest) -> Optional.of(digest);
                    case RollbackTo.Previous _ -> exposure.previous();
                    case RollbackTo.None _ -> Optional.empty();
                };
        return target.filter(it -> !it.equals(rollout.plan.release())).filter(this::fits);
    }

    /**
     * Whether the device is asked to leave, or will be, and so is not confirmed on what it runs.
     * Who has no way back is free to stay once that is said: else nothing could ever mend it.
     */
    boolean leaves(Rollout rollout, Exposure it) {
        boolean mayComeTo =
                it.wayBack().map(way -> way.tries() < Exposure.WAY_BACK_TRIES).orElse(true);
        return rollout.state == RolloutState.ROLLING_BACK
                || it.wayBackOpen()
                || (rollout.rollingBackSince.isPresent()
                        && mayComeTo
                        && target(rollout, it).isPresent());
    }

    private boolean fits(Digest digest) {
        return FitToGoBackTo.standing(state, digest).isEmpty();
    }

    /**
     * Offers the way back to devices that were heard, a few at a time; ends when nothing is left
     * that it can do.
     *
     * @param before what was decided at the same time for other rollouts
     * @param absent which peers of devices that wait for the way back were not heard lately; empty:
     *     nobody looked, and devices with peers wait until somebody does
     */
    List<Fact> review(
            Rollout rollout, List<Fact> before, Optional<Set<DeviceId>> absent, Moment at) {
        boolean began =
                switch (rollout.state) {
                    case ROLLING_BACK -> true;
                    // The unreached may come yet.
                    case HALTED, ROLLED_BACK -> rollout.rollingBackSince.isPresent();
                    case PROPOSED, APPROVED, RUNNING, HELD, COMPLETED, WITHDRAWN -> false;
                };
        if (!began) {
            return List.of();
        }
        long harmed =
                rollout.exposures.values().stream()
                        .filter(it -> harmedByGoingBack(rollout, it))
                        .count();
        if (harmed >= HARM && !rollout.wayBackStopped) {
            return List.of(stopped(rollout, harmed, at));
        }
        var mine = open(rollout);
        var facts =
                rollout.wayBackStopped
                        ? List.<Fact>of()
                        : offers(rollout, mine, before, absent, at);
        return facts.isEmpty() ? ended(rollout, mine, at) : facts;
    }

    private static Fact stopped(Rollout rollout, long harmed, Moment at) {
        var why =
                "%d devices failed or fell silent on the way back: no more of it is offered"
                        .formatted(harmed);
        return new Fact.WayBackStopped(
                rollout.id,
                Grounds.of("way-back-harm", why, Map.of("harmed", Long.toString(harmed))),
                at);
    }

    /** What became of a way back before the last command for it counts no more. */
    private static boolean harmedByGoingBack(Rollout rollout, Exposure it) {
        var since = rollout.rollingBackSince.orElseThrow().uptime();
        return it.wayBack()
                .filter(way -> way.at().uptime().compareTo(since) >= 0)
                .filter(
                        way ->
                                way.progress() == WayBack.Progress.FAILED
                                        || it.state() == ExposureState.SILENT)
                .isPresent();
    }

    private List<Exposure> open(Rollout rollout) {
        return state.open.stream()
                .filter(it -> it.rollout().equals(rollout.id))
                .sorted(Limits.byDevice())
                .toList();
    }

    private List<Fact> offers(
            Rollout rollout,
            List<Exposure> mine,
            List<Fact> before,
            Optional<Set<DeviceId>> absent,
            Moment at) {
        var given = before.stream().flatMap(GoingBack::offered).toList();
        var busy = new HashSet<Group>();
        given.forEach(it -> group(it.device()).ifPresent(busy::add));
        int action = state.lastAction + given.size();
        long free = Limits.wayBacks(rollout) - mine.stream().filter(Exposure::wayBackOpen).count();
        var facts = new ArrayList<Fact>();
        for (var exposure : mine) {
            var target = target(rollout, exposure);
            var group = group(exposure.device());
            boolean turn =
                    free > 0
                            && target.isPresent()
                            && exposure.wantsWayBack(rollout.rollingBackSince.orElseThrow())
                            && group.stream().noneMatch(busy::contains)
                            && !peersHinder(exposure.device(), group, absent);
            if (turn) {
                action++;
                free--;
                group.ifPresent(busy::add);
                var number = new ActionId(action);
                facts.add(
                        new Fact.WayBackOffered(
                                rollout.id, exposure.device(), number, target.get(), at));
            }
        }
        return facts;
    }

    private static Stream<Fact.WayBackOffered> offered(Fact fact) {
        return fact instanceof Fact.WayBackOffered it ? Stream.of(it) : Stream.empty();
    }

    private Optional<Group> group(DeviceId device) {
        return state.device(device).flatMap(it -> it.place.group());
    }

    /**
     * Whether another member of the group is away, or at work on an offer: going back takes a
     * device from its peers for a while, and one of them must be there for it.
     */
    private boolean peersHinder(
            DeviceId device, Optional<Group> group, Optional<Set<DeviceId>> absent) {
        var peers =
                group.map(state.counts::members).orElse(List.of()).stream()
                        .filter(peer -> !peer.equals(device))
                        .toList();
        return !peers.isEmpty()
                && (absent.isEmpty()
                        || peers.stream().anyMatch(absent.get()::contains)
                        || peers.stream()
                                .flatMap(peer -> state.device(peer).stream())
                                .flatMap(peer -> peer.open.stream())
                                .anyMatch(GoingBack::atWork));
    }

    private static boolean atWork(Exposure it) {
        return it.wayBackOpen()
                || switch (it.state()) {
                    case OFFERED, ACCEPTED -> true;
                    case WITHDRAWING -> !it.acknowledged();
                    case INSTALLED,
                            CONFIRMED,
                            STALLED,
                            FAILED,
                            SILENT,
                            REVERTED,
                            WITHDRAWN,
                            WRITTEN_OFF ->
                            false;
                };
    }

    /** The devices that must have been heard lately before a peer of theirs goes back. */
    Set<DeviceId> peersOfWaiting() {
        var waiting =
                state.open.stream()
                        .filter(it -> it.wayBack().isEmpty() || !it.wayBackOpen())
                        .filter(
                                it ->
                                        state.rollout(it.rollout())
                                                .flatMap(rollout -> rollout.rollingBackSince)
                                                .filter(it::wantsWayBack)
                                                .isPresent())
                        .map(Exposure::device)
                        .collect(Collectors.toSet());
        return waiting.stream()
                .flatMap(
                        device ->
                                group(device).map(state.counts::members).orElse(List.of()).stream()
                                        .filter(peer -> !peer.equals(device)))
                .filter(peer -> !givenUp(peer))
                .collect(Collectors.toSet());
    }

    /** Two people have said that nobody needs to wait for it. */
    private boolean givenUp(DeviceId device) {
        return state.rollouts.values().stream()
                .flatMap(it -> it.exposure(device).stream())
                .anyMatch(it -> it.state() == ExposureState.WRITTEN_OFF);
    }

    /**
     * ROLLED_BACK = every exposure is reverted, withdrawn, or silent and listed as unreached, and
     * what was confirmed stays. Where the release stays on others the rollout stays HALTED.
     */
    private List<Fact> ended(Rollout rollout, List<Exposure> mine, Moment at) {
        var stuck = mine.stream().filter(it -> stuck(rollout, it, at)).toList();
        boolean settled = mine.stream().allMatch(it -> done(it) || stuck.contains(it));
        if (!settled || rollout.state != RolloutState.ROLLING_BACK) {
            return List.of();
        }
        return List.of(
                stuck.isEmpty()
                        ? new Fact.RolledBack(rollout.id, back(rollout), at)
                        : new Fact.WayBackEnded(rollout.id, leftBehind(rollout, stuck), at));
    }

    private static boolean done(Exposure it) {
        return it.state() == ExposureState.SILENT || it.state() == ExposureState.CONFIRMED;
    }

    /**
     * Whether nothing can be done for it: no way back is known, or the one that there was failed.
     * Only after it had the time to get back by itself, as failed installs do.
     */
    private boolean stuck(Rollout rollout, Exposure it, Moment at) {
        var since = rollout.rollingBackSince.orElseThrow();
        var rule = rollout.plan.health();
        var later = it.changedAt().uptime().compareTo(since.uptime()) > 0 ? it.changedAt() : since;
        Duration patience = rule.soak().plus(rule.silentAfter());
        return it.undoable()
                && !it.wayBackOpen()
                && (!it.mayTryWayBack(since) || target(rollout, it).isEmpty())
                && at.past(later, patience);
    }

    private static Grounds back(Rollout rollout) {
        return Grounds.of(
                "rolled-back",
                told(rollout),
                Map.of(
                        "reverted", Integer.toString(rollout.total.in(ExposureState.REVERTED)),
                        "unreached", Integer.toString(rollout.total.in(ExposureState.SILENT)),
                        "confirmed", Integer.toString(rollout.total.in(ExposureState.CONFIRMED))));
    }

    /** How many devices are where, in words. */
    static String told(Rollout rollout) {
        return ("%d devices are back, %d were withdrawn,"
                        + " %d are silent and not reached, %d stay confirmed")
                .formatted(
                        rollout.total.in(ExposureState.REVERTED),
                        rollout.total.in(ExposureState.WITHDRAWN),
                        rollout.total.in(ExposureState.SILENT),
                        rollout.total.in(ExposureState.CONFIRMED));
    }

    private Grounds leftBehind(Rollout rollout, List<Exposure> stuck) {
        var failed = failedAfter(stuck, 1);
        var twice = failedAfter(stuck, Exposure.WAY_BACK_TRIES);
        var unknown = stuck.stream().filter(it -> it.wayBack().isEmpty()).toList();
        var why = new ArrayList<String>();
        if (!unknown.isEmpty()) {
            why.add("no way back known: " + names(unknown));
        }
        if (!failed.isEmpty()) {
            why.add("the way back failed, and 'rollback' tries once more: " + names(failed));
        }
        if (!twice.isEmpty()) {
            why.add("the way back failed twice, they need hands: " + names(twice));
        }
        why.add(told(rollout));
        return Grounds.of(
                "left-behind",
                String.join("; ", why),
                Map.of(
                        "wayBackUnknown", Integer.toString(unknown.size()),
                        "wayBackFailed", Integer.toString(failed.size() + twice.size())));
    }

    private static List<Exposure> failedAfter(List<Exposure> stuck, int tries) {
        return stuck.stream()
                .filter(it -> it.wayBack().filter(way -> way.tries() == tries).isPresent())
                .toList();
    }

    private static String names(List<Exposure> some) {
        var names =
                some.stream()
                        .limit(MOST_NAMES)
                        .map(it -> it.device().value())
                        .collect(Collectors.joining(", "));
        return some.size() > MOST_NAMES
                ? "%d (%s, ...)".formatted(some.size(), names)
                : "%d (%s)".formatted(some.size(), names);
    }
}
