package dev.firebreak.core.laws;

import dev.firebreak.core.decision.Observation;
import dev.firebreak.core.decision.Visible;
import dev.firebreak.core.device.ExposureState;
import dev.firebreak.core.words.ActionId;
import dev.firebreak.core.words.DeviceId;
import dev.firebreak.core.words.RolloutId;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * Law 2: a device sees no offer, and nobody gets a yes to a report or a stop, that a crash right
 * after could make the server forget: the fact behind it is in the durable log.
 */
final class DurableBeforeVisible implements Law {
    private static final Set<ExposureState> SUCCESS_TAKEN =
            EnumSet.of(
                    ExposureState.INSTALLED,
                    ExposureState.CONFIRMED,
                    ExposureState.FAILED,
                    ExposureState.REVERTED);

    @Override
    public int number() {
        return 2;
    }

    @Override
    public Optional<Finding> offered(Books books, DeviceId device, ActionId action) {
        return books.mine(action, device).isPresent()
                ? Finding.NONE
                : Finding.of(
                        "a durable grant behind every offer",
                        "%s was offered action %s, of which the log says nothing",
                        device,
                        action);
    }

    @Override
    public Optional<Finding> shown(Books books, DeviceId device, Visible visible) {
        return switch (visible) {
            case Visible.Nothing _, Visible.Awaiting _ -> Finding.NONE;
            case Visible.Offered(var action, _, _) -> offered(books, device, action);
            case Visible.Cancelled(var action, _, _) -> offered(books, device, action);
        };
    }

    @Override
    public Optional<Finding> answered(Books books, Event event) {
        if (event.refused()) {
            return Finding.NONE;
        }
        return switch (event.seen()) {
            case Observation.Reported seen -> reported(books, seen);
            case Observation.CancelReported(var device, var action, var answer, _, _) ->
                    books.mine(action, device)
                            .filter(_ -> answer == Observation.CancelAnswer.DONE)
                            .filter(it -> !it.wayBack.equals(Optional.of(action)))
                            .filter(it -> it.effective() == ExposureState.WITHDRAWING)
                            .filter(it -> !it.acknowledged)
                            .map(it -> unkept(event.seen(), it.state))
                            .orElse(Finding.NONE);
            case Observation.HaltAsked seen -> stopped(books, seen.rollout(), seen);
            case Observation.RollbackAsked seen -> stopped(books, seen.rollout(), seen);
            case Observation.RevokeAsked(var release, _, _, _) ->
                    books.revokedForGood.contains(release)
                            ? Finding.NONE
                            : unkept(event.seen(), release.brief());
            case Observation _ -> Finding.NONE; // no promise, or one that a look at the state shows
        };
    }

    private static Optional<Finding> unkept(Observation seen, Object state) {
        return Finding.of(
                "a durable fact behind the yes to it", "%s, and the log has %s", seen, state);
    }

    private static Optional<Finding> stopped(Books books, RolloutId id, Observation seen) {
        return switch (books.rollout(id).state) {
            case PROPOSED, APPROVED, RUNNING, HELD, COMPLETED ->
                    unkept(seen, books.rollout(id).state);
            case HALTED, ROLLING_BACK, ROLLED_BACK, WITHDRAWN -> Finding.NONE;
        };
    }

    private static Optional<Finding> reported(Books books, Observation.Reported seen) {
        var account = books.mine(seen.action(), seen.device());
        if (account.isEmpty()) {
            return Finding.of("404 for an action that was never given", "a yes to %s", seen);
        }
        if (account.get().wayBack.equals(Optional.of(seen.action()))) {
            return Finding.NONE;
        }
        var state = books.account(account.get().rollout, seen.device()).orElseThrow().effective();
        boolean kept =
                switch (seen.report()) {
                    case FAILED -> state == ExposureState.FAILED;
                    case SUCCEEDED -> SUCCESS_TAKEN.contains(state);
                    case PROCEEDING, RESTARTING, DOWNLOADED, REJECTED ->
                            state != ExposureState.OFFERED;
                };
        return kept
                ? Finding.NONE
                : Finding.of(
                        "a durable fact behind the yes to a report",
                        "%s said yes to, and the log has it as %s",
                        seen,
                        state);
    }
}
