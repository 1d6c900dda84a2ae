package dev.firebreak.core.decision;

import dev.firebreak.core.words.ActionId;
import dev.firebreak.core.words.DeviceId;
import dev.firebreak.core.words.Moment;
import dev.firebreak.core.words.RolloutId;

import java.util.List;
import java.util.Optional;

/**
 * Devices at which a person must say yes. Such a device is asked for consent where another would
 * have been exposed, and takes no place until it is given: it then asks again like any other, and
 * every objection is looked at anew. A way back is not asked for: it repairs.
 *
 * <p>One question at a time, for the newest rollout that wants the device; an older one is not
 * asked for while a newer one waits, or the two would take turns at each poll.
 */
final class Consenting {
    /**
     * A question that was asked.
     *
     * @param denials how often the answer was no; the device reads the question anew when it rises
     */
    record Question(RolloutId rollout, ActionId action, int denials, boolean given) {}

    private final State state;

    Consenting(State state) {
        this.state = state;
    }

    Decision decide(Observation.OfConsent seen) {
        var device = state.device(seen.device());
        if (device.isEmpty()) {
            return Refusing.of(
                    Order.Refusal.UNKNOWN,
                    "expected a known device, found no %s: see 'device list'"
                            .formatted(seen.device()));
        }
        return switch (seen) {
            case Observation.ConsentAnswered answered -> answered(device.get(), answered);
            case Observation.ConsentAlwaysAsked(var id, var initiator, var remark, var at) ->
                    device.get().always.isPresent()
                            ? Refusing.of(
                                    Order.Refusal.CONFLICT,
                                    "expected a device that asks each time, found one that does not: leave it")
                            : Decision.fact(new Fact.ConsentAlways(id, initiator, remark, at));
            case Observation.ConsentEachAsked(var id, var at) ->
                    device.get().always.isPresent()
                            ? Decision.fact(new Fact.ConsentEach(id, at))
                            : Decision.facts(List.of());
        };
    }

    private Decision answered(Device device, Observation.ConsentAnswered seen) {
        if (waiting(state, device).filter(it -> it.action().equals(seen.action())).isEmpty()) {
            return Refusing.of(
                    Order.Refusal.UNKNOWN,
                    "expected an action that waits for consent, found none with number %s: poll again"
                            .formatted(seen.action()));
        }
        return Decision.fact(
                switch (seen.answer()) {
                    case GIVEN ->
                            new Fact.ConsentGiven(
                                    device.id, seen.action(), seen.words(), seen.at());
                    case DENIED ->
                            new Fact.ConsentDenied(
                                    device.id, seen.action(), seen.words(), seen.at());
                });
    }

    /** What comes before an exposure by {@code rollout}; empty = nothing, it may be exposed. */
    static Optional<Decision> before(
            State state, Rollout rollout, Device device, Observation.Asked seen) {
        if (!seen.consent() || device.always.isPresent()) {
            return Optional.empty();
        }
        var question = device.consent.filter(it -> stands(state, it));
        if (question.filter(it -> it.rollout().equals(rollout.id) && it.given()).isPresent()) {
            return Optional.empty();
        }
        var wait = Decision.order(new Order.Wait(device.id, Withheld.CONSENT_WANTED));
        return Optional.of(
                question.filter(it -> it.rollout().number() >= rollout.id.number()).isPresent()
                        ? wait
                        : Decision.fact(wanted(state, rollout.id, device.id, seen.at()))
                                .then(wait));
    }

    private static Fact wanted(State state, RolloutId rollout, DeviceId device, Moment at) {
        return new Fact.ConsentWanted(rollout, device, state.nextAction(), at);
    }

    /** The number under which the device is exposed: the one it was asked about, if it was. */
    static ActionId action(State state, Rollout rollout, Device device) {
        return device.consent
                .filter(it -> it.rollout().equals(rollout.id))
                .map(Question::action)
                .orElseGet(state::nextAction);
    }

    /** What a poll shows of a device that has no work. */
    static Visible visible(State state, Device device) {
        return device.open.isEmpty()
                ? waiting(state, device)
                        .<Visible>map(
                                it ->
                                        new Visible.Awaiting(
                                                it.action(),
                                                it.rollout(),
                                                state.rollout(it.rollout())
                                                        .orElseThrow()
                                                        .plan
                                                        .release(),
                                                it.denials()))
                        .orElseGet(Visible.Nothing::new)
                : new Visible.Nothing();
    }

    private static Optional<Question> waiting(State state, Device device) {
        return device.consent.filter(it -> !it.given() && stands(state, it));
    }

    /** Whether what was asked for may still come; what ended once does not come again. */
    private static boolean stands(State state, Question question) {
        return state.rollout(question.rollout())
                .filter(
                        rollout ->
                                switch (rollout.state) {
                                    case RUNNING, HELD, COMPLETED -> true;
                                    case PROPOSED,
                                            APPROVED,
                                            HALTED,
                                            ROLLING_BACK,
                                            ROLLED_BACK,
                                            WITHDRAWN ->
                                            false;
                                })
                .filter(rollout -> !state.revoked.contains(rollout.plan.release()))
                .isPresent();
    }

    static void apply(State state, Fact.OfConsent fact) {
        state.device(fact.device()).ifPresent(device -> apply(state, device, fact));
    }

    private static void apply(State state, Device device, Fact.OfConsent fact) {
        switch (fact) {
            case Fact.ConsentWanted(var rollout, _, var action, _) -> {
                device.consent = Optional.of(new Question(rollout, action, 0, false));
                state.lastAction = Math.max(state.lastAction, action.number());
            }
            case Fact.ConsentGiven _ -> device.consent = device.consent.map(Consenting::given);
            case Fact.ConsentDenied _ ->
                    device.consent =
                            device.consent.map(
                                    it ->
                                            new Question(
                                                    it.rollout(),
                                                    it.action(),
                                                    it.denials() + 1,
                                                    false));
            case Fact.ConsentAlways(_, var initiator, var remark, var at) -> {
                device.always = Optional.of(new StandingConsent(initiator, remark, at));
                device.consent = device.consent.map(Consenting::given);
            }
            case Fact.ConsentEach _ -> device.always = Optional.empty();
        }
    }

    private static Question given(Question it) {
        return new Question(it.rollout(), it.action(), it.denials(), true);
    }
}
