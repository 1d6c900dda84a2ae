package dev.firebreak.server.http;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.function.Function;

/**
 * Which part of a list is wanted: the {@code limit} items after the one called {@code after}.
 *
 * @param <K> what names an item
 * @param limit 1 to 1000
 * @param after the last item that the caller has; empty from the start
 */
public record Page<K extends Comparable<? super K>>(int limit, Optional<K> after) {
    /** Unless the caller says otherwise. */
    public static final int USUAL = 100;

    /** An answer of so many items is still read at once. */
    public static final int MOST = 1000;

    /**
     * A part of a list.
     *
     * @param items in the order of their names
     * @param next what to pass as {@code after} for the following ones; empty at the end
     */
    public record Part<T>(List<T> items, Optional<String> next) {
        /** The same part with each item as {@code form} shows it. */
        public <R> Part<R> map(Function<? super T, R> form) {
            return new Part<>(items.stream().<R>map(form).toList(), next);
        }
    }

    /**
     * The page as asked for.
     *
     * @param parse makes a name out of what the caller sent
     * @throws Refused if the limit is no number from 1 to {@link #MOST}, or {@code after} no name
     */
    static <K extends Comparable<? super K>> Page<K> of(
            Optional<String> limit, Optional<String> after, Function<String, K> parse)
            throws Refused {
        int number;
        try {
            number = limit.isEmpty() ? USUAL : Integer.parseInt(limit.get());
        } catch (NumberFormatException e) {
            number = 0;
        }
        if (number < 1 || number > MOST) {
            throw Refused.of(
                    ProblemKind.MALFORMED,
                    "expected a limit from 1 to %d, found '%s': pass a number"
                            .formatted(MOST, limit.orElse("")));
        }
        try {
            return new Page<>(number, after.filter(text -> !text.isEmpty()).map(parse));
        } catch (IllegalArgumentException e) {
            throw Refused.of(
                    ProblemKind.MALFORMED,
                    "expected in 'after' what 'next' said, found '%s': pass that"
                            .formatted(after.orElse("")));
        }
    }

    /**
     * The part of {@code all}, ordered by {@code key}, which names each item once. Looks at each
     * item and keeps no more than the page, so that a million of them need not be sorted.
     */
    public <T> Part<T> of(Iterable<? extends T> all, Function<T, K> key) {
        var first = new PriorityQueue<T>(Comparator.comparing(key).reversed());
        for (T item : all) {
            if (after.map(last -> key.apply(item).compareTo(last) > 0).orElse(true)) {
                first.add(item);
                if (first.size() > limit + 1) {
                    first.poll();
                }
            }
        }
        var items = first.stream().sorted(Comparator.comparing(key)).toList();
        return items.size() <= limit
                ? new Part<>(items, Optional.empty())
                : new Part<>(
                        items.subList(0, limit),
                        Optional.of(key.apply(items.get(limit - 1)).toString()));
    }
}
