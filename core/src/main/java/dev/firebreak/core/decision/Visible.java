package dev.firebreak.core.decision;

import dev.firebreak.core.words.ActionId;
import dev.firebreak.core.words.Digest;
import dev.firebreak.core.words.RolloutId;

/** What a device's poll shows, by the durable state. */
public sealed interface Visible {
    /** No work. */
    record Nothing() implements Visible {}

    /** The action is to be carried out; shown until it is closed. */
    record Offered(ActionId action, RolloutId rollout, Digest release) implements Visible {}

    /**
     * A person at the device must say yes before the action is offered.
     *
     * @param denials how often they said no
     */
    record Awaiting(ActionId action, RolloutId rollout, Digest release, int denials)
            implements Visible {}

    /** The action is to be dropped. */
    record Cancelled(ActionId action, RolloutId rollout, Digest release) implements Visible {}
}
