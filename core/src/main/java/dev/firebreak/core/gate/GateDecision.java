package dev.firebreak.core.gate;

import dev.firebreak.core.words.Digest;

import java.util.List;

/**
 * What a gate says of a release, requirement by requirement.
 *
 * @param release of what
 * @param findings one for each requirement, in the policy's order
 */
public record GateDecision(Digest release, List<Finding> findings) {
    /** How one requirement came out; only PASS opens. */
    public enum Outcome {
        PASS,
        FAIL,
        INCONCLUSIVE,
        MISSING,
        STALE,
        INVALID,
        CONTROL_FAILED
    }

    /**
     * How one requirement came out.
     *
     * @param requirement its id
     * @param outcome only PASS opens
     * @param why in words
     */
    public record Finding(String requirement, Outcome outcome, String why) {}

    public GateDecision {
        findings = List.copyOf(findings);
    }

    /** Cleared only if there is something to prove and all of it is proved. */
    public boolean cleared() {
        return !findings.isEmpty()
                && findings.stream().allMatch(finding -> finding.outcome() == Outcome.PASS);
    }
}
