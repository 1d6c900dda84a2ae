package dev.firebreak.core.plan;

import dev.firebreak.core.words.Ratio;

import java.util.Optional;

/**
 * How many devices of a scope may be exposed and not yet confirmed: a start that doubles with each
 * promoted step that confirmed devices of the scope, up to a number or share. It never grows by
 * time alone.
 *
 * @param start what is allowed before anything is proved; at least 1
 * @param most the largest number ever, if there is one
 * @param share the largest share of the scope's devices ever, if there is one; at least one device
 */
public record Allowance(int start, Optional<Integer> most, Optional<Ratio> share) {
    /** No doubling goes beyond this: the int is full. */
    private static final int LAST_DOUBLING = 30;

    public Allowance {
        if (start < 1) {
            throw new IllegalArgumentException(
                    "expected a budget of at least 1, found %d: without a place nothing ever ships"
                            .formatted(start));
        }
        if (most.isEmpty() && share.isEmpty()) {
            throw new IllegalArgumentException(
                    "expected a largest number or share, found none: write {start: 5, max: 5%}");
        }
    }

    /** Always {@code number}. */
    public static Allowance fixed(int number) {
        return new Allowance(number, Optional.of(number), Optional.empty());
    }

    /** Always {@code share} of the scope. */
    public static Allowance fixed(Ratio share) {
        return new Allowance(Integer.MAX_VALUE, Optional.empty(), Optional.of(share));
    }

    /**
     * The limit for a scope of {@code size} devices after {@code doublings} promoted steps; at
     * least 1.
     */
    public int limit(int doublings, long size) {
        long earned = (long) start << Math.clamp(doublings, 0, LAST_DOUBLING);
        long byNumber = most.map(Integer::longValue).orElse(Long.MAX_VALUE);
        long byShare = share.map(part -> Math.max(1, part.floorOf(size))).orElse(Long.MAX_VALUE);
        return (int) Math.min(Integer.MAX_VALUE, Math.min(earned, Math.min(byNumber, byShare)));
    }
}
