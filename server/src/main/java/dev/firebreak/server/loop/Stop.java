package dev.firebreak.server.loop;

import dev.firebreak.core.decision.Observation;
import dev.firebreak.core.words.Moment;

import java.util.Optional;

/** Which observations stop something, and what of it must hold before anything else. */
final class Stop {
    private Stop() {}

    /** What the gate keeps out from the moment the stop is seen. */
    static Optional<OfferGate.Bar> bar(Observation observation) {
        return switch (observation) {
            case Observation.HaltAsked halt -> Optional.of(new OfferGate.Bar.All(halt.rollout()));
            case Observation.RollbackAsked back ->
                    Optional.of(new OfferGate.Bar.All(back.rollout()));
            case Observation.HoldAsked hold ->
                    Optional.of(new OfferGate.Bar.Unaccepted(hold.rollout()));
            case Observation.RevokeAsked revoke ->
                    Optional.of(new OfferGate.Bar.OfRelease(revoke.release()));
            // Whom it holds the gate cannot know: for that moment everybody waits who has to.
            case Observation.HoldPlaced _ -> Optional.of(new OfferGate.Bar.Everywhere());
            default -> Optional.empty();
        };
    }

    /**
     * The stop as the stop file keeps it, taken in at {@code at}; nothing if the observation is no
     * stop.
     */
    static Optional<Observation> kept(Observation observation, Moment at) {
        return switch (observation) {
            case Observation.HaltAsked(var rollout, var reason, var by, _) ->
                    Optional.of(new Observation.HaltAsked(rollout, reason, by, at));
            case Observation.HoldAsked(var rollout, var reason, var by, _) ->
                    Optional.of(new Observation.HoldAsked(rollout, reason, by, at));
            case Observation.RevokeAsked(var release, var reason, var by, _) ->
                    Optional.of(new Observation.RevokeAsked(release, reason, by, at));
            case Observation.RollbackAsked(var rollout, var reach, var reason, var by, _) ->
                    Optional.of(new Observation.RollbackAsked(rollout, reach, reason, by, at));
            case Observation.HoldPlaced(var target, var reason, var by, _) ->
                    Optional.of(new Observation.HoldPlaced(target, reason, by, at));
            default -> Optional.empty();
        };
    }
}
