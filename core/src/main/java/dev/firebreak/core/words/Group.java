package dev.firebreak.core.words;

/**
 * Machines that stand in for each other: never two of them at risk at once.
 *
 * @param value 1 to 128 printable characters, no slash
 */
public record Group(String value) implements Comparable<Group> {
    public Group {
        Name.check("redundancy group", value);
    }

    @Override
    public int compareTo(Group other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
