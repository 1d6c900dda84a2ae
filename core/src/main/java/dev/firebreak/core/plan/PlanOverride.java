package dev.firebreak.core.plan;

/**
 * A rule of {@code plan check} that a plan breaks on purpose; takes two approvers, is in the log.
 */
public enum PlanOverride {
    /** HIGH devices before lower ones, or one step of 100 % of everything. */
    UNSAFE_ORDER,
    /** More tolerance than the tier's cap. */
    TOLERANCE,
    /** No way back. */
    NO_ROLLBACK,
    /** Success before the restart counts. */
    NO_RESTART_PROOF
}
