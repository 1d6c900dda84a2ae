package dev.firebreak.core.wave;

import dev.firebreak.core.words.Group;
import dev.firebreak.core.words.Moment;
import dev.firebreak.core.words.Scope;

import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The places of every scope that are taken, over all rollouts of the tenant, and the redundancy
 * groups that rest after a member was exposed. The only place where budget is spent.
 */
public final class Places {
    private final Map<Scope, Integer> used = new HashMap<>();
    private final Map<Group, Duration> restsUntil = new HashMap<>();

    /** How many exposures of {@code scope} are not yet confirmed. */
    public int used(Scope scope) {
        return used.getOrDefault(scope, 0);
    }

    /** The scopes of which places are taken, in the order of their words. */
    public List<Scope> taken() {
        return used.entrySet().stream()
                .filter(entry -> entry.getValue() > 0)
                .map(Map.Entry::getKey)
                .sorted(Comparator.comparing(Scope::toString))
                .toList();
    }

    /** One more. */
    public void take(Scope scope) {
        used.merge(scope, 1, Integer::sum);
    }

    /** One less. */
    public void free(Scope scope) {
        used.merge(scope, -1, Integer::sum);
    }

    /** Nobody of {@code group} is exposed until {@code span} after {@code at}. */
    public void rest(Group group, Moment at, Duration span) {
        restsUntil.merge(group, at.uptime().plus(span), (a, b) -> a.compareTo(b) >= 0 ? a : b);
    }

    /** Whether {@code group} still rests. */
    public boolean rests(Group group, Moment at) {
        return at.uptime().compareTo(restsUntil.getOrDefault(group, Duration.ZERO)) < 0;
    }

    /** The groups that rest, and until which uptime; those that rested long ago, too. */
    public SortedMap<Group, Duration> resting() {
        return new TreeMap<>(restsUntil);
    }

    /** Takes over what {@link #resting} gave. */
    public void restAll(Map<Group, Duration> resting) {
        restsUntil.putAll(resting);
    }

    @Override
    public String toString() {
        return new TreeMap<>(
                        used.entrySet().stream()
                                .filter(entry -> entry.getValue() != 0)
                                .collect(
                                        java.util.stream.Collectors.toMap(
                                                entry -> entry.getKey().toString(),
                                                Map.Entry::getValue)))
                .toString();
    }
}
