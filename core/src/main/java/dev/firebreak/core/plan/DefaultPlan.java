package dev.firebreak.core.plan;

import dev.firebreak.core.plan.HealthRule.OnHalt;
import dev.firebreak.core.plan.HealthRule.OnHold;
import dev.firebreak.core.release.Kind;
import dev.firebreak.core.words.Digest;
import dev.firebreak.core.words.Ratio;
import dev.firebreak.core.words.Region;
import dev.firebreak.core.words.Tier;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A plan that is safe for the fleet at hand: what {@code plan init} writes. Tiers from LOW to HIGH,
 * in each the regions with the fewest devices first, in each region a few devices first; budgets
 * that start small and grow by proof. Kinds that restart a machine get more time to come back, and
 * are watched for faults that show late.
 */
public final class DefaultPlan {
    private static final Ratio TOLERATED = Ratio.parse("0.1%");
    private static final int MAX_HARM = 25;
    private static final Duration DAY = Duration.ofDays(1);
    private static final Duration THREE_DAYS = Duration.ofDays(3);
    private static final Duration HELD_OUT = Duration.ofDays(14);

    /**
     * How long a kind of update takes, as a first guess that the fleet's own history will better.
     *
     * @param silentAfter dead time of a restart, and grace
     * @param soak longer than a boot loop takes to show
     * @param installDeadline large downloads over thin lines included
     */
    private record Pace(Duration silentAfter, Duration soak, Duration installDeadline) {}

    private DefaultPlan() {}

    /**
     * The default plan for a release of {@code kind}.
     *
     * @param name for people
     * @param back where devices go back to; {@code None} also sets the override that it needs
     * @param counts how many devices each tier has in each region; a tier without devices gets no
     *     wave. Empty = the fleet is not known: a wave for each tier, regardless of region
     */
    public static Plan forKind(
            String name, Digest release, Kind kind, RollbackTo back, List<Bindings.Count> counts) {
        var waves = Stream.of(Tier.values()).flatMap(tier -> wave(tier, counts).stream()).toList();
        return new Plan(
                name,
                release,
                back,
                waves,
                budget(),
                health(kind),
                Optional.empty(),
                List.of(),
                false,
                back instanceof RollbackTo.None ? Set.of(PlanOverride.NO_ROLLBACK) : Set.of());
    }

    private static Optional<WavePlan> wave(Tier tier, List<Bindings.Count> counts) {
        var regions =
                counts.stream()
                        .filter(count -> count.tier() == tier && count.devices() > 0)
                        .sorted(
                                Comparator.comparingLong(Bindings.Count::devices)
                                        .thenComparing(Bindings.Count::region))
                        .map(Bindings.Count::region)
                        .map(List::of)
                        .toList();
        boolean known = counts.stream().anyMatch(count -> count.devices() > 0);
        if (known && regions.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                switch (tier) {
                    case LOW -> wave(tier, "low", regions, 4, "1%", "10%", "50%", "100%");
                    case MEDIUM -> wave(tier, "medium", regions, 12, "1%", "10%", "100%");
                    case HIGH -> wave(tier, "high", regions, 24, "1%", "5%", "25%", "100%");
                });
    }

    private static WavePlan wave(
            Tier tier, String name, List<List<Region>> regions, int bakeHours, String... steps) {
        return new WavePlan(
                name,
                Optional.empty(),
                Optional.of(tier),
                regions,
                Stream.of(steps).map(Ratio::parse).toList(),
                Duration.ofHours(bakeHours),
                Optional.empty(),
                false);
    }

    private static Budget budget() {
        return new Budget(
                rising(25, "5%"),
                Map.of(
                        Tier.LOW, rising(20, "5%"),
                        Tier.MEDIUM, rising(5, "2%"),
                        Tier.HIGH, rising(2, "1%")),
                Optional.of(rising(20, "10%")),
                Optional.of(Allowance.fixed(Ratio.parse("5%"))),
                1);
    }

    private static Allowance rising(int start, String share) {
        return new Allowance(start, Optional.empty(), Optional.of(Ratio.parse(share)));
    }

    private static HealthRule health(Kind kind) {
        var pace = pace(kind);
        return new HealthRule(
                pace.silentAfter(),
                pace.soak(),
                TOLERATED,
                MAX_HARM,
                ages(kind, pace.soak()),
                pace.installDeadline(),
                List.of("os", "kernel", "agents"),
                List.of("customer", "site"),
                HELD_OUT,
                OnHold.PAGE,
                OnHalt.ROLLBACK);
    }

    private static Pace pace(Kind kind) {
        return switch (kind) {
            case CONTENT, CONFIG -> pace(10, 30, 4);
            case AGENT -> pace(20, 30, 4);
            case DRIVER -> pace(30, 60, 4);
            case FIRMWARE, OS -> pace(60, 120, 24);
        };
    }

    private static Pace pace(int silentMinutes, int soakMinutes, int installHours) {
        return new Pace(
                Duration.ofMinutes(silentMinutes),
                Duration.ofMinutes(soakMinutes),
                Duration.ofHours(installHours));
    }

    /** How late the faults of this kind are known to show. */
    private static List<Duration> ages(Kind kind, Duration soak) {
        return switch (kind) {
            case CONTENT, CONFIG -> List.of(soak);
            case AGENT -> List.of(soak, DAY);
            case DRIVER, FIRMWARE, OS -> List.of(soak, DAY, THREE_DAYS);
        };
    }
}
