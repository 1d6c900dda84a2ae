package dev.firebreak.core.plan;

import dev.firebreak.core.words.Span;

import java.time.Duration;

/**
 * What a plan must say that ships what cannot be undone (fused firmware, migrated data): no way
 * back is promised, one device of each customer is at risk, each step is watched for three days,
 * and the platform owner has said yes (decision 18).
 */
final class IrreversibleCheck {
    private static final Duration WATCHED = Duration.ofDays(3);

    /** Later steps of a region are watched for a quarter of the bake. */
    private static final int LATER_STEPS_SHARE = 4;

    private IrreversibleCheck() {}

    static void check(Plan plan, Problems problems) {
        if (!(plan.rollbackTo() instanceof RollbackTo.None)) {
            problems.error(
                    "rollbackTo",
                    "none, as the release is not reversible",
                    "a way back",
                    "write rollbackTo: none, and override no-rollback");
        }
        if (plan.budget().customer().filter(it -> it.equals(Allowance.fixed(1))).isEmpty()) {
            problems.error(
                    "budget.customer",
                    "1, as the release is not reversible",
                    plan.budget().customer().map(Allowance::toString).orElse("no limit"),
                    "write customer: 1");
        }
        for (int number = 0; number < plan.waves().size(); number++) {
            bake(number, plan.waves().get(number), problems);
        }
        if (!plan.ownerRequired()) {
            problems.error(
                    "oversight.platformOwner",
                    "the owner's approval, as the release is not reversible",
                    "none asked for",
                    "write oversight: {platformOwner: required}");
        }
    }

    private static void bake(int number, WavePlan wave, Problems problems) {
        boolean later = wave.steps().size() > 1;
        var least = later ? WATCHED.multipliedBy(LATER_STEPS_SHARE) : WATCHED;
        if (wave.bake().compareTo(least) < 0) {
            problems.error(
                    "waves[%d].bake".formatted(number),
                    "%s, so that each step is watched for 72h, as the release is not reversible"
                            .formatted(Span.told(least)),
                    Span.told(wave.bake()),
                    "write bake: %dh".formatted(least.toHours()));
        }
    }
}
