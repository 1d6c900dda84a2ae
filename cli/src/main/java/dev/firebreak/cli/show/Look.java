package dev.firebreak.cli.show;

import tools.jackson.databind.JsonNode;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Looks into an answer of the server without refusing what it does not know: a newer server may say
 * more. What is missing is empty, 0 or false.
 */
public final class Look {
    private Look() {}

    /** The text at {@code key}; a number or truth as its text; empty if there is none. */
    public static String text(JsonNode tree, String key) {
        var value = tree.path(key);
        return value.isValueNode() && !value.isNull() ? value.asString() : "";
    }

    /** The text at {@code key} if there is one that is not empty. */
    public static Optional<String> maybe(JsonNode tree, String key) {
        return Optional.of(text(tree, key)).filter(found -> !found.isEmpty());
    }

    /** The whole number at {@code key}. */
    public static long number(JsonNode tree, String key) {
        return tree.path(key).asLong(0);
    }

    /** The truth at {@code key}. */
    public static boolean flag(JsonNode tree, String key) {
        return tree.path(key).asBoolean(false);
    }

    /** How many devices have a release, and how many a stop has reached; nothing if none had it. */
    public static List<String> coverage(JsonNode tree) {
        var at = tree.path("coverage");
        long installed = number(at, "installed");
        long reached = number(at, "reached");
        long unreached = number(at, "unreached");
        return installed + reached + unreached == 0
                ? List.of()
                : List.of(
                        "coverage  %d have it, %d left it again, %d are not heard"
                                .formatted(installed, reached, unreached));
    }

    /** Each element of the list at {@code key}, made into something. */
    public static <T> List<T> each(JsonNode tree, String key, Function<JsonNode, T> made) {
        return tree.path(key).values().stream().map(made).toList();
    }

    /** The texts of the list at {@code key}. */
    public static List<String> texts(JsonNode tree, String key) {
        return each(tree, key, JsonNode::asString);
    }

    /** The rows of a list answer, which is {@code {"items":[…]}} or a bare list. */
    public static List<JsonNode> rows(JsonNode answer) {
        return List.copyOf((answer.isArray() ? answer : answer.path("items")).values());
    }
}
