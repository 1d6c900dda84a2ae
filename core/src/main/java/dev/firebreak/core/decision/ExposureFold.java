package dev.firebreak.core.decision;

import dev.firebreak.core.device.Exposure;
import dev.firebreak.core.device.Exposure.WayBack;
import dev.firebreak.core.device.ExposureState;
import dev.firebreak.core.words.ActionId;
import dev.firebreak.core.words.Digest;
import dev.firebreak.core.words.Moment;
import dev.firebreak.core.words.Scope;
import dev.firebreak.core.words.Tier;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/** How facts about exposures change the state: every count is kept here and nowhere else. */
final class ExposureFold {
    private static final Duration HIGH_RESTS = Duration.ofDays(1);

    private ExposureFold() {}

    static void apply(State state, Fact.OfExposure fact) {
        switch (fact) {
            case Fact.Exposed exposed -> expose(state, exposed);
            case Fact.PulledByHand(_, var device, _) -> {
                var rollout = state.rollout(fact.rollout()).orElseThrow();
                if (rollout.unsolicited.add(device)) {
                    state.device(device)
                            .ifPresent(
                                    it ->
                                            rollout.unsolicitedBy.compute(
                                                    it.place.customer(),
                                                    (_, before) ->
                                                            HandPulls.with(
                                                                    Optional.ofNullable(before),
                                                                    fact.at())));
                }
            }
            case Fact.Accepted _ -> become(state, fact, ExposureState.ACCEPTED);
            case Fact.Fetched _ -> change(state, fact, Exposure::fetch);
            case Fact.Restarting _ -> change(state, fact, Exposure::restart);
            case Fact.Installed _ -> {
                become(state, fact, ExposureState.INSTALLED);
                change(state, fact, it -> forgetOld(state, it));
                exposure(state, fact).ifPresent(it -> Versions.supersede(state, it));
            }
            case Fact.Confirmed _ -> {
                become(state, fact, ExposureState.CONFIRMED);
                runs(state, fact, state.rollout(fact.rollout()).orElseThrow().plan.release());
            }
            case Fact.Stalled _ -> {
                boolean installed =
                        exposure(state, fact)
                                .filter(it -> it.state() == ExposureState.INSTALLED)
                                .isPresent();
                if (installed) {
                    change(state, fact, ExposureFold::leaveUnproved);
                } else {
                    become(state, fact, ExposureState.STALLED);
                }
            }
            case Fact.Failed(_, _, var why, _) -> {
                become(state, fact, ExposureState.FAILED);
                change(
                        state,
                        fact,
                        it -> {
                            it.because(why.text());
                            it.forgetSaid();
                        });
            }
            case Fact.Recovered _ -> change(state, fact, Exposure::recover);
            case Fact.WentSilent(_, _, var why, _) -> {
                become(state, fact, ExposureState.SILENT);
                change(state, fact, it -> it.because(why.text()));
            }
            case Fact.Returned(_, var device, var at) -> {
                change(state, fact, it -> it.comeBack(at));
                // Who wanted to write it off spoke of a device that was lost.
                state.rollout(fact.rollout()).orElseThrow().writeOffs.remove(device);
            }
            case Fact.Reverted(_, _, var why, _) -> {
                become(state, fact, ExposureState.REVERTED);
                change(state, fact, it -> it.because(why.text()));
                exposure(state, fact)
                        .flatMap(it -> it.wayBack().map(WayBack::release).or(it::previous))
                        .ifPresent(release -> runs(state, fact, release));
            }
            case Fact.Withdrawing(_, _, var at) -> change(state, fact, it -> it.withdraw(at));
            case Fact.CancelAcknowledged _ ->
                    change(
                            state,
                            fact,
                            it -> {
                                it.acknowledge();
                                forgetOld(state, it);
                            });
            case Fact.CancelRefused _ -> {}
            case Fact.Dropped _ -> become(state, fact, ExposureState.WITHDRAWN);
            case Fact.WriteOffProposed(_, var device, _, var by, _) ->
                    state.rollout(fact.rollout()).orElseThrow().writeOffs.put(device, by);
            case Fact.WrittenOff _ -> become(state, fact, ExposureState.WRITTEN_OFF);
            case Fact.WayBackOffered(_, var device, var action, var release, var at) -> {
                register(state, new State.Action(action, fact.rollout(), device, release, true));
                int tries =
                        1
                                + exposure(state, fact)
                                        .flatMap(Exposure::wayBack)
                                        .map(WayBack::tries)
                                        .orElse(0);
                way(state, fact, new WayBack(action, release, at, WayBack.Progress.OFFERED, tries));
            }
            case Fact.WayBackInstalled(_, _, var at) -> {
                progress(state, fact, true, at);
                change(
                        state,
                        fact,
                        Exposure::forgetSaid); // what it said before is no proof of this
                exposure(state, fact).ifPresent(it -> Versions.supersede(state, it));
            }
            case Fact.WayBackFailed(_, _, _, var at) -> progress(state, fact, false, at);
        }
    }

    private static void expose(State state, Fact.Exposed fact) {
        var rollout = state.rollout(fact.rollout()).orElseThrow();
        var device = state.device(fact.device()).orElseThrow();
        var exposure =
                new Exposure(
                        fact.rollout(),
                        fact.device(),
                        Optional.of(fact.action()),
                        fact.step(),
                        device.place,
                        device.runs,
                        state.rules.watched(),
                        fact.at());
        int wave = rollout.steps.get(fact.step()).step.wave();
        exposure.scopes().addAll(DeviceFold.scopes(rollout, wave, device.place));
        exposure.scopes().forEach(state.places::take);
        rollout.exposures.put(fact.device(), exposure);
        rollout.count(exposure, 1);
        state.open.add(exposure);
        device.open.add(exposure);
        device.consent = Optional.empty();
        register(
                state,
                new State.Action(
                        fact.action(),
                        fact.rollout(),
                        fact.device(),
                        rollout.plan.release(),
                        false));
    }

    private static void register(State state, State.Action action) {
        state.actions.put(action.id().number(), action);
        state.lastAction = Math.max(state.lastAction, action.id().number());
    }

    private static Optional<Exposure> exposure(State state, Fact.OfExposure fact) {
        return state.rollout(fact.rollout()).flatMap(it -> it.exposure(fact.device()));
    }

    /**
     * A device that named its old version while it worked on the offer has not said what it runs
     * after that (S33); that it runs the new one it can have said already.
     */
    private static void forgetOld(State state, Exposure it) {
        var release = state.release(state.rollout(it.rollout()).orElseThrow());
        if (it.saidVersion().filter(said -> Versions.names(said, release)).isEmpty()) {
            it.forgetSaid();
        }
    }

    private static void leaveUnproved(Exposure it) {
        it.leaveUnproved();
        it.because(
                "not proved: it said that it installed, and has not shown in time that it restarted"
                        + " where it must, runs the release, and stays");
    }

    private static void become(State state, Fact.OfExposure fact, ExposureState next) {
        change(state, fact, it -> it.become(next, fact.at()));
        exposure(state, fact).ifPresent(it -> settle(state, it, fact.at()));
    }

    /** What follows for the step when an exposure has come to an end. */
    private static void settle(State state, Exposure exposure, Moment at) {
        if (exposure.state().inFlight()) {
            return;
        }
        var rollout = state.rollout(exposure.rollout()).orElseThrow();
        var progress = rollout.steps.get(exposure.step());
        progress.resolvedAt = Optional.of(at);
    }

    /** A group whose place is freed rests, however it was freed. */
    private static void rest(State state, Exposure exposure, Moment at) {
        var rollout = state.rollout(exposure.rollout()).orElseThrow();
        var wave = rollout.steps.get(exposure.step()).step.wave();
        var bake = rollout.plan.waves().get(wave).bake();
        boolean longer = exposure.place().tier() == Tier.HIGH && bake.compareTo(HIGH_RESTS) < 0;
        exposure.place()
                .group()
                .ifPresent(group -> state.places.rest(group, at, longer ? HIGH_RESTS : bake));
    }

    private static void way(State state, Fact.OfExposure fact, WayBack way) {
        change(state, fact, it -> it.way(way));
    }

    private static void progress(State state, Fact.OfExposure fact, boolean done, Moment at) {
        exposure(state, fact)
                .flatMap(Exposure::wayBack)
                .ifPresent(
                        way ->
                                way(
                                        state,
                                        fact,
                                        new WayBack(
                                                way.action(),
                                                way.release(),
                                                at,
                                                done
                                                        ? WayBack.Progress.INSTALLED
                                                        : WayBack.Progress.FAILED,
                                                way.tries())));
    }

    private static void runs(State state, Fact.OfExposure fact, Digest release) {
        state.device(fact.device()).ifPresent(it -> it.runs = Optional.of(release));
    }

    /** Changes one exposure, and with it every count and place that it is part of. */
    private static void change(State state, Fact.OfExposure fact, Consumer<Exposure> how) {
        exposure(state, fact)
                .ifPresent(
                        it -> {
                            var rollout = state.rollout(fact.rollout()).orElseThrow();
                            boolean occupied = it.occupies();
                            rollout.count(it, -1);
                            how.accept(it);
                            rollout.count(it, 1);
                            if (occupied != it.occupies()) {
                                it.scopes().forEach(it.occupies() ? take(state) : free(state));
                            }
                            if (occupied && !it.occupies()) {
                                rest(state, it, fact.at());
                            }
                            track(state, it);
                        });
    }

    private static Consumer<Scope> take(State state) {
        return state.places::take;
    }

    private static Consumer<Scope> free(State state) {
        return state.places::free;
    }

    private static void track(State state, Exposure exposure) {
        var device = state.device(exposure.device());
        if (exposure.open()) {
            state.open.add(exposure);
            device.filter(it -> !it.open.contains(exposure)).ifPresent(it -> it.open.add(exposure));
        } else {
            state.open.remove(exposure);
            device.ifPresent(it -> it.open.remove(exposure));
        }
    }

    static ActionId action(Exposure exposure) {
        return exposure.action().orElseThrow();
    }
}
