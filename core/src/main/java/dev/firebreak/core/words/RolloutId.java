package dev.firebreak.core.words;

/**
 * The number of a rollout in its tenant, counted from 1; people see {@code r1}.
 *
 * @param number 1 or more
 */
public record RolloutId(int number) implements Comparable<RolloutId> {
    public RolloutId {
        if (number < 1) {
            throw new IllegalArgumentException(
                    "expected a rollout number from 1, found %d".formatted(number));
        }
    }

    /**
     * The rollout written as {@code r1}.
     *
     * @throws IllegalArgumentException if nothing is written so
     */
    public static RolloutId parse(String text) {
        try {
            return new RolloutId(Integer.parseInt(text.startsWith("r") ? text.substring(1) : text));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "expected a rollout like r1, found '%s': see 'rollout list'"
                            .formatted(Reason.told(text)),
                    e);
        }
    }

    @Override
    public int compareTo(RolloutId other) {
        return Integer.compare(number, other.number);
    }

    @Override
    public String toString() {
        return "r" + number;
    }
}
