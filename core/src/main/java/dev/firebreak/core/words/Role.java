package dev.firebreak.core.words;

/** What a person may do. */
public enum Role {
    /** Look. */
    VIEWER,
    /** Make releases and plans. */
    AUTHOR,
    /** Approve plans that somebody else proposed. */
    APPROVER,
    /** Start, hold, resume, halt. */
    OPERATOR,
    /** The platform owner: veto, halt, approve. */
    OWNER,
    /** Add evidence. */
    GATEKEEPER,
    /** Read the log. */
    AUDITOR,
    /** Tokens, tenants, settings. */
    ADMIN,
    /** The tenant's devices, all of them: no person. */
    GATEWAY
}
