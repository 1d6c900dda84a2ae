package dev.firebreak.wire.file;

import java.util.Collection;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Results that are kept, up to a number; then it starts anew, which is cheap where few are asked
 * for often and bounded where somebody makes up new ones.
 */
final class Kept<K, V> {
    private final ConcurrentHashMap<K, V> results = new ConcurrentHashMap<>();
    private final int most;

    Kept(int most) {
        this.most = most;
    }

    V get(K key, Function<K, V> working) {
        var known = results.get(key);
        if (known != null) {
            return known;
        }
        if (results.size() >= most) {
            results.clear();
        }
        var made = working.apply(key);
        var first = results.putIfAbsent(key, made);
        return first == null ? made : first;
    }

    Collection<V> values() {
        return results.values();
    }
}
