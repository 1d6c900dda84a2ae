package dev.firebreak.core.laws;

import dev.firebreak.core.decision.Fact;
import dev.firebreak.core.decision.Observation;
import dev.firebreak.core.decision.RolloutState;
import dev.firebreak.core.device.ExposureState;
import dev.firebreak.core.evidence.Evidence;
import dev.firebreak.core.evidence.Result;
import dev.firebreak.core.evidence.Trust;
import dev.firebreak.core.gate.Requirement;
import dev.firebreak.core.plan.RollbackTo;
import dev.firebreak.core.words.DeviceId;
import dev.firebreak.core.words.Digest;
import dev.firebreak.core.words.Moment;
import dev.firebreak.core.words.Ratio;
import dev.firebreak.core.words.Tier;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Law 3: only proof opens. A rollout starts on sound evidence, a step is promoted on confirmed
 * devices and a bake in which nothing happened, never past devices that are withheld for now, a
 * device is confirmed after it was heard through its soak; a device at which a person must say yes
 * is exposed after they did.
 */
final class FailClosed implements Law {
    private static final double HEARD_ENOUGH = 0.8;

    @Override
    public int number() {
        return 3;
    }

    @Override
    public Optional<Finding> fact(Books books, Event event, Fact fact) {
        return switch (fact) {
            case Fact.Exposed exposed -> consented(books, event, exposed);
            case Fact.Started started -> started(books, started);
            case Fact.Promoted promoted -> promoted(books, promoted);
            case Fact.Confirmed(var rollout, var device, var at) ->
                    books.account(rollout, device)
                            .map(it -> confirmed(books, it, at))
                            .orElse(Finding.of("an exposure to confirm", "none: %s", fact));
            case Fact _ -> Finding.NONE;
        };
    }

    private static Optional<Finding> consented(Books books, Event event, Fact.Exposed fact) {
        boolean wanted =
                event.seen() instanceof Observation.Asked asked
                        && asked.consent()
                        && !books.consents.always(fact.device());
        return wanted && !books.consents.given(fact.action())
                ? Finding.of("a person's yes before the exposure", "none: %s", fact)
                : Finding.NONE;
    }

    @Override
    public Optional<Finding> settled(Books books, Event last, Core core) {
        boolean jumped =
                last.decision().facts().stream().anyMatch(Fact.ClockJumped.class::isInstance);
        return jumped ? allHeld(books, "the clock jumped") : Finding.NONE;
    }

    /** Nothing runs on when what is known has become doubtful. */
    static Optional<Finding> allHeld(Books books, String why) {
        return books.rollouts.values().stream()
                .filter(it -> it.state == RolloutState.RUNNING)
                .findFirst()
                .flatMap(it -> Finding.of("no rollout to run on when " + why, "%s runs on", it.id));
    }

    private static Optional<Finding> started(Books books, Fact.Started fact) {
        var rollout = books.rollout(fact.rollout());
        var release = rollout.plan.release();
        if (rollout.plan.rollbackTo() instanceof RollbackTo.Release(var back)
                && !good(books, back, fact.at())) {
            return Finding.of(
                    "a release to go back to that is known to be good", "%s", rollout.plan);
        }
        return cleared(books, release, fact.at())
                        || (rollout.governed && good(books, release, fact.at()))
                ? Finding.NONE
                : Finding.of(
                        "sound, fresh, passing evidence of what is started",
                        "%s started on %s",
                        rollout.id,
                        books.evidence.getOrDefault(release, List.of()));
    }

    private static boolean cleared(Books books, Digest release, Moment at) {
        return !books.policy.requirements().isEmpty()
                && books.policy.requirements().stream()
                        .allMatch(it -> proof(books, release, it, at).isPresent());
    }

    /** Not revoked, and cleared by the gate or proved by an earlier rollout that goes on. */
    private static boolean good(Books books, Digest release, Moment at) {
        boolean proved =
                books.rollouts.values().stream()
                        .filter(it -> it.plan.release().equals(release) && it.proved)
                        .anyMatch(
                                it ->
                                        it.state == RolloutState.RUNNING
                                                || it.state == RolloutState.HELD
                                                || it.state == RolloutState.COMPLETED);
        return !books.revoked.contains(release) && (proved || cleared(books, release, at));
    }

    /** The newest sound run, if it meets the requirement in every respect but its controls. */
    static Optional<Evidence> proof(
            Books books, Digest release, Requirement requirement, Moment at) {
        var all = books.evidence.getOrDefault(release, List.<Evidence>of());
        return proof(books, all, release, requirement, at);
    }

    /** The same among some of the evidence. */
    static Optional<Evidence> proof(
            Books books, List<Evidence> among, Digest release, Requirement requirement, Moment at) {
        return among.stream()
                .filter(it -> sound(books, it, requirement))
                .filter(it -> it.subjects().equals(List.of(release)))
                .max(Comparator.comparing(Evidence::finishedAt))
                .filter(it -> it.result() == Result.PASS)
                .filter(
                        it ->
                                Duration.between(it.finishedAt(), at.wall())
                                                .compareTo(requirement.maxAge())
                                        <= 0);
    }

    private static boolean sound(Books books, Evidence it, Requirement requirement) {
        return it.check().equals(requirement.id())
                && it.trust() instanceof Trust.Signed(var key, var bytes)
                && requirement.signers().contains(key)
                && bytes.equals(books.policy.keys().get(key));
    }

    private static Optional<Finding> promoted(Books books, Fact.Promoted fact) {
        var rollout = books.rollout(fact.rollout());
        var step = rollout.ladder.get(fact.step());
        long exposed = rollout.of(fact.step()).count();
        long confirmed =
                rollout.of(fact.step()).filter(it -> it.state == ExposureState.CONFIRMED).count();
        long dropped =
                rollout.of(fact.step()).filter(it -> it.state == ExposureState.WITHDRAWN).count();
        var unexposed = new Unexposed(books, rollout, step);
        boolean unmet = unexposed.unmet() && !rollout.governed;
        var withheld =
                unmet
                        ? unexposed.waitedFor(fact.at().uptime()).findFirst()
                        : Optional.<DeviceId>empty();
        if (withheld.isPresent()) {
            return Finding.of(
                    "no promotion past devices that are withheld for now",
                    "'%s' of %s promoted, and %s was there",
                    step.label(),
                    rollout.id,
                    withheld.get());
        }
        if (exposed == dropped) {
            boolean before = unexposed.exposed() > 0;
            boolean some = unmet && unexposed.left().findFirst().isPresent();
            return (before && !some) || step.allowEmpty()
                    ? Finding.NONE
                    : Finding.of("no promotion without data", "'%s' promoted", step.label());
        }
        long open = rollout.of(fact.step()).filter(Account::unresolved).count();
        var quiet =
                fact.at()
                        .uptime()
                        .minus(rollout.resolvedAt.getOrDefault(fact.step(), fact.at().uptime()));
        var cap = tolerated(rollout, step.tier().orElse(Tier.MEDIUM));
        long harmed = rollout.of(fact.step()).filter(it -> it.harmed() && it.loud()).count();
        long borne =
                Math.max(
                        (long) (cap.value() * exposed),
                        rollout.acceptedHarm.getOrDefault(fact.step(), 0L));
        return confirmed > 0 && open == 0 && quiet.compareTo(step.bake()) >= 0 && harmed <= borne
                ? Finding.NONE
                : Finding.of(
                        "confirmed devices, none on its way, a bake of %s, harm up to %d"
                                .formatted(step.bake(), borne),
                        "'%s' of %s promoted with %d confirmed, %d on their way, %s, %d harmed",
                        step.label(),
                        rollout.id,
                        confirmed,
                        open,
                        quiet,
                        harmed);
    }

    private static Ratio tolerated(Ledger rollout, Tier tier) {
        var cap =
                switch (tier) {
                    case LOW -> Ratio.parse("0.5%");
                    case MEDIUM -> Ratio.parse("0.2%");
                    case HIGH -> Ratio.parse("0.1%");
                };
        var planned = rollout.plan.health().tolerated();
        return planned.compareTo(cap) < 0 ? planned : cap;
    }

    private static Optional<Finding> confirmed(Books books, Account it, Moment at) {
        var rollout = books.rollout(it.rollout);
        var release = books.release(rollout);
        var client = it.place.client();
        var since = at.uptime().minus(it.soakSince);
        long expected = since.dividedBy(books.rules.watched());
        boolean heard =
                since.compareTo(rollout.plan.health().soak()) >= 0
                        && it.soakPolls >= Math.max(1, (long) (HEARD_ENOUGH * expected));
        boolean booted =
                !release.kind().needsRestart()
                        || client.reportsAfterRestart()
                        || (client.saysBootId()
                                && it.bootBefore.isPresent()
                                && !Optional.ofNullable(books.boots.get(it.device))
                                        .equals(it.bootBefore));
        boolean named = !client.saysVersion() || it.said.equals(Optional.of(release.label()));
        boolean one = !books.flagged.contains(it.device);
        boolean leaves =
                (rollout.state == RolloutState.ROLLING_BACK
                                || rollout.state == RolloutState.ROLLED_BACK)
                        && rollout.plan.rollbackTo() instanceof RollbackTo.Release(var target)
                        && !books.revoked.contains(target);
        if (leaves) {
            return Finding.of("none confirmed that is to go back", "%s of %s", it, rollout.state);
        }
        return heard && booted && named && one && ((it.fetched && it.saidSuccess) || it.reopened)
                ? Finding.NONE
                : Finding.of(
                        "confirmed after success, soak, restart and version are proved",
                        "%s confirmed: success %s, fetched %s, heard %d times in %s of %s,"
                                + " booted %s, version %s, single %s",
                        it,
                        it.saidSuccess,
                        it.fetched,
                        it.soakPolls,
                        since,
                        rollout.plan.health().soak(),
                        booted,
                        it.said,
                        one);
    }
}
