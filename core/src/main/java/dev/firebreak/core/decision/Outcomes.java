package dev.firebreak.core.decision;

import dev.firebreak.core.device.Exposure;
import dev.firebreak.core.device.Exposure.WayBack;
import dev.firebreak.core.device.ExposureState;
import dev.firebreak.core.hold.Hold;
import dev.firebreak.core.words.ActionId;
import dev.firebreak.core.words.DeviceId;
import dev.firebreak.core.words.Moment;
import dev.firebreak.core.words.Reason;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a device's own words do to its exposure. A word is a claim; proof comes with the soak. */
final class Outcomes {
    private final State state;

    Outcomes(State state) {
        this.state = state;
    }

    Decision reported(Observation.Reported seen) {
        var action = mine(seen.device(), seen.action());
        if (action.isEmpty()) {
            return ignored(
                    seen.device(),
                    seen.action(),
                    "no action of this device",
                    Order.Refusal.UNKNOWN,
                    seen.at());
        }
        var found = state.rollout(action.get().rollout()).flatMap(it -> it.exposure(seen.device()));
        if (found.isEmpty()) {
            return ignored(
                    seen.device(),
                    seen.action(),
                    "its exposure is gone",
                    Order.Refusal.GONE,
                    seen.at());
        }
        var exposure = found.get();
        if (exposure.state() == ExposureState.WRITTEN_OFF) {
            return ignored(
                    seen.device(),
                    seen.action(),
                    "the device was written off",
                    Order.Refusal.GONE,
                    seen.at());
        }
        boolean lateSuccess =
                seen.report() == Observation.Report.SUCCEEDED
                        && exposure.fetched()
                        && actionState(action.get()) == ActionView.ActionState.CANCELLED;
        if (actionState(action.get()).closed() && !lateSuccess) {
            return ignored(
                    seen.device(),
                    seen.action(),
                    "the action is closed: " + seen.report(),
                    Order.Refusal.GONE,
                    seen.at());
        }
        return Decision.facts(
                action.get().wayBack() ? wayBack(exposure, seen) : install(exposure, seen));
    }

    private List<Fact> install(Exposure it, Observation.Reported seen) {
        var facts = returned(it, seen.at());
        var id = it.rollout();
        var device = it.device();
        switch (seen.report()) {
            case PROCEEDING, DOWNLOADED, REJECTED -> {
                if (it.effective() == ExposureState.OFFERED) {
                    facts.add(new Fact.Accepted(id, device, seen.at()));
                }
            }
            case RESTARTING -> {
                if (it.effective() == ExposureState.OFFERED) {
                    facts.add(new Fact.Accepted(id, device, seen.at()));
                }
                facts.add(new Fact.Restarting(id, device, seen.at()));
            }
            case SUCCEEDED ->
                    facts.add(
                            it.fetched()
                                    ? new Fact.Installed(id, device, seen.at())
                                    : new Fact.Failed(
                                            id,
                                            device,
                                            Reason.told(
                                                    "claims without download: it reported success and fetched nothing"),
                                            seen.at()));
            case FAILED -> facts.add(new Fact.Failed(id, device, seen.details(), seen.at()));
        }
        return facts;
    }

    private List<Fact> wayBack(Exposure it, Observation.Reported seen) {
        var facts = returned(it, seen.at());
        switch (seen.report()) {
            case PROCEEDING, DOWNLOADED, REJECTED, RESTARTING -> {}
            case SUCCEEDED ->
                    facts.add(new Fact.WayBackInstalled(it.rollout(), it.device(), seen.at()));
            case FAILED ->
                    facts.add(
                            new Fact.WayBackFailed(
                                    it.rollout(), it.device(), seen.details(), seen.at()));
        }
        return facts;
    }

    Decision cancelReported(Observation.CancelReported seen) {
        var action = mine(seen.device(), seen.action());
        if (action.isEmpty()) {
            return ignored(
                    seen.device(),
                    seen.action(),
                    "no action of this device",
                    Order.Refusal.UNKNOWN,
                    seen.at());
        }
        var found = state.rollout(action.get().rollout()).flatMap(it -> it.exposure(seen.device()));
        if (found.isEmpty()
                || found.get().state() == ExposureState.WRITTEN_OFF
                || actionState(action.get()) == ActionView.ActionState.CANCELLED) {
            return Decision.NOTHING; // said twice: the first word counts
        }
        if (actionState(action.get()) != ActionView.ActionState.CANCELLING) {
            return ignored(
                    seen.device(),
                    seen.action(),
                    "the action is not being cancelled",
                    Order.Refusal.CONFLICT,
                    seen.at());
        }
        var it = found.get();
        var facts = returned(it, seen.at());
        switch (seen.answer()) {
            case DONE -> {
                facts.add(new Fact.CancelAcknowledged(it.rollout(), it.device(), seen.at()));
                if (!it.fetched()) {
                    facts.add(new Fact.Dropped(it.rollout(), it.device(), seen.at()));
                }
            }
            case REFUSED -> facts.add(new Fact.CancelRefused(it.rollout(), it.device(), seen.at()));
            case WORKING -> {}
        }
        // What it fetched it may have installed: only its own word on its version frees its place.
        boolean unproved = seen.answer() == Observation.CancelAnswer.DONE && it.fetched();
        return unproved
                ? Decision.facts(facts).then(Decision.order(new Order.AskAttributes(seen.device())))
                : Decision.facts(facts);
    }

    Decision served(Observation.ArtifactServed seen) {
        var action = mine(seen.device(), seen.action());
        var found =
                action.flatMap(it -> state.rollout(it.rollout()))
                        .flatMap(it -> it.exposure(seen.device()));
        if (found.isEmpty()
                || found.get().state() == ExposureState.WRITTEN_OFF
                || action.get().wayBack()) {
            return Decision.NOTHING;
        }
        var it = found.get();
        var facts = new ArrayList<Fact>();
        switch (seen.served()) {
            case STARTED -> {
                if (!it.fetched()) {
                    facts.addAll(returned(it, seen.at()));
                    if (it.effective() == ExposureState.OFFERED) {
                        facts.add(new Fact.Accepted(it.rollout(), it.device(), seen.at()));
                    }
                    facts.add(new Fact.Fetched(it.rollout(), it.device(), false, seen.at()));
                }
            }
            case COMPLETED ->
                    facts.add(new Fact.Fetched(it.rollout(), it.device(), true, seen.at()));
            case EXCESSIVE -> facts.addAll(excessive(it, seen.at()));
        }
        return Decision.facts(facts);
    }

    /** S34: one exposure must not become a thousand installs. */
    private List<Fact> excessive(Exposure it, Moment at) {
        if (it.effective() == ExposureState.FAILED) {
            return List.of();
        }
        var why =
                Reason.told(
                        "its artifact was fetched more often than one machine needs:"
                                + " several machines seem to use its name");
        var facts = new ArrayList<Fact>();
        facts.add(new Fact.Failed(it.rollout(), it.device(), why, at));
        facts.add(new Fact.DeviceFlagged(it.device(), why, at));
        var holding = new Holding(state);
        it.place()
                .group()
                .map(Hold.Target.OfGroup::new)
                .ifPresent(
                        group ->
                                holding.placed(group, why, Hold.BY_FIREBREAK, at).stream()
                                        .filter(fact -> !isAbout(fact, it)) // it has failed
                                        .forEach(facts::add));
        return facts;
    }

    private static boolean isAbout(Fact fact, Exposure it) {
        return fact instanceof Fact.Withdrawing(var rollout, var device, _)
                && rollout.equals(it.rollout())
                && device.equals(it.device());
    }

    /** A silent device that says something is heard. */
    static List<Fact> returned(Exposure it, Moment at) {
        var facts = new ArrayList<Fact>();
        if (it.state() == ExposureState.SILENT) {
            facts.add(new Fact.Returned(it.rollout(), it.device(), at));
        }
        return facts;
    }

    private Optional<State.Action> mine(DeviceId device, ActionId id) {
        return Optional.ofNullable(state.actions.get(id.number()))
                .filter(action -> action.device().equals(device));
    }

    private static Decision ignored(
            DeviceId device, ActionId action, String why, Order.Refusal refusal, Moment at) {
        return Decision.fact(new Fact.ReportIgnored(device, action, Reason.told(why), at))
                .then(Refusing.of(refusal, why));
    }

    /** What has become of an action, by where its exposure stands. */
    ActionView.ActionState actionState(State.Action action) {
        var found = state.rollout(action.rollout()).flatMap(it -> it.exposure(action.device()));
        if (found.isEmpty()) {
            return ActionView.ActionState.CANCELLED;
        }
        var it = found.get();
        if (action.wayBack()) {
            return it.wayBack()
                    .filter(way -> way.action().equals(action.id()))
                    .map(way -> wayBackState(way))
                    .orElse(ActionView.ActionState.CANCELLED);
        }
        if (!it.action().equals(Optional.of(action.id()))) {
            return ActionView.ActionState.CANCELLED;
        }
        return switch (it.effective()) {
            case OFFERED, ACCEPTED, STALLED, SILENT, WRITTEN_OFF -> ActionView.ActionState.OPEN;
            case INSTALLED, CONFIRMED, REVERTED -> ActionView.ActionState.SUCCEEDED;
            case FAILED -> ActionView.ActionState.FAILED;
            case WITHDRAWING ->
                    it.acknowledged()
                            ? ActionView.ActionState.CANCELLED
                            : ActionView.ActionState.CANCELLING;
            case WITHDRAWN -> ActionView.ActionState.CANCELLED;
        };
    }

    private static ActionView.ActionState wayBackState(WayBack way) {
        return switch (way.progress()) {
            case OFFERED -> ActionView.ActionState.OPEN;
            case INSTALLED -> ActionView.ActionState.SUCCEEDED;
            case FAILED -> ActionView.ActionState.FAILED;
        };
    }
}
