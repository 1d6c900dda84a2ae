package dev.firebreak.core.laws;

import dev.firebreak.core.decision.Fact;
import dev.firebreak.core.decision.Observation;
import dev.firebreak.core.decision.RolloutView;
import dev.firebreak.core.device.ExposureState;
import dev.firebreak.core.words.DeviceId;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Law 6: every exposure is in exactly one state, moves only by the word of its own device, time or
 * two people, rests when a later install of the same product took its place, and the core's counts
 * are those of the books.
 */
final class AlwaysAccounted implements Law {
    @Override
    public int number() {
        return 6;
    }

    @Override
    public Optional<Finding> fact(Books books, Event event, Fact fact) {
        if (fact instanceof Fact.Exposed exposed) {
            return exposed(books, event, exposed);
        }
        if (!(fact instanceof Fact.OfExposure change) || fact instanceof Fact.PulledByHand) {
            return Finding.NONE;
        }
        var account = books.account(change.rollout(), change.device());
        if (account.isEmpty()) {
            return Finding.of("an exposure before its outcome", "%s", fact);
        }
        if (fact instanceof Fact.WayBackOffered(_, _, var action, _, _)
                && books.actions.containsKey(action.number())) {
            return Finding.of("a number that was never given", "%s", fact);
        }
        if (!speaksFor(event.seen(), change)) {
            return Finding.of(
                    "outcomes only by the device's own word, time or people",
                    "%s by %s",
                    fact,
                    event.seen());
        }
        if (account.get().superseded
                && account.get().state == ExposureState.CONFIRMED
                && !takenBack(books, event, change)) {
            return Finding.of(
                    "a confirmed exposure to rest once a later one is installed", "%s", fact);
        }
        return from(change).contains(account.get().state)
                ? Finding.NONE
                : Finding.of("a step that leads on from there", "%s after %s", fact, account.get());
    }

    /** Whether the device is confirmed at the same time on what it was taken back to. */
    private static boolean takenBack(Books books, Event event, Fact.OfExposure change) {
        return change instanceof Fact.Reverted
                && event.decision().facts().stream()
                        .filter(Fact.Confirmed.class::isInstance)
                        .map(Fact.Confirmed.class::cast)
                        .filter(it -> it.device().equals(change.device()))
                        .anyMatch(
                                it ->
                                        books.rollout(it.rollout())
                                                .rollbackOf
                                                .equals(Optional.of(change.rollout())));
    }

    private static Optional<Finding> exposed(Books books, Event event, Fact.Exposed fact) {
        boolean asked =
                event.seen() instanceof Observation.Asked seen
                        && seen.device().equals(fact.device());
        boolean fresh = !books.actions.containsKey(fact.action().number());
        boolean free =
                books.of(fact.device()).noneMatch(Account::occupies)
                        && books.account(fact.rollout(), fact.device())
                                .map(it -> it.state == ExposureState.WITHDRAWN)
                                .orElse(true);
        return asked && fresh && free
                ? Finding.NONE
                : Finding.of(
                        "one exposure at a time, by the device's own question, a new number",
                        "%s by %s: number new %s, device free %s",
                        fact,
                        event.seen(),
                        fresh,
                        free);
    }

    /** Whether {@code seen} may lead to the change at all; a question changes no outcome. */
    private static boolean speaksFor(Observation seen, Fact.OfExposure change) {
        return switch (seen) {
            case Observation.Asked _ -> false;
            case Observation.Reported it -> by(it.device(), change);
            case Observation.CancelReported it -> by(it.device(), change);
            case Observation.ArtifactServed it -> by(it.device(), change);
            case Observation.DeviceReported it -> by(it.device(), change);
            case Observation.DeviceDeleted it -> by(it.device(), change);
            case Observation.WriteOffAsked it -> by(it.device(), change);
            case Observation.VersionClaimed it -> by(it.device(), change);
            case Observation.Heard it ->
                    it.sightings().stream().anyMatch(each -> by(each.device(), change));
            case Observation.Missed it -> it.devices().contains(change.device());
            case Observation _ ->
                    switch (change) {
                        case Fact.Withdrawing _,
                                Fact.WayBackOffered _,
                                Fact.WentSilent _,
                                Fact.Stalled _ ->
                                true;
                        case Fact.OfExposure _ -> false;
                    };
        };
    }

    private static boolean by(DeviceId device, Fact.OfExposure change) {
        return change.device().equals(device);
    }

    /** The states from which the change may come. */
    private static Set<ExposureState> from(Fact.OfExposure change) {
        var all = EnumSet.allOf(ExposureState.class);
        return switch (change) {
            case Fact.Accepted _ -> EnumSet.of(ExposureState.OFFERED);
            case Fact.Confirmed _ -> EnumSet.of(ExposureState.INSTALLED);
            case Fact.Stalled _ ->
                    EnumSet.of(
                            ExposureState.OFFERED, ExposureState.ACCEPTED, ExposureState.INSTALLED);
            case Fact.Recovered _ -> EnumSet.of(ExposureState.FAILED);
            case Fact.Returned _, Fact.WrittenOff _ -> EnumSet.of(ExposureState.SILENT);
            case Fact.Dropped _ -> EnumSet.of(ExposureState.WITHDRAWING);
            case Fact.Installed _ -> {
                all.removeAll(
                        EnumSet.of(
                                ExposureState.FAILED,
                                ExposureState.SILENT,
                                ExposureState.WRITTEN_OFF));
                yield all;
            }
            case Fact.WentSilent _ -> {
                all.removeAll(
                        EnumSet.of(
                                ExposureState.SILENT,
                                ExposureState.REVERTED,
                                ExposureState.WITHDRAWN,
                                ExposureState.WRITTEN_OFF));
                yield all;
            }
            case Fact.Exposed _,
                    Fact.PulledByHand _,
                    Fact.Fetched _,
                    Fact.Restarting _,
                    Fact.Failed _,
                    Fact.Reverted _,
                    Fact.Withdrawing _,
                    Fact.CancelAcknowledged _,
                    Fact.CancelRefused _,
                    Fact.WriteOffProposed _,
                    Fact.WayBackOffered _,
                    Fact.WayBackInstalled _,
                    Fact.WayBackFailed _ ->
                    all;
        };
    }

    @Override
    public Optional<Finding> settled(Books books, Event last, Core core) {
        for (var rollout : books.rollouts.values()) {
            var view = core.world().rollout(rollout.id);
            if (view.isEmpty()) {
                return Finding.of("%s to be there".formatted(rollout.id), "none");
            }
            var found = view.get().counts();
            var expected = counts(rollout, found.unsolicited());
            if (!found.addUp() || !found.equals(expected)) {
                return Finding.of(
                        "%s of %s".formatted(expected, rollout.id), "%s after %s", found, last);
            }
        }
        return Finding.NONE;
    }

    private static RolloutView.Counts counts(Ledger rollout, int unsolicited) {
        long inFlight =
                List.of(
                                ExposureState.OFFERED,
                                ExposureState.ACCEPTED,
                                ExposureState.INSTALLED,
                                ExposureState.STALLED,
                                ExposureState.WITHDRAWING)
                        .stream()
                        .mapToLong(rollout::count)
                        .sum();
        return new RolloutView.Counts(
                rollout.accounts.size(),
                (int) inFlight,
                (int) rollout.count(ExposureState.CONFIRMED),
                (int) rollout.count(ExposureState.FAILED),
                (int) rollout.count(ExposureState.SILENT),
                (int) rollout.count(ExposureState.REVERTED),
                (int) rollout.count(ExposureState.WITHDRAWN),
                (int) rollout.count(ExposureState.WRITTEN_OFF),
                (int) rollout.accounts.stream().filter(Account::occupies).count(),
                unsolicited);
    }
}
