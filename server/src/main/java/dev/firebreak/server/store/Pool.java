package dev.firebreak.server.store;

import java.util.concurrent.ConcurrentHashMap;

/**
 * Keeps one copy of what a million devices say alike. Bounded: what comes after the bound is kept
 * as it came, which costs memory and nothing else.
 */
final class Pool<T> {
    private final ConcurrentHashMap<T, T> kept = new ConcurrentHashMap<>();
    private final int limit;

    Pool(int limit) {
        this.limit = limit;
    }

    /** An equal value, the same each time as far as the bound allows. */
    T one(T value) {
        var known = kept.get(value);
        if (known != null) {
            return known;
        }
        if (kept.size() < limit) {
            var before = kept.putIfAbsent(value, value);
            return before == null ? value : before;
        }
        return value;
    }
}
