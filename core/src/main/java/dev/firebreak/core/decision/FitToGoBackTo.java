package dev.firebreak.core.decision;

import dev.firebreak.core.gate.Gate;
import dev.firebreak.core.words.Digest;
import dev.firebreak.core.words.Moment;

import java.util.List;
import java.util.Optional;

/**
 * Whether devices may be sent back to a release: sealed, not revoked, not below the security floor,
 * and known to be good, by the gate or by an earlier rollout (decision 18).
 */
final class FitToGoBackTo {
    private FitToGoBackTo() {}

    /** What speaks against it at {@code at}, and what to do; empty if nothing does. */
    static Optional<String> objection(State state, Digest digest, Moment at) {
        var standing = standing(state, digest);
        return standing.isPresent() || good(state, digest, at)
                ? standing
                : Optional.of(
                        ("expected a cleared gate for %s, or an earlier rollout that proved it,"
                                        + " found neither: hand in evidence for it")
                                .formatted(state.sealed(digest).label()));
    }

    /** What speaks against it whoever ran it before; empty if nothing does. */
    static Optional<String> standing(State state, Digest digest) {
        var release = Optional.ofNullable(state.releases.get(digest));
        if (release.isEmpty()) {
            return Optional.of(
                    "expected a sealed release, found %s: create it first"
                            .formatted(digest.brief()));
        }
        var label = release.get().label();
        return state.revoked.contains(digest)
                ? Optional.of(
                        "expected a release that is not revoked, found %s: name another"
                                .formatted(label))
                : Optional.empty();
    }

    private static boolean good(State state, Digest digest, Moment at) {
        var evidence = state.evidence.getOrDefault(digest, List.of());
        return proved(state, digest)
                || Gate.decide(digest, state.policy, evidence, at.wall()).cleared();
    }

    /** Whether a rollout of it, which a gate had cleared, proved a step and was not stopped. */
    private static boolean proved(State state, Digest digest) {
        return state.rollouts.values().stream()
                .filter(it -> it.plan.release().equals(digest))
                .filter(
                        it ->
                                switch (it.state) {
                                    case RUNNING, HELD, COMPLETED -> true;
                                    case PROPOSED,
                                            APPROVED,
                                            HALTED,
                                            ROLLING_BACK,
                                            ROLLED_BACK,
                                            WITHDRAWN ->
                                            false;
                                })
                .anyMatch(it -> it.proved);
    }
}
