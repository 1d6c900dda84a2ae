package dev.firebreak.core.plan;

import dev.firebreak.core.release.Kind;
import dev.firebreak.core.words.Tier;

import java.util.ArrayList;
import java.util.List;

/** Whether a plan is one that may be proposed at all. */
public final class PlanCheck {
    private PlanCheck() {}

    /** How bad a problem is. */
    public enum Severity {
        ERROR,
        WARNING
    }

    /** What is wrong with a plan, and what to write instead. */
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

    /**
     * The problems of {@code plan} for a release of {@code kind} in a fleet under {@code rules}.
     */
    public static List<Problem> check(Plan plan, Kind kind, FleetRules rules) {
        var problems = new ArrayList<Problem>();
        var highest = Tier.LOW;
        for (int i = 0; i < plan.waves().size(); i++) {
            var tier = plan.waves().get(i).tier().orElse(highest);
            if (tier.compareTo(highest) < 0 && !plan.overrides(PlanOverride.UNSAFE_ORDER)) {
                problems.add(
                        new Problem(
                                Severity.ERROR,
                                "waves[%d].tier".formatted(i),
                                "tiers from LOW to HIGH",
                                tier + " after " + highest,
                                "put it before the waves of higher tiers"));
            }
            highest = highest.or(tier);
        }
        return problems;
    }
}
