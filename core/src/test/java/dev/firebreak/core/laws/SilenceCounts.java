package dev.firebreak.core.laws;

import dev.firebreak.core.decision.Fact;
import dev.firebreak.core.decision.Observation;
import dev.firebreak.core.decision.RolloutState;
import dev.firebreak.core.device.ExposureState;
import dev.firebreak.core.words.Moment;
import dev.firebreak.core.words.Presence;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * Law 5: an exposed device that should have been heard and was not is silent from the next tick on,
 * and stays so until it is heard; three of them in a step end the exposing.
 */
final class SilenceCounts implements Law {
    private static final int EVIDENT = 3;
    private static final Set<ExposureState> AT_WORK =
            EnumSet.of(ExposureState.OFFERED, ExposureState.ACCEPTED);
    private static final Set<ExposureState> OWES_A_WORD =
            EnumSet.of(
                    ExposureState.OFFERED,
                    ExposureState.ACCEPTED,
                    ExposureState.INSTALLED,
                    ExposureState.STALLED,
                    ExposureState.WITHDRAWING);

    @Override
    public int number() {
        return 5;
    }

    @Override
    public Optional<Finding> fact(Books books, Event event, Fact fact) {
        if (fact instanceof Fact.WentSilent silent) {
            return books.account(silent.rollout(), silent.device())
                    .filter(it -> !late(books, it, event.seen()))
                    .flatMap(
                            it ->
                                    Finding.of(
                                            "silence only after %s".formatted(patience(books, it)),
                                            "%s, heard at %s, silent at %s",
                                            it,
                                            it.heardAt,
                                            silent.at().uptime()));
        }
        if (!(fact instanceof Fact.Returned(var rollout, var device, _))) {
            return Finding.NONE;
        }
        boolean spoke =
                switch (event.seen()) {
                    case Observation.Heard(var sightings, _) ->
                            sightings.stream().anyMatch(it -> it.device().equals(device));
                    case Observation.Reported seen -> seen.device().equals(device);
                    case Observation.CancelReported seen -> seen.device().equals(device);
                    case Observation.ArtifactServed seen -> seen.device().equals(device);
                    case Observation _ -> false;
                };
        return spoke
                ? Finding.NONE
                : Finding.of(
                        "silence until the device is heard",
                        "%s of %s returned by %s",
                        device,
                        rollout,
                        event.seen());
    }

    @Override
    public Optional<Finding> settled(Books books, Event last, Core core) {
        if (!(last.seen() instanceof Observation.TimePassed(_, _, _, var at))
                || at.uptime().compareTo(books.listening) < 0) {
            return Finding.NONE;
        }
        return overdue(books, at).or(() -> evident(books));
    }

    private static Optional<Finding> overdue(Books books, Moment at) {
        return books.accounts()
                .filter(it -> OWES_A_WORD.contains(it.state))
                .filter(
                        it ->
                                it.place.presence() == Presence.ALWAYS
                                        || it.heardAt.compareTo(books.life) >= 0)
                .filter(it -> books.account(it.rollout, it.device).filter(it::equals).isPresent())
                .filter(it -> it.changedAt.compareTo(at.uptime()) < 0) // else from the next tick on
                .filter(it -> late(books, it, at))
                .findFirst()
                .flatMap(
                        it ->
                                Finding.of(
                                        "a device not heard for %s to be silent"
                                                .formatted(patience(books, it)),
                                        "%s, not heard since %s, at %s",
                                        it,
                                        it.heardAt,
                                        at.uptime()));
    }

    /** Whether it is late by what a tick, or by what a sweep over confirmed devices shows. */
    private static boolean late(Books books, Account it, Observation seen) {
        return seen instanceof Observation.Missed
                ? seen.at().uptime().minus(it.heardAt).compareTo(patience(books, it)) > 0
                : late(books, it, seen.at());
    }

    private static boolean late(Books books, Account it, Moment at) {
        var since = it.heardAt.compareTo(books.listening) > 0 ? it.heardAt : books.listening;
        if (AT_WORK.contains(it.state) && !it.restarting) {
            var rollout = books.rollout(it.rollout);
            var usual = books.release(rollout).kind().installing();
            var most = rollout.plan.health().installDeadline();
            var done = it.changedAt.plus(usual.compareTo(most) < 0 ? usual : most);
            since = done.compareTo(since) > 0 ? done : since;
        }
        return at.uptime().minus(since).compareTo(patience(books, it)) > 0;
    }

    private static Duration patience(Books books, Account it) {
        var after = books.rollout(it.rollout).plan.health().silentAfter();
        boolean sleeps = it.place.presence() == Presence.SLEEPS;
        var polls = (sleeps ? books.rules.idle() : books.rules.watched()).multipliedBy(3);
        return after.compareTo(polls) > 0 ? after : polls;
    }

    private static Optional<Finding> evident(Books books) {
        for (var rollout : books.rollouts.values()) {
            for (var step : rollout.ladder) {
                long silent =
                        rollout.of(step.number())
                                .filter(it -> it.state == ExposureState.SILENT && it.loud())
                                .count();
                if (rollout.state == RolloutState.RUNNING && silent >= EVIDENT) {
                    return Finding.of(
                            "%d silent devices in a step to stop the rollout".formatted(EVIDENT),
                            "%s runs on with %d in '%s'",
                            rollout.id,
                            silent,
                            step.label());
                }
            }
        }
        return Finding.NONE;
    }
}
