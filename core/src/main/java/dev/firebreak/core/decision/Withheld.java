package dev.firebreak.core.decision;

/** Why a device is offered nothing. */
public enum Withheld {
    /** No rollout concerns it now. */
    NOTHING_OPEN,
    /** Its turn has not come: its rank is above the cutoff. */
    NOT_YET,
    /** The step has its devices and must prove itself first. */
    STEP_FULL,
    /** A scope may not have more unconfirmed devices. */
    BUDGET_SPENT,
    /** A member of its redundancy group is exposed, unheard, or was exposed lately. */
    GROUP_BUSY,
    /** It has an exposure already; one at a time. */
    EXPOSED,
    /** It was not heard lately, so it does not ask. */
    ABSENT,
    /** A hold covers it. */
    HELD,
    /** HIGH, and no evidence or earlier wave covers its environment (law 10). */
    UNCOVERED,
    /** Its attributes are too old to say what its environment is. */
    ATTRIBUTES_OLD,
    /** Two machines seem to use its name. */
    FLAGGED,
    /** It registered itself and nobody accepted it. */
    NOT_ACCEPTED,
    /** A person at the device must say yes first. */
    CONSENT_WANTED,
    /** Its customer does not take this release. */
    CUSTOMER_SAYS_NO,
    /** Outside every window. */
    OUT_OF_WINDOW,
    /** The release was revoked. */
    REVOKED,
    /** The server just started, or its clock jumped. */
    SETTLING
}
