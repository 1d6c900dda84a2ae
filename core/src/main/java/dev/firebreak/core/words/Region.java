package dev.firebreak.core.words;

/**
 * Where a device stands; waves go region by region.
 *
 * @param value 1 to 128 printable characters, no slash
 */
public record Region(String value) implements Comparable<Region> {
    public Region {
        Name.check("region", value);
    }

    @Override
    public int compareTo(Region other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
