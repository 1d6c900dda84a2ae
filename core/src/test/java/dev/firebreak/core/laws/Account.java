package dev.firebreak.core.laws;

import dev.firebreak.core.decision.Fact;
import dev.firebreak.core.decision.Observation;
import dev.firebreak.core.device.ExposureState;
import dev.firebreak.core.words.ActionId;
import dev.firebreak.core.words.DeviceId;
import dev.firebreak.core.words.Placement;
import dev.firebreak.core.words.Presence;
import dev.firebreak.core.words.RolloutId;
import dev.firebreak.core.words.Scope;

import java.time.Duration;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/** One exposure as an onlooker writes it down: the facts about it, and what its device did. */
final class Account {
    final RolloutId rollout;
    final DeviceId device;
    final ActionId action;
    final int step;
    final Placement place;
    Optional<String> bootBefore = Optional.empty();
    boolean reopened;
    private boolean claimed;
    final Set<Scope> scopes = new LinkedHashSet<>();
    ExposureState state = ExposureState.OFFERED;
    ExposureState before = ExposureState.OFFERED;
    Duration heardAt;
    Duration soakSince;
    int soakPolls;
    boolean fetched;
    boolean saidSuccess;
    boolean saidBack;
    boolean cancelled;
    boolean acknowledged;
    boolean restarting;
    Duration changedAt;
    boolean recovered;
    boolean superseded;
    boolean unproved;
    Optional<String> said = Optional.empty();
    Optional<String> saidSinceCancel = Optional.empty();
    Optional<ActionId> wayBack = Optional.empty();
    boolean wayBackFailed;

    Account(Fact.Exposed fact, Placement place) {
        this.rollout = fact.rollout();
        this.device = fact.device();
        this.action = fact.action();
        this.step = fact.step();
        this.place = place;
        this.heardAt = fact.at().uptime();
        this.soakSince = fact.at().uptime();
        this.changedAt = fact.at().uptime();
    }

    /** Where it stands, or stood when it fell silent. */
    ExposureState effective() {
        return state == ExposureState.SILENT || state == ExposureState.WRITTEN_OFF ? before : state;
    }

    /** Whether somebody is still owed a word about it: it takes a place in each of its scopes. */
    boolean occupies() {
        return switch (state) {
            case OFFERED, ACCEPTED, INSTALLED, STALLED, SILENT, WITHDRAWING -> true;
            case FAILED -> !recovered;
            case WITHDRAWN -> !droppedForCertain();
            case CONFIRMED, REVERTED, WRITTEN_OFF -> false;
        };
    }

    /** Whether it is on its way back. */
    boolean goesBack() {
        return wayBack.isPresent()
                && !wayBackFailed
                && state != ExposureState.REVERTED
                && state != ExposureState.WITHDRAWN;
    }

    /** The device said that it dropped the offer, and nothing was fetched or it named another. */
    private boolean droppedForCertain() {
        return cancelled && (!fetched || saidSinceCancel.isPresent());
    }

    boolean harmed() {
        return EnumSet.of(
                        ExposureState.FAILED,
                        ExposureState.REVERTED,
                        ExposureState.SILENT,
                        ExposureState.WRITTEN_OFF)
                .contains(state);
    }

    /** Whether it is expected to be heard around the clock, so that silence is harm at once. */
    boolean loud() {
        return state != ExposureState.SILENT || place.presence() == Presence.ALWAYS;
    }

    boolean unresolved() {
        return !unproved
                && EnumSet.of(
                                ExposureState.OFFERED,
                                ExposureState.ACCEPTED,
                                ExposureState.INSTALLED,
                                ExposureState.WITHDRAWING)
                        .contains(state);
    }

    /** Takes in a fact about it, as the words of the fact say. */
    void fold(Fact.OfExposure fact) {
        var was = state;
        take(fact);
        if (state != was) {
            changedAt = fact.at().uptime();
            restarting = false;
        }
    }

    private void take(Fact.OfExposure fact) {
        switch (fact) {
            case Fact.Exposed _,
                    Fact.PulledByHand _,
                    Fact.Fetched _,
                    Fact.CancelRefused _,
                    Fact.WriteOffProposed _,
                    Fact.WayBackInstalled _ -> {}
            case Fact.Restarting _ -> restarting = true;
            case Fact.CancelAcknowledged _ -> {
                acknowledged = true;
                claimed = true;
            }
            case Fact.WayBackFailed _ -> {
                wayBackFailed = true;
                soak(fact.at().uptime());
            }
            case Fact.Accepted _ -> become(ExposureState.ACCEPTED);
            case Fact.Installed _ -> {
                become(ExposureState.INSTALLED);
                superseded = false;
                claimed = true;
                soak(fact.at().uptime());
            }
            case Fact.Confirmed _ -> become(ExposureState.CONFIRMED);
            case Fact.Stalled _ -> {
                if (state == ExposureState.INSTALLED) {
                    unproved = true;
                } else {
                    become(ExposureState.STALLED);
                }
            }
            case Fact.Failed _ -> {
                become(ExposureState.FAILED);
                recovered = false;
            }
            case Fact.Recovered _ -> recovered = true;
            case Fact.WentSilent _ -> become(ExposureState.SILENT);
            case Fact.Returned _ -> {
                state = before;
                heardAt = fact.at().uptime();
                soak(fact.at().uptime());
            }
            case Fact.Reverted _ -> become(ExposureState.REVERTED);
            case Fact.Withdrawing _ -> {
                acknowledged = false;
                if (state == ExposureState.SILENT) {
                    before = ExposureState.WITHDRAWING;
                } else {
                    become(ExposureState.WITHDRAWING);
                }
            }
            case Fact.Dropped _ -> become(ExposureState.WITHDRAWN);
            case Fact.WrittenOff _ -> become(ExposureState.WRITTEN_OFF);
            case Fact.WayBackOffered(_, _, var way, _, _) -> {
                wayBack = Optional.of(way);
                wayBackFailed = false;
            }
        }
    }

    private void become(ExposureState next) {
        if (state != ExposureState.SILENT) {
            before = state;
        }
        state = next;
        unproved = false;
    }

    /** The boot that a restart must differ from: the last before its claim, or the first after. */
    void inBoot(String boot) {
        if (bootBefore.isEmpty() || !claimed) {
            bootBefore = Optional.of(boot);
        }
    }

    /** Takes in what the device says of {@code of}, the install or the way back. */
    void reported(ActionId of, Observation.Report report) {
        boolean success = report == Observation.Report.SUCCEEDED;
        if (wayBack.equals(Optional.of(of))) {
            saidBack |= success;
        } else {
            saidSuccess |= success;
        }
    }

    /** A soak begins anew. */
    void soak(Duration at) {
        soakSince = at;
        soakPolls = 0;
    }

    @Override
    public String toString() {
        return "%s in %s (action %s, %s)".formatted(device, rollout, action, state);
    }
}
