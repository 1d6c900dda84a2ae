package dev.firebreak.core.evidence;

/**
 * A variant whose outcome is known beforehand, run through the same gate: a known-bad one must be
 * rejected, or the gate cannot say no.
 *
 * @param id which variant
 * @param expected what the gate must say of it
 * @param observed what it said
 */
public record Control(String id, Result expected, Result observed) {
    /** Whether this is a known-bad variant that was rejected as it had to be. */
    public boolean rejectedAsExpected() {
        return expected == Result.FAIL && observed == Result.FAIL;
    }
}
