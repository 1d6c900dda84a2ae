package dev.firebreak.core.gate;

import java.time.Duration;
import java.util.List;

/**
 * Evidence that a release must have.
 *
 * @param id what evidence calls its check, for example {@code test}
 * @param signers key ids of which one must have signed; never empty
 * @param maxAge how old the run may be when the rollout starts
 * @param controls how many known-bad variants the same run must have rejected, at least 1 (law 4)
 */
public record Requirement(String id, List<String> signers, Duration maxAge, int controls) {
    public Requirement {
        signers = List.copyOf(signers);
        if (signers.isEmpty()) {
            throw new IllegalArgumentException(
                    "expected at least one signer for '%s', found none: name a key id"
                            .formatted(id));
        }
        if (controls < 1) {
            throw new IllegalArgumentException(
                    "expected at least 1 negative control for '%s', found %d: a gate without a no clears nothing"
                            .formatted(id, controls));
        }
    }
}
