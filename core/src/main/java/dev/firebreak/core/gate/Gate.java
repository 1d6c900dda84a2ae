package dev.firebreak.core.gate;

import dev.firebreak.core.evidence.Control;
import dev.firebreak.core.evidence.Evidence;
import dev.firebreak.core.evidence.Trust;
import dev.firebreak.core.gate.GateDecision.Finding;
import dev.firebreak.core.gate.GateDecision.Outcome;
import dev.firebreak.core.words.Digest;
import dev.firebreak.core.words.Reason;
import dev.firebreak.core.words.Span;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Whether a release may go out: a pure function of evidence, policy and time.
 *
 * <p>For each requirement, the rules in their order; the first that fails names the reason:
 *
 * <ol>
 *   <li>Only evidence whose check is the requirement's id counts; without any it is MISSING.
 *   <li>Evidence is <em>sound</em> if it can be read, a key that the policy knows and the
 *       requirement names has signed it, its only subject is this release, and it did not end in
 *       the future. With none that is sound the requirement is INVALID.
 *   <li>Of what is sound the newest run counts, and it alone: a failure stays a failure until a
 *       later run passes, and the pass before it does not help. Of two that ended together the
 *       worse counts.
 *   <li>That run must be young enough (STALE), must have rejected enough known-bad variants and
 *       have judged every variant as expected (CONTROL_FAILED), and must have passed (FAIL,
 *       INCONCLUSIVE).
 * </ol>
 *
 * <p>What is not sound neither helps nor hurts: anybody may hand in junk. One exception: when a
 * signer whom the requirement names says <em>not passed</em> and its clock is ahead, that may not
 * be dropped for its time; it stands in the way (INVALID) of a pass that claims to be older.
 */
public final class Gate {
    /** How far a runner's clock may be ahead of ours. */
    private static final Duration CLOCK_AHEAD = Duration.ofMinutes(5);

    /** What makes evidence sound, in the order in which it is asked. */
    private enum Rule {
        READABLE,
        SIGNED,
        KNOWN,
        GENUINE,
        ALLOWED,
        ABOUT_THIS,
        IN_THE_PAST
    }

    /** The first rule that a piece of evidence breaks. */
    private record Flaw(Rule rule, String why) {}

    /** What one piece of evidence says of one requirement. */
    private record Claim(Instant finishedAt, Finding finding, Optional<Flaw> flaw) {
        /** The newest, and of two equally new the worse. */
        static final Comparator<Claim> ORDER =
                Comparator.comparing(Claim::finishedAt).thenComparing(claim -> !claim.passes());

        boolean passes() {
            return finding.outcome() == Outcome.PASS;
        }
    }

    private final Digest release;
    private final GatePolicy policy;
    private final List<Evidence> evidence;
    private final Instant now;

    private Gate(Digest release, GatePolicy policy, List<Evidence> evidence, Instant now) {
        this.release = release;
        this.policy = policy;
        this.evidence =
                evidence.stream()
                        .filter(
                                piece ->
                                        piece.addedTo().equals(release)
                                                || piece.subjects().contains(release))
                        .toList();
        this.now = now;
    }

    /** What {@code policy} says of {@code release} at {@code now}, given all that was handed in. */
    public static GateDecision decide(
            Digest release, GatePolicy policy, List<Evidence> evidence, Instant now) {
        var gate = new Gate(release, policy, evidence, now);
        return new GateDecision(
                release, policy.requirements().stream().map(gate::finding).toList());
    }

    private Finding finding(Requirement requirement) {
        var claims =
                evidence.stream()
                        .filter(piece -> piece.check().equals(requirement.id()))
                        .map(piece -> claim(piece, requirement))
                        .toList();
        return claims.stream()
                .filter(claim -> claim.flaw().isEmpty())
                .max(Claim.ORDER)
                .map(Claim::finding)
                .orElseGet(() -> nothingCounts(claims, requirement));
    }

    private Claim claim(Evidence piece, Requirement requirement) {
        var flaw = flaw(piece, requirement);
        var finding =
                flaw.map(broken -> found(requirement, Outcome.INVALID, broken.why()))
                        .orElseGet(() -> examined(piece, requirement));
        boolean fromFuture = flaw.filter(is -> is.rule() == Rule.IN_THE_PAST).isPresent();
        boolean noPass = examined(piece, requirement).outcome() != Outcome.PASS;
        return new Claim(
                piece.finishedAt(), finding, fromFuture && noPass ? Optional.empty() : flaw);
    }

    private Finding examined(Evidence run, Requirement requirement) {
        var age = Duration.between(run.finishedAt(), now);
        if (age.compareTo(requirement.maxAge()) > 0) {
            return found(
                    requirement,
                    Outcome.STALE,
                    "expected a run not older than %s, found one that ended %s ago: run it again"
                            .formatted(Span.told(requirement.maxAge()), Span.told(age)));
        }
        var wrong = run.controls().stream().filter(Gate::misjudged).findFirst();
        if (wrong.isPresent()) {
            return found(requirement, Outcome.CONTROL_FAILED, saysOf(wrong.get()));
        }
        long rejected =
                run.controls().stream()
                        .filter(Control::rejectedAsExpected)
                        .map(Control::id)
                        .distinct()
                        .count();
        if (rejected < requirement.controls()) {
            return found(
                    requirement,
                    Outcome.CONTROL_FAILED,
                    ("expected %d known-bad variants rejected in the same run, found %d:"
                                    + " a check that never says no proves nothing")
                            .formatted(requirement.controls(), rejected));
        }
        return switch (run.result()) {
            case PASS ->
                    found(
                            requirement,
                            Outcome.PASS,
                            "passed, in a run not older than %s that rejected %d known-bad variants"
                                    .formatted(Span.told(requirement.maxAge()), rejected));
            case FAIL ->
                    found(
                            requirement,
                            Outcome.FAIL,
                            "expected a pass, found that the newest run failed: mend the release");
            case INCONCLUSIVE ->
                    found(
                            requirement,
                            Outcome.INCONCLUSIVE,
                            "expected a pass, found that the newest run could not tell: run it again");
        };
    }

    /** No run counts; the one that came nearest says why, so that people mend the right thing. */
    private Finding nothingCounts(List<Claim> claims, Requirement requirement) {
        Optional<Flaw> nearest =
                claims.stream()
                        .flatMap(claim -> claim.flaw().stream())
                        .max(Comparator.comparing(Flaw::rule));
        // Half a report does not even say which check it was: it may be the one that is missing.
        Optional<Flaw> named = nearest.or(this::unreadable);
        return named.map(flaw -> found(requirement, Outcome.INVALID, flaw.why()))
                .orElseGet(
                        () ->
                                found(
                                        requirement,
                                        Outcome.MISSING,
                                        ("expected evidence of the check '%s', found none:"
                                                        + " run it and hand in its result")
                                                .formatted(requirement.id())));
    }

    private Optional<Flaw> unreadable() {
        for (var piece : evidence) {
            if (piece.trust() instanceof Trust.Unreadable(var why)) {
                return Optional.of(broken(why));
            }
        }
        return Optional.empty();
    }

    private Optional<Flaw> flaw(Evidence piece, Requirement requirement) {
        return switch (piece.trust()) {
            case Trust.Unreadable(var why) -> Optional.of(broken(why));
            case Trust.Unsigned() ->
                    flaw(Rule.SIGNED, "expected a signature, found none: sign the evidence");
            case Trust.UnknownSigner(var key) ->
                    flaw(
                            Rule.KNOWN,
                            ("expected a signer that the policy knows, found '%s':"
                                            + " add its key to the policy, or sign with a known one")
                                    .formatted(Reason.told(key)));
            case Trust.BadSignature(var key) ->
                    flaw(
                            Rule.GENUINE,
                            ("expected a signature by '%s', found one that is not:"
                                            + " sign again, and ask who changed it")
                                    .formatted(Reason.told(key)));
            case Trust.Signed(var key, var bytes) -> flawOfSigned(piece, key, bytes, requirement);
        };
    }

    private Optional<Flaw> flawOfSigned(
            Evidence piece, String key, String bytes, Requirement requirement) {
        if (!policy.keys().containsKey(key)) {
            return flaw(
                    Rule.KNOWN,
                    ("expected a signer that the policy knows, found '%s', which it knows no longer:"
                                    + " sign with a known one")
                            .formatted(Reason.told(key)));
        }
        if (!bytes.equals(policy.keys().get(key))) {
            return flaw(
                    Rule.KNOWN,
                    ("expected a signer that the policy knows, found another key named '%s':"
                                    + " sign again with the one that bears the name now")
                            .formatted(Reason.told(key)));
        }
        if (!requirement.signers().contains(key)) {
            return flaw(
                    Rule.ALLOWED,
                    "expected one of %s to sign for '%s', found '%s': let one of them run it"
                            .formatted(requirement.signers(), requirement.id(), Reason.told(key)));
        }
        if (!Set.copyOf(piece.subjects()).equals(Set.of(release))) {
            return flaw(
                    Rule.ABOUT_THIS,
                    "expected a statement about this release (%s) alone, found one about %s: test what is shipped"
                            .formatted(release.brief(), subjectsOf(piece)));
        }
        if (piece.finishedAt().isAfter(now.plus(CLOCK_AHEAD))) {
            return flaw(
                    Rule.IN_THE_PAST,
                    ("expected a run that has ended, found the end %s from now:"
                                    + " set the runner's clock and run it again")
                            .formatted(Span.told(Duration.between(now, piece.finishedAt()))));
        }
        return Optional.empty();
    }

    private static Flaw broken(String why) {
        return new Flaw(
                Rule.READABLE,
                "expected a statement that can be read, found: %s: hand in the whole of it"
                        .formatted(Reason.told(why)));
    }

    private static Optional<Flaw> flaw(Rule rule, String why) {
        return Optional.of(new Flaw(rule, why));
    }

    private static boolean misjudged(Control control) {
        return control.observed() != control.expected();
    }

    private static String saysOf(Control control) {
        return "expected the known variant '%s' to come out as %s, found %s: mend the check before you trust it"
                .formatted(Reason.told(control.id()), control.expected(), control.observed());
    }

    private String subjectsOf(Evidence piece) {
        var others = piece.subjects().stream().filter(digest -> !digest.equals(release)).toList();
        return others.isEmpty()
                ? "nothing"
                : piece.subjects().contains(release)
                        ? "it and also about " + others.getFirst().brief()
                        : others.getFirst().brief();
    }

    private static Finding found(Requirement requirement, Outcome outcome, String why) {
        return new Finding(requirement.id(), outcome, why);
    }
}
