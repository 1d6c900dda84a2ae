package dev.firebreak.core.plan;

import dev.firebreak.core.release.Kind;
import dev.firebreak.core.release.Release;
import dev.firebreak.core.words.Span;
import dev.firebreak.core.words.Tier;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Whether a plan may be proposed at all. What is plainly unsafe is an error, unless an override
 * that takes two approvers names it; what is merely unwise is a warning.
 */
public final class PlanCheck {
    /** Silence is told from a late poll only if several polls fall into the time allowed. */
    private static final int POLLS_BEFORE_SILENCE = 3;

    /** How bad a problem is. */
    public enum Severity {
        /** The plan is refused. */
        ERROR,
        /** It may run, and its approvers should know. */
        WARNING
    }

    /**
     * What is wrong with a plan, and what to write instead.
     *
     * @param path the key in the plan, for example {@code waves[1].steps}
     */
    public record Problem(
            Severity severity, String path, String expected, String found, String todo) {
        /** Whether the plan is refused for it. */
        public boolean isError() {
            return severity == Severity.ERROR;
        }

        @Override
        public String toString() {
            return "%s: expected %s, found %s: %s".formatted(path, expected, found, todo);
        }
    }

    private final Plan plan;
    private final Kind kind;
    private final FleetRules rules;
    private final List<Bindings.Count> counts;
    private final Problems problems = new Problems();

    private PlanCheck(Plan plan, Kind kind, FleetRules rules, List<Bindings.Count> counts) {
        this.plan = plan;
        this.kind = kind;
        this.rules = rules;
        this.counts = counts;
    }

    /** The problems of {@code plan} as far as they show without knowing the fleet. */
    public static List<Problem> check(Plan plan, Kind kind, FleetRules rules) {
        return check(plan, kind, rules, List.of());
    }

    /**
     * The problems of {@code plan} for a release of {@code kind}.
     *
     * @param counts how many devices each tier has in each region; empty = the fleet is not known
     */
    public static List<Problem> check(
            Plan plan, Kind kind, FleetRules rules, List<Bindings.Count> counts) {
        var check = new PlanCheck(plan, kind, rules, counts);
        new LadderCheck(plan, counts, check.problems).check();
        check.health();
        check.wayBack();
        check.budget();
        check.deadline();
        return check.problems.all();
    }

    /** The same for {@code release}, of which some cannot be undone. */
    public static List<Problem> check(
            Plan plan, Release release, FleetRules rules, List<Bindings.Count> counts) {
        var all = new ArrayList<>(check(plan, release.kind(), rules, counts));
        if (!release.reversible()) {
            var more = new Problems();
            IrreversibleCheck.check(plan, more);
            all.addAll(more.all());
        }
        return List.copyOf(all);
    }

    private void health() {
        var health = plan.health();
        var most = health.silentAfter().dividedBy(POLLS_BEFORE_SILENCE);
        if (rules.watched().compareTo(most) > 0) {
            problems.error(
                    "health.silentAfter",
                    "at least %d watched intervals (%s)"
                            .formatted(
                                    POLLS_BEFORE_SILENCE,
                                    Span.told(rules.watched().multipliedBy(POLLS_BEFORE_SILENCE))),
                    Span.told(health.silentAfter()),
                    "raise it, or lower polling.watched in fleet.yaml: a late poll is no silence");
        }
        if (!health.soak().isPositive()) {
            problems.error("health.soak", "a time", Span.told(health.soak()), "write soak: 30m");
        } else if (health.soak().compareTo(rules.watched().multipliedBy(POLLS_BEFORE_SILENCE))
                < 0) {
            problems.warning(
                    "health.soak",
                    "at least %d watched intervals".formatted(POLLS_BEFORE_SILENCE),
                    Span.told(health.soak()),
                    "raise it: so few polls prove little");
        }
        if (!health.installDeadline().isPositive()) {
            problems.error(
                    "health.installDeadline",
                    "a time",
                    Span.told(health.installDeadline()),
                    "write installDeadline: 4h");
        } else if (health.soak().compareTo(health.installDeadline()) >= 0) {
            problems.error(
                    "health.installDeadline",
                    "longer than the soak of " + Span.told(health.soak()),
                    Span.told(health.installDeadline()),
                    "no device could be proved in time: write a longer one");
        }
        if (health.maxHarm() < 1) {
            problems.error(
                    "health.maxHarm",
                    "at least 1",
                    Integer.toString(health.maxHarm()),
                    "write maxHarm: 25");
        }
        if (health.permanentHoldOut().isNegative()) {
            problems.error(
                    "health.permanentHoldOut",
                    "a time, or 0s",
                    Span.told(health.permanentHoldOut()),
                    "write permanentHoldOut: 14d");
        } else if (health.permanentHoldOut().isZero()) {
            problems.warning(
                    "health.permanentHoldOut",
                    "some devices that stay without the release for a time",
                    "none",
                    "write permanentHoldOut: 14d: without them harm that shows late has no judge");
        }
        if (!health.ages().stream().allMatch(Duration::isPositive)) {
            problems.error(
                    "health.ages",
                    "ages above 0",
                    health.ages().stream().map(Span::told).toList().toString(),
                    "write ages: [soak, 24h, 72h]");
        }
        tolerance();
    }

    private void tolerance() {
        var highest =
                plan.waves().stream()
                        .map(wave -> wave.tier().orElse(Tier.MEDIUM))
                        .reduce(Tier.LOW, Tier::or);
        var cap = Tolerance.cap(highest);
        var tolerated = plan.health().tolerated();
        if (tolerated.compareTo(cap) > 0 && !plan.overrides(PlanOverride.TOLERANCE)) {
            problems.error(
                    "health.tolerated",
                    "at most %s, the cap of tier %s".formatted(cap, highest),
                    tolerated.toString(),
                    "lower it, make a plan of its own for the lower tiers, or override tolerance");
        }
    }

    private void wayBack() {
        switch (plan.rollbackTo()) {
            case RollbackTo.None() -> {
                if (plan.overrides(PlanOverride.NO_ROLLBACK)) {
                    problems.warning(
                            "rollbackTo",
                            "a way back",
                            "none",
                            "what a halt finds installed stays installed: it takes two approvers");
                } else {
                    problems.error(
                            "rollbackTo",
                            "a way back",
                            "none",
                            "name a release, write previous, or override no-rollback");
                }
            }
            case RollbackTo.Release(var digest) -> {
                if (digest.equals(plan.release())) {
                    problems.error(
                            "rollbackTo",
                            "another release than the one shipped",
                            digest.brief(),
                            "name the version before it");
                }
            }
            case RollbackTo.Previous() -> {}
        }
        if (kind.needsRestart() && plan.overrides(PlanOverride.NO_RESTART_PROOF)) {
            problems.warning(
                    "restartProof",
                    "proof that a device came back from its restart",
                    "none, for a release of kind " + kind,
                    "map bootId or reportsAfterRestart in fleet.yaml: success before is a claim");
        }
    }

    private void budget() {
        var budget = plan.budget();
        if (budget.group() < 1) {
            problems.error(
                    "budget.redundancyGroup",
                    "at least 1",
                    Integer.toString(budget.group()),
                    "write redundancyGroup: 1");
        } else if (budget.group() > 1) {
            problems.warning(
                    "budget.redundancyGroup",
                    "1, so that never both halves are at risk",
                    Integer.toString(budget.group()),
                    "write redundancyGroup: 1");
        }
        if (budget.fleet().start() == Integer.MAX_VALUE) {
            problems.warning(
                    "budget.fleet",
                    "a start that grows by proof",
                    "a share from the start",
                    "write fleet: {start: 25, max: 5%}");
        }
        rising(Tier.LOW, Tier.HIGH);
        rising(Tier.MEDIUM, Tier.HIGH);
        rising(Tier.LOW, Tier.MEDIUM);
    }

    /** A dead device of a higher tier does more harm: fewer of them at risk. */
    private void rising(Tier lower, Tier higher) {
        var low = Optional.ofNullable(plan.budget().tier().get(lower));
        var high = Optional.ofNullable(plan.budget().tier().get(higher));
        if (low.isPresent() && high.isPresent() && high.get().start() > low.get().start()) {
            problems.warning(
                    "budget.tier." + higher,
                    "a start of at most %d, that of %s".formatted(low.get().start(), lower),
                    Integer.toString(high.get().start()),
                    "lower it: %s devices matter more".formatted(higher));
        }
    }

    private void deadline() {
        plan.deadline()
                .ifPresent(
                        deadline -> {
                            var best = PlanForecast.of(plan, rules, counts).total();
                            if (best.compareTo(deadline) > 0) {
                                problems.error(
                                        "deadline",
                                        "at least %s, the best case".formatted(Span.told(best)),
                                        Span.told(deadline),
                                        "allow more time, or have fewer steps or shorter bakes");
                            }
                        });
    }
}
