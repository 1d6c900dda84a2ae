package dev.firebreak.core.words;

/**
 * The environment of a device (system, kernel, drivers, agents), hashed over the policy's keys.
 *
 * @param value 1 to 128 printable characters, no slash
 */
public record Fingerprint(String value) implements Comparable<Fingerprint> {
    public Fingerprint {
        Name.check("fingerprint", value);
    }

    @Override
    public int compareTo(Fingerprint other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
