package dev.firebreak.wire.cel;

import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What an expression looks at, so that its result can be kept for all devices that are alike there.
 *
 * @param attributes keys of the operator's attributes
 * @param reported keys of what the device reported
 * @param everything whether it looks at the attributes as a whole, so that no key may be left out
 */
public record Reads(Set<String> attributes, Set<String> reported, boolean everything) {
    /** Nothing at all. */
    public static final Reads NOTHING = new Reads(Set.of(), Set.of(), false);

    public Reads {
        attributes = new TreeSet<>(attributes);
        reported = new TreeSet<>(reported);
    }

    /** What either looks at. */
    public Reads and(Reads other) {
        return new Reads(
                union(attributes, other.attributes),
                union(reported, other.reported),
                everything || other.everything);
    }

    private static Set<String> union(Set<String> one, Set<String> other) {
        var union = new TreeSet<String>();
        Stream.of(one, other).forEach(union::addAll);
        return union;
    }
}
