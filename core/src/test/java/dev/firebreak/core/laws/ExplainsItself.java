package dev.firebreak.core.laws;

import dev.firebreak.core.decision.Decision;
import dev.firebreak.core.decision.Fact;
import dev.firebreak.core.decision.Grounds;

import java.util.Optional;

/**
 * Law 8: every decision over a rollout has its rule and reason; deciding changes nothing and gives
 * the same twice; the facts folded again give the same state and the same decisions.
 */
final class ExplainsItself implements Law {
    @Override
    public int number() {
        return 8;
    }

    @Override
    public Optional<Finding> fact(Books books, Event event, Fact fact) {
        var grounds =
                switch (fact) {
                    case Fact.Promoted it -> Optional.of(it.grounds());
                    case Fact.Held it -> Optional.of(it.grounds());
                    case Fact.Halted it -> Optional.of(it.grounds());
                    case Fact.RollbackBegan it -> Optional.of(it.grounds());
                    case Fact.WayBackStopped it -> Optional.of(it.grounds());
                    case Fact.WayBackEnded it -> Optional.of(it.grounds());
                    case Fact.RolledBack it -> Optional.of(it.grounds());
                    case Fact.Completed it -> Optional.of(it.grounds());
                    case Fact.Withdrawn it -> Optional.of(it.grounds());
                    case Fact _ -> Optional.<Grounds>empty();
                };
        return grounds.filter(it -> it.rule().isBlank() || it.reason().text().length() < 8)
                .flatMap(it -> Finding.of("a rule and a reason in words", "%s", it));
    }

    @Override
    public Optional<Finding> askedTwice(
            Decision first, Decision second, String before, String after) {
        if (!first.equals(second)) {
            return Finding.of("the same decision twice: " + first, "%s", second);
        }
        return before.equals(after)
                ? Finding.NONE
                : Finding.of("deciding to change nothing: " + before, "%s", after);
    }

    @Override
    public Optional<Finding> replayed(String before, String after) {
        return before.equals(after)
                ? Finding.NONE
                : Finding.of("the log to give again: " + before, "%s", after);
    }
}
