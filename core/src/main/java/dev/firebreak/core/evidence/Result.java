package dev.firebreak.core.evidence;

/** What a run says of what it tested. */
public enum Result {
    PASS,
    FAIL,
    /** It ran and can say neither. */
    INCONCLUSIVE
}
