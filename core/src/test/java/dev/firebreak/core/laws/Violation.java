package dev.firebreak.core.laws;

/** A law that was broken, where, and how. */
record Violation(Law law, long seed, int step, String expected, String found) {
    @Override
    public String toString() {
        return "law %d (%s), seed %d, step %d: expected %s, found %s"
                .formatted(
                        law.number(), law.getClass().getSimpleName(), seed, step, expected, found);
    }
}
