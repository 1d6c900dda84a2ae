package dev.firebreak.core.laws;

import dev.firebreak.core.decision.Fact;
import dev.firebreak.core.words.Moment;
import dev.firebreak.core.words.Placement;
import dev.firebreak.core.words.Tier;

import java.util.List;
import java.util.Optional;

/**
 * Law 10: a device that its operator calls HIGH is exposed only in an environment that evidence or
 * ten confirmed devices of lower tiers cover, and in a wave for HIGH ones, whatever it says of
 * itself.
 */
final class UnknownWaits implements Law {
    private static final int ENOUGH = 10;

    @Override
    public int number() {
        return 10;
    }

    @Override
    public Optional<Finding> fact(Books books, Event event, Fact fact) {
        if (!(fact instanceof Fact.Exposed exposed)) {
            return Finding.NONE;
        }
        var rollout = books.known(exposed.rollout());
        var place = Optional.ofNullable(books.places.get(exposed.device()));
        if (rollout.isEmpty() || place.filter(it -> it.tier() == Tier.HIGH).isEmpty()) {
            return Finding.NONE;
        }
        boolean itsWave =
                rollout.get().ladder.get(exposed.step()).tier().equals(Optional.of(Tier.HIGH));
        boolean covered =
                rollout.get().governed || covered(books, rollout.get(), place.get(), fact.at());
        return itsWave && covered
                ? Finding.NONE
                : Finding.of(
                        "a HIGH device to wait for its wave and for proof of its environment",
                        "%s exposed: its wave %s, covered %s",
                        exposed.device(),
                        itsWave,
                        covered);
    }

    private static boolean covered(Books books, Ledger rollout, Placement place, Moment at) {
        if (place.fingerprint().isEmpty()) {
            return false;
        }
        var environment = place.fingerprint().get();
        var release = rollout.plan.release();
        var there =
                books.evidence.getOrDefault(release, List.of()).stream()
                        .filter(it -> it.environments().contains(environment))
                        .toList();
        boolean proved =
                !there.isEmpty()
                        && books.policy.requirements().stream()
                                .allMatch(
                                        need ->
                                                FailClosed.proof(books, there, release, need, at)
                                                        .isPresent());
        return proved || rollout.confirmedBelowHigh(environment) >= ENOUGH;
    }
}
