package dev.firebreak.core.decision;

/** What a rollout as a whole is doing. */
public enum RolloutState {
    PROPOSED,
    APPROVED,
    RUNNING,
    HELD,
    HALTED,
    ROLLING_BACK,
    ROLLED_BACK,
    COMPLETED,
    WITHDRAWN;

    /** Whether devices may be granted the release. */
    public boolean grants() {
        return this == RUNNING;
    }
}
