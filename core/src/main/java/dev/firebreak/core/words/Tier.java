package dev.firebreak.core.words;

/** How much harm a dead device does. The order is that of the waves: low before high. */
public enum Tier {
    LOW,
    MEDIUM,
    HIGH;

    /** The higher of the two: what a device reports may raise its tier, never lower it. */
    public Tier or(Tier other) {
        return compareTo(other) >= 0 ? this : other;
    }
}
