package dev.firebreak.core.words;

/**
 * The number under which a device knows one offer: one counter for the whole tenant, which never
 * restarts. Real clients parse it as a 32-bit integer.
 *
 * @param number 1 or more
 */
public record ActionId(int number) implements Comparable<ActionId> {
    public ActionId {
        if (number < 1) {
            throw new IllegalArgumentException(
                    "expected an action number from 1, found %d".formatted(number));
        }
    }

    @Override
    public int compareTo(ActionId other) {
        return Integer.compare(number, other.number);
    }

    @Override
    public String toString() {
        return Integer.toString(number);
    }
}
