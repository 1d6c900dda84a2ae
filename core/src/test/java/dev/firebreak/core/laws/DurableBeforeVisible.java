package dev.firebreak.core.laws;

import dev.firebreak.core.decision.Observation;
import dev.firebreak.core.decision.Visible;
import dev.firebreak.core.device.ExposureState;
import dev.firebreak.core.words.ActionId;
import dev.firebreak.core.words.DeviceId;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * Law 2: a device sees no offer, and gets no yes to a report, that a crash right after could make
 * the server forget: the fact behind it is in the durable log.
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
        if (!(event.seen() instanceof Observation.Reported seen) || event.refused()) {
            return Finding.NONE;
        }
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
