package dev.firebreak.wire.file;

import dev.firebreak.core.plan.Allowance;
import dev.firebreak.core.plan.Budget;
import dev.firebreak.core.words.Ratio;
import dev.firebreak.core.words.Tier;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** Reads {@code budget:} of a plan; what it leaves out has its default, not the sky. */
final class BudgetReader {
    private static final String VALUE = "a number, a share, or {start: 5, max: 5%}";

    private BudgetReader() {}

    static Budget defaults() {
        return new Budget(
                PlanDefaults.FLEET,
                tiers(Map.of()),
                Optional.of(PlanDefaults.REGION),
                Optional.of(PlanDefaults.CUSTOMER),
                PlanDefaults.GROUP);
    }

    static Optional<Budget> read(Cursor at) {
        return at.fields("fleet", "tier", "region", "customer", "redundancyGroup")
                .map(BudgetReader::budget);
    }

    private static Budget budget(Fields fields) {
        return new Budget(
                fields.get("fleet").flatMap(BudgetReader::allowance).orElse(PlanDefaults.FLEET),
                fields.get("tier").map(BudgetReader::tiers).orElseGet(() -> tiers(Map.of())),
                optional(fields.get("region"), PlanDefaults.REGION),
                optional(fields.get("customer"), PlanDefaults.CUSTOMER),
                fields.get("redundancyGroup")
                        .flatMap(group -> group.number(1, Integer.MAX_VALUE))
                        .orElse(PlanDefaults.GROUP));
    }

    private static Map<Tier, Allowance> tiers(Cursor at) {
        Map<Tier, Optional<Allowance>> written = new EnumMap<>(Tier.class);
        at.fields("LOW", "MEDIUM", "HIGH")
                .ifPresent(
                        fields ->
                                fields.all()
                                        .forEach(
                                                (tier, value) ->
                                                        written.put(
                                                                Tier.valueOf(tier),
                                                                unlessNone(value))));
        return tiers(written);
    }

    private static Map<Tier, Allowance> tiers(Map<Tier, Optional<Allowance>> written) {
        Map<Tier, Allowance> tiers = new EnumMap<>(Tier.class);
        for (var tier : Tier.values()) {
            written.getOrDefault(tier, Optional.of(PlanDefaults.tier(tier)))
                    .ifPresent(allowance -> tiers.put(tier, allowance));
        }
        return tiers;
    }

    private static Optional<Allowance> optional(Optional<Cursor> at, Allowance base) {
        return at.isEmpty() ? Optional.of(base) : unlessNone(at.get());
    }

    private static Optional<Allowance> unlessNone(Cursor at) {
        return at.is(PlanReader.NONE) ? Optional.empty() : allowance(at);
    }

    private static Optional<Allowance> allowance(Cursor at) {
        if (at.isMapping()) {
            return at.fields("start", "max").flatMap(fields -> growing(at, fields));
        }
        if (at.node() instanceof YamlNode.Scalar scalar && !scalar.nothing()) {
            var number = Units.whole(scalar.text()).filter(count -> count > 0);
            var share = Units.ratio(scalar.text()).filter(BudgetReader::something);
            if (number.isPresent() || share.isPresent()) {
                return number.map(Allowance::fixed).or(() -> share.map(Allowance::fixed));
            }
        }
        at.wrong(VALUE, "write at least 1, or a share above 0%");
        return Optional.empty();
    }

    private static boolean something(Ratio share) {
        return share.compareTo(Ratio.NONE) > 0;
    }

    private static Optional<Allowance> growing(Cursor at, Fields fields) {
        var start = fields.need("start", "start: 5").flatMap(it -> it.number(1, Integer.MAX_VALUE));
        var max = fields.need("max", "max: 5%").flatMap(BudgetReader::most);
        if (start.isEmpty() || max.isEmpty()) {
            return Optional.empty();
        }
        var most = max.get().most();
        if (most.isPresent() && most.get() < start.get()) {
            at.complaints()
                    .add(
                            at.spot(),
                            at.path(),
                            "a max of at least the start",
                            "%d after %d".formatted(most.get(), start.get()),
                            "raise max or lower start");
            return Optional.empty();
        }
        return Optional.of(new Allowance(start.get(), most, max.get().share()));
    }

    private static Optional<Allowance> most(Cursor at) {
        if (at.isMapping()) {
            at.wrong("a number or a share", "write 500 or 5%");
            return Optional.empty();
        }
        return allowance(at);
    }
}
