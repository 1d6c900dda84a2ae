package dev.firebreak.wire.file;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Values that devices told, a limited number for each key: a device that says something new each
 * time must not make an environment, and a stratum, of its own each time.
 */
final class Told {
    /** What stands for every value beyond the limit. */
    static final String OTHER = "other";

    static final int MOST = 200;
    private static final int LONGEST = 256;

    private final Map<String, Set<String>> values = new ConcurrentHashMap<>();

    /** {@code value}, or {@link #OTHER} if too many others of {@code key} came before. */
    String limited(String key, String value) {
        var known = values.computeIfAbsent(key, _ -> ConcurrentHashMap.newKeySet());
        if (known.contains(value)) {
            return value;
        }
        // Two threads may both see the last place: a value more than the limit does no harm.
        if (known.size() >= MOST || value.length() > LONGEST) {
            return OTHER;
        }
        known.add(value);
        return value;
    }
}
