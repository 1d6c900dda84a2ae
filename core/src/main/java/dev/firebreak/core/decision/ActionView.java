package dev.firebreak.core.decision;

import dev.firebreak.core.words.ActionId;
import dev.firebreak.core.words.DeviceId;
import dev.firebreak.core.words.Digest;
import dev.firebreak.core.words.RolloutId;

/**
 * One offer, as the device knows it.
 *
 * @param release what is to be installed by it
 * @param wayBack whether it undoes an exposure
 */
public record ActionView(
        ActionId id,
        RolloutId rollout,
        DeviceId device,
        Digest release,
        ActionState state,
        boolean wayBack) {
    /** What has become of an offer. */
    public enum ActionState {
        OPEN,
        CANCELLING,
        CANCELLED,
        SUCCEEDED,
        FAILED;

        /** Whether the device has nothing more to say of it. */
        public boolean closed() {
            return switch (this) {
                case OPEN, CANCELLING -> false;
                case CANCELLED, SUCCEEDED, FAILED -> true;
            };
        }
    }
}
