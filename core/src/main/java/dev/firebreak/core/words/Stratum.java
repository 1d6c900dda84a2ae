package dev.firebreak.core.words;

/**
 * Devices alike enough to compare: health is judged within it.
 *
 * @param value 1 to 128 printable characters, no slash
 */
public record Stratum(String value) implements Comparable<Stratum> {
    public Stratum {
        Name.check("stratum", value);
    }

    @Override
    public int compareTo(Stratum other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
