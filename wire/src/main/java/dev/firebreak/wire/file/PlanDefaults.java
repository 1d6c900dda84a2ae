package dev.firebreak.wire.file;

import dev.firebreak.core.plan.Allowance;
import dev.firebreak.core.plan.HealthRule;
import dev.firebreak.core.plan.HealthRule.OnHalt;
import dev.firebreak.core.plan.HealthRule.OnHold;
import dev.firebreak.core.words.Ratio;
import dev.firebreak.core.words.Tier;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What holds where a plan says nothing. Each is meant to be too careful rather than too bold; a
 * plan that wants more says so, and then its approvers have read it.
 */
final class PlanDefaults {
    static final List<Ratio> STEPS = List.of(Ratio.ALL);

    static final Allowance FLEET = rising(25, "5%");
    static final Allowance REGION = rising(20, "10%");
    static final Allowance CUSTOMER = Allowance.fixed(Ratio.parse("5%"));
    static final int GROUP = 1;

    static final Duration SOAK = Duration.ofMinutes(30);

    static final HealthRule HEALTH =
            new HealthRule(
                    Duration.ofMinutes(10),
                    SOAK,
                    Ratio.parse("0.1%"),
                    25,
                    List.of(SOAK, Duration.ofHours(24), Duration.ofHours(72)),
                    Duration.ofHours(4),
                    List.of("os", "kernel", "agents"),
                    List.of("customer", "site"),
                    Duration.ofDays(14),
                    OnHold.PAGE,
                    OnHalt.ROLLBACK);

    private PlanDefaults() {}

    static Allowance tier(Tier tier) {
        return switch (tier) {
            case LOW -> rising(20, "5%");
            case MEDIUM -> rising(5, "2%");
            case HIGH -> rising(2, "1%");
        };
    }

    /** Longer where a dead device does more harm; a wave without tier may hold MEDIUM devices. */
    static Duration bake(Optional<Tier> tier) {
        return switch (tier.orElse(Tier.MEDIUM)) {
            case LOW -> Duration.ofHours(4);
            case MEDIUM -> Duration.ofHours(12);
            case HIGH -> Duration.ofHours(24);
        };
    }

    private static Allowance rising(int start, String share) {
        return new Allowance(start, Optional.empty(), Optional.of(Ratio.parse(share)));
    }
}
