package dev.firebreak.core.decision;

import dev.firebreak.core.approval.ProposedChange;
import dev.firebreak.core.words.ActionId;
import dev.firebreak.core.words.DeviceId;
import dev.firebreak.core.words.Reason;
import dev.firebreak.core.words.RolloutId;

/**
 * Something for the edge to do or to answer, after the facts of the same decision are durable. A
 * lost order is decided again when the device or person asks.
 */
public sealed interface Order {
    /** Offer the action to the device. */
    record Offer(DeviceId device, ActionId action) implements Order {}

    /** Offer nothing, and say why. */
    record Wait(DeviceId device, Withheld why) implements Order {}

    /** Ask the device for its attributes at its next poll. */
    record AskAttributes(DeviceId device) implements Order {}

    /** The person's or device's request is refused: nothing changed. */
    record Refuse(Refusal refusal, Reason reason) implements Order {}

    /** The person's request was carried out; what it made. */
    record Made(RolloutId rollout) implements Order {}

    /** Nothing changed yet: another person must want the same. */
    record ChangeWaits(ProposedChange change) implements Order {}

    /** The number of the hold that was placed. */
    record HoldMade(int hold) implements Order {}

    /** Why a request is refused; the edge turns it into a status. */
    enum Refusal {
        /** No such thing: 404. */
        UNKNOWN,
        /** It is closed already: 410 for devices. */
        GONE,
        /** The state has moved on: 409. */
        CONFLICT,
        /** This person may not: 403. */
        NOT_ALLOWED,
        /** The request makes no sense: 422. */
        INVALID,
        /** The gate is not cleared: 409 with the findings. */
        GATE
    }
}
