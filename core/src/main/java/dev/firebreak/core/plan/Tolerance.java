package dev.firebreak.core.plan;

import dev.firebreak.core.words.Ratio;
import dev.firebreak.core.words.Tier;

/** How much harm a good release may do at most; a plan may tolerate less, more takes two people. */
public final class Tolerance {
    private static final Ratio HIGH = Ratio.parse("0.1%");
    private static final Ratio MEDIUM = Ratio.parse("0.2%");
    private static final Ratio LOW = Ratio.parse("0.5%");

    private Tolerance() {}

    /** The cap of {@code tier}. */
    public static Ratio cap(Tier tier) {
        return switch (tier) {
            case HIGH -> HIGH;
            case MEDIUM -> MEDIUM;
            case LOW -> LOW;
        };
    }
}
