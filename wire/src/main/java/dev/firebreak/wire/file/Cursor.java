package dev.firebreak.wire.file;

import dev.firebreak.core.words.Printable;
import dev.firebreak.core.words.Ratio;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * A place in a file that is being read. Each reading either gives the value or leaves a complaint
 * and gives nothing, so that one pass finds every mistake.
 */
record Cursor(YamlNode node, String path, Complaints complaints) {
    private static final String SHARE = "a share like 0.1% or 0.001";
    private static final String TIME = "a duration like 30s, 10m, 4h or 2d";
    private static final int WHOLE_PERCENT = 100;

    /** No duration in a file is longer. */
    static final Duration LONGEST = Duration.ofDays(3650);

    Spot spot() {
        return node.spot();
    }

    Cursor field(YamlNode.Entry entry) {
        return new Cursor(
                entry.value(), path.isEmpty() ? entry.key() : path + "." + entry.key(), complaints);
    }

    boolean isList() {
        return node instanceof YamlNode.Sequence;
    }

    boolean isMapping() {
        return node instanceof YamlNode.Mapping;
    }

    /** Whether exactly this word stands here. */
    boolean is(String word) {
        return node instanceof YamlNode.Scalar scalar && scalar.text().equals(word);
    }

    void wrong(String expected, String todo) {
        complaints.add(spot(), path, expected, found(), todo);
    }

    private String found() {
        return switch (node) {
            case YamlNode.Scalar scalar when scalar.nothing() -> "nothing";
            case YamlNode.Scalar scalar -> Complaints.quoted(scalar.text());
            case YamlNode.Sequence _ -> "a list";
            case YamlNode.Mapping _ -> "keys and values";
        };
    }

    /** Keys and values of which only {@code known} keys are welcome; none named = any. */
    Optional<Fields> fields(String... known) {
        if (node instanceof YamlNode.Mapping mapping) {
            return Optional.of(Fields.of(this, mapping, List.of(known)));
        }
        wrong(
                "keys and values",
                known.length == 0 ? "write 'key: value'" : "write '%s: …'".formatted(known[0]));
        return Optional.empty();
    }

    /** The items of a list; {@code example} shows one. */
    List<Cursor> items(String example) {
        if (node instanceof YamlNode.Sequence list) {
            List<Cursor> items = new ArrayList<>();
            for (var item : list.items()) {
                items.add(new Cursor(item, "%s[%d]".formatted(path, items.size()), complaints));
            }
            return items;
        }
        wrong("a list", "write '%s'".formatted(example));
        return List.of();
    }

    /** A list of which each item is read by {@code reading}. */
    <T> List<T> list(String example, Function<Cursor, Optional<T>> reading) {
        return items(example).stream().map(reading).flatMap(Optional::stream).toList();
    }

    private Optional<String> scalar() {
        return node instanceof YamlNode.Scalar scalar && !scalar.nothing()
                ? Optional.of(scalar.text())
                : Optional.empty();
    }

    private <T> Optional<T> read(
            Function<String, Optional<T>> reading, String expected, Function<String, String> todo) {
        var value = scalar().flatMap(reading);
        if (value.isEmpty()) {
            wrong(expected, todo.apply(scalar().orElse("")));
        }
        return value;
    }

    /** One line of text; {@code what} says what it is. */
    Optional<String> text(String what, String example) {
        return read(
                text ->
                        text.isBlank() || !Printable.is(text)
                                ? Optional.empty()
                                : Optional.of(text),
                what,
                _ -> "write one line, for example '%s'".formatted(example));
    }

    /** Text that {@code making} accepts; what it refuses is a complaint. */
    <T> Optional<T> made(String what, String example, Function<String, T> making) {
        var text = text(what, example);
        try {
            return text.map(making);
        } catch (IllegalArgumentException e) {
            wrong(what, "choose another, for example '%s'".formatted(example));
            return Optional.empty();
        }
    }

    /** A whole number within limits. */
    Optional<Integer> number(int least, int most) {
        var expected =
                most == Integer.MAX_VALUE
                        ? "a whole number from " + least
                        : "a whole number from %d to %d".formatted(least, most);
        return read(
                text -> Units.whole(text).filter(count -> count >= least && count <= most),
                expected,
                _ -> "write a number without unit, point or sign");
    }

    Optional<Boolean> yesOrNo() {
        return read(
                text ->
                        switch (text) {
                            case "true" -> Optional.of(true);
                            case "false" -> Optional.of(false);
                            default -> Optional.empty();
                        },
                "true or false",
                _ -> "write one of the two");
    }

    /** A share from 0 % to 100 %. */
    Optional<Ratio> share() {
        return read(Units::ratio, SHARE, Cursor::shareTodo);
    }

    static String shareTodo(String text) {
        var whole = Units.whole(text).filter(count -> count <= WHOLE_PERCENT);
        return whole.map("add the unit: %d%%"::formatted)
                .orElse("write a share from 0% to 100% with its unit");
    }

    /** A duration of more than nothing. */
    Optional<Duration> duration() {
        return read(text -> Units.duration(text).filter(Cursor::sensible), TIME, Cursor::timeTodo);
    }

    private static boolean sensible(Duration duration) {
        return duration.isPositive() && duration.compareTo(LONGEST) <= 0;
    }

    private static String timeTodo(String text) {
        if (Units.duration(text).isPresent()) {
            return "write more than 0s and at most %s".formatted(Units.text(LONGEST));
        }
        return Units.whole(text).isPresent()
                ? "add the unit, for example %ss or %1$sm".formatted(text)
                : "write a whole number and one of s, m, h, d";
    }

    /** One of the words of an enumeration, written as {@code spelling} does. */
    <E extends Enum<E>> Optional<E> word(Class<E> words, Function<E, String> spelling) {
        var all = Stream.of(words.getEnumConstants()).toList();
        var known = String.join(", ", all.stream().map(spelling).toList());
        return read(
                text -> all.stream().filter(word -> spelling.apply(word).equals(text)).findFirst(),
                "one of " + known,
                _ -> "choose one of them");
    }
}
