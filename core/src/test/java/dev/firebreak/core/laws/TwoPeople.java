package dev.firebreak.core.laws;

import dev.firebreak.core.approval.ProposedChange;
import dev.firebreak.core.decision.Fact;
import dev.firebreak.core.decision.Observation;
import dev.firebreak.core.plan.FleetRules;
import dev.firebreak.core.words.DeviceId;
import dev.firebreak.core.words.Person;
import dev.firebreak.core.words.Role;
import dev.firebreak.core.words.RolloutId;

import java.util.Optional;

/**
 * Law 9: what starts, resumes or exposes was approved, by digest, by somebody who did not propose
 * it; by two when what it was approved under became looser.
 */
final class TwoPeople implements Law {
    @Override
    public int number() {
        return 9;
    }

    /** Whether this approval counts, by who gave it, when, and for which plan. */
    static boolean counts(Books books, Ledger rollout, Observation.ApproveAsked seen) {
        var issued = Optional.ofNullable(books.credentials.get(seen.credential()));
        return seen.planDigest().equals(rollout.digest)
                && !seen.by().equals(rollout.author)
                && issued.filter(it -> it.credential().person().equals(seen.by()))
                        .filter(it -> Books.earlier(it.at(), rollout.proposedAt))
                        .filter(
                                it ->
                                        it.credential().role() == Role.APPROVER
                                                || it.credential().role() == Role.OWNER)
                        .isPresent();
    }

    @Override
    public Optional<Finding> fact(Books books, Event event, Fact fact) {
        return switch (fact) {
            case Fact.Cleared(var id, _) -> cleared(books.rollout(id), fact);
            case Fact.Started(var id, _, _, _, _, _, _) -> approved(books.rollout(id), fact);
            case Fact.Resumed(var id, _, var by, _) ->
                    resumed(books.rollout(id), by).or(() -> approved(books.rollout(id), fact));
            case Fact.Exposed(var id, _, _, _, _) ->
                    books.known(id).flatMap(it -> approved(it, fact));
            case Fact.DeviceUnflagged(var device, _, var by, _) ->
                    unflagged(Optional.ofNullable(books.unflag.get(device)), by, fact);
            case Fact.FleetApplied(var rules, var by, _) -> applied(books, rules, by, fact);
            case Fact.WrittenOff(var id, var device, _, var by, _) ->
                    writtenOff(books, id, device, by, fact);
            case Fact _ -> Finding.NONE;
        };
    }

    private static Optional<Finding> applied(Books books, FleetRules rules, Person by, Fact fact) {
        var first = Optional.ofNullable(books.wanted.get(ProposedChange.FLEET));
        boolean two =
                first.filter(it -> it.digest().equals(rules.digest()))
                        .filter(it -> !it.by().equals(by))
                        .isPresent();
        return books.people.size() < 2 || !books.raised(rules) || two
                ? Finding.NONE
                : Finding.of("two people to raise the ceiling", "%s after %s", fact, first);
    }

    private static Optional<Finding> unflagged(Optional<Person> first, Person by, Fact fact) {
        return first.filter(it -> !it.equals(by)).isPresent()
                ? Finding.NONE
                : Finding.of("two people to take a flag away", "%s after %s", fact, first);
    }

    private static Optional<Finding> cleared(Ledger rollout, Fact fact) {
        if (rollout.overtaken) {
            return Finding.of(
                    "no approval of %s, under looser rules than it was proposed"
                            .formatted(rollout.id),
                    "%s",
                    fact);
        }
        boolean overrides = !rollout.governed && !rollout.plan.overrides().isEmpty();
        int needed = rollout.outdated || overrides ? 2 : 1;
        return rollout.approvals.size() >= needed
                ? Finding.NONE
                : Finding.of(
                        "%d approvals by others than %s".formatted(needed, rollout.author),
                        "%s with %s",
                        fact,
                        rollout.approvals.keySet());
    }

    private static Optional<Finding> resumed(Ledger rollout, Person by) {
        boolean two =
                !rollout.heldFor.equals("max-harm")
                        || rollout.resumeAskedBy.filter(it -> !it.equals(by)).isPresent();
        return two
                ? Finding.NONE
                : Finding.of(
                        "two people to go on after too much harm",
                        "%s resumed by %s after %s",
                        rollout.id,
                        by,
                        rollout.resumeAskedBy);
    }

    private static Optional<Finding> approved(Ledger rollout, Fact fact) {
        boolean stands = !rollout.outdated && !rollout.approvals.isEmpty();
        return stands
                ? Finding.NONE
                : Finding.of(
                        "a standing approval of " + rollout.id,
                        "%s, approvals %s, outdated %s",
                        fact,
                        rollout.approvals.keySet(),
                        rollout.outdated);
    }

    private static Optional<Finding> writtenOff(
            Books books, RolloutId id, DeviceId device, Person by, Fact fact) {
        var first = Optional.ofNullable(books.rollout(id).writeOffs.get(device));
        return first.filter(it -> !it.equals(by)).isPresent()
                ? Finding.NONE
                : Finding.of("two people to give a device up", "%s after %s", fact, first);
    }
}
