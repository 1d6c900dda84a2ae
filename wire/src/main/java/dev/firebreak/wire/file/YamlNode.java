package dev.firebreak.wire.file;

import java.util.List;
import java.util.stream.Collectors;

/** A YAML document as a tree in which everything knows where it stands. */
sealed interface YamlNode {
    /** Where it begins. */
    Spot spot();

    /** A value; {@code plain} = written without quotes. */
    record Scalar(String text, boolean plain, Spot spot) implements YamlNode {
        /** Whether nothing was written where a value belongs. */
        boolean nothing() {
            return plain && (text.isEmpty() || text.equals("~") || text.equals("null"));
        }
    }

    /** A list. */
    record Sequence(List<YamlNode> items, Spot spot) implements YamlNode {}

    /** Keys and values, in the order in which they were written; each key once. */
    record Mapping(List<Entry> entries, Spot spot) implements YamlNode {}

    /** One key with its value. */
    record Entry(String key, Spot spot, YamlNode value) {}

    /**
     * The same text for the same content, whatever its layout, comments and order of keys: what a
     * document's digest is made of.
     */
    default String canonical() {
        return switch (this) {
            case Scalar scalar when scalar.nothing() -> "null";
            case Scalar scalar -> quote(scalar.text());
            case Sequence list ->
                    list.items().stream()
                            .map(YamlNode::canonical)
                            .collect(Collectors.joining(",", "[", "]"));
            case Mapping mapping ->
                    mapping.entries().stream()
                            .map(entry -> quote(entry.key()) + ":" + entry.value().canonical())
                            .sorted()
                            .collect(Collectors.joining(",", "{", "}"));
        };
    }

    /** {@code text} between double quotes, as both YAML and JSON understand it. */
    static String quote(String text) {
        var quoted = new StringBuilder(text.length() + 2).append('"');
        text.chars()
                .forEach(
                        c -> {
                            if (c == '"' || c == '\\') {
                                quoted.append('\\').append((char) c);
                            } else if (c < ' ' || c > '~') {
                                quoted.append("\\u%04x".formatted(c));
                            } else {
                                quoted.append((char) c);
                            }
                        });
        return quoted.append('"').toString();
    }
}
