package dev.firebreak.core.laws;

import dev.firebreak.core.decision.Fact;
import dev.firebreak.core.decision.Observation;
import dev.firebreak.core.decision.RolloutState;
import dev.firebreak.core.decision.Visible;
import dev.firebreak.core.device.ExposureState;
import dev.firebreak.core.words.DeviceId;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * Law 7: once a hold, halt or revoke is acknowledged nobody is exposed any more, once a halt or
 * revoke is, nobody is shown the release, and who has it pending is told to cancel; under a hold
 * over devices nobody is exposed, and offers are taken back; whatever happens to the server in
 * between.
 */
final class StopOutrunsStart implements Law {
    private static final Set<RolloutState> UNSTOPPED =
            EnumSet.of(
                    RolloutState.PROPOSED,
                    RolloutState.APPROVED,
                    RolloutState.RUNNING,
                    RolloutState.HELD,
                    RolloutState.COMPLETED);

    @Override
    public int number() {
        return 7;
    }

    @Override
    public Optional<Finding> fact(Books books, Event event, Fact fact) {
        if (!(fact instanceof Fact.Exposed exposed)) {
            return Finding.NONE;
        }
        var place = Optional.ofNullable(books.places.get(exposed.device()));
        var over = place.flatMap(books.holds::over);
        if (over.isPresent()) {
            return Finding.of("no grant under a hold", "%s under %s", fact, over.get());
        }
        var rollout = books.rollout(exposed.rollout());
        boolean stopped =
                rollout.stopAcknowledged
                        || rollout.holdAcknowledged
                        || rollout.state == RolloutState.HELD
                        || books.revoked.contains(rollout.plan.release());
        return stopped
                ? Finding.of("no grant after the stop of " + rollout.id, "%s", fact)
                : Finding.NONE;
    }

    @Override
    public Optional<Finding> shown(Books books, DeviceId device, Visible visible) {
        if (!(visible instanceof Visible.Offered(var action, var id, var release))) {
            return Finding.NONE;
        }
        boolean wayBack =
                books.mine(action, device)
                        .filter(it -> it.wayBack.equals(Optional.of(action)))
                        .isPresent();
        boolean stopped =
                books.revoked.contains(release) || (!wayBack && books.rollout(id).stopAcknowledged);
        return stopped
                ? Finding.of("no offer of what was stopped", "%s was shown %s", device, visible)
                : Finding.NONE;
    }

    @Override
    public Optional<Finding> settled(Books books, Event last, Core core) {
        if (last.seen() instanceof Observation.ServerStarted seen && seen.doubt().isPresent()) {
            return FailClosed.allHeld(books, "the store may have forgotten a stop");
        }
        for (var rollout : books.rollouts.values()) {
            boolean revoked = books.revoked.contains(rollout.plan.release());
            if (revoked && UNSTOPPED.contains(rollout.state)) {
                return Finding.of(
                        "what is revoked to be stopped", "%s is %s", rollout.id, rollout.state);
            }
            for (var it : rollout.latest.values()) {
                if (it.state == ExposureState.OFFERED && books.holds.over(it.place).isPresent()) {
                    return Finding.of("an offer under a hold to be taken back", "%s", it);
                }
                if (!rollout.stopAcknowledged && !revoked) {
                    continue;
                }
                boolean pending =
                        it.effective() == ExposureState.OFFERED
                                || it.effective() == ExposureState.ACCEPTED;
                if (pending && it.state != ExposureState.WRITTEN_OFF) {
                    return Finding.of("a stopped offer to be taken back", "%s", it);
                }
                if (it.state == ExposureState.WITHDRAWING
                        && !it.cancelled
                        && books.places.containsKey(it.device)
                        && !(core.visible(it.device) instanceof Visible.Cancelled)) {
                    return Finding.of(
                            it.device + " to be told to cancel", "%s", core.visible(it.device));
                }
            }
        }
        return Finding.NONE;
    }
}
