package dev.firebreak.cli.show;

import tools.jackson.databind.JsonNode;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The difference of two plans in meaning: every number that a plan runs under, its defaults
 * included, and whether the second plan is weaker there. Weaker comes first.
 */
public final class PlanDiff {
    /** Where more is weaker: more devices at risk, or more harm allowed. */
    private static final Pattern MORE_IS_WEAKER =
            Pattern.compile(
                    "budget\\..*|waves\\[\\d+]\\.(steps|budget).*|health"
                            + "\\.(tolerated|maxHarm|silentAfter|installDeadline)");

    /** Where less is weaker: less time to see harm. */
    private static final Pattern LESS_IS_WEAKER =
            Pattern.compile("waves\\[\\d+]\\.bake|health\\.(soak|permanentHoldOut)");

    /** Where a difference of words is weaker by itself. */
    private static final Map<String, Set<String>> WEAK_WORDS =
            Map.of(
                    "health.onHalt", Set.of("STOP"),
                    "health.onHold", Set.of("PAGE"),
                    "ownerRequired", Set.of("false"));

    /** Places in the file, which mean nothing. */
    private static final Pattern MEANINGLESS = Pattern.compile("file|.*spot\\..*");

    /** How the second plan compares. */
    public enum Change {
        WEAKER,
        OTHER,
        STRICTER
    }

    /** One difference. */
    public record Line(Change change, String path, String before, String after) {
        @Override
        public String toString() {
            return "%s: %s → %s%s"
                    .formatted(
                            path,
                            before,
                            after,
                            change == Change.OTHER
                                    ? ""
                                    : ": " + change.name().toLowerCase(Locale.ROOT));
        }
    }

    private PlanDiff() {}

    /** The differences from {@code before} to {@code after}, both as trees of plan files. */
    public static List<Line> of(JsonNode before, JsonNode after) {
        var first = flat(before);
        var second = flat(after);
        var paths = new TreeSet<>(first.keySet());
        paths.addAll(second.keySet());
        var lines = new ArrayList<Line>();
        for (var path : paths) {
            var was = Optional.ofNullable(first.get(path)).orElse("nothing");
            var is = Optional.ofNullable(second.get(path)).orElse("nothing");
            if (!was.equals(is)) {
                lines.add(new Line(change(path, was, is), path, was, is));
            }
        }
        lines.sort(java.util.Comparator.comparing(Line::change).thenComparing(Line::path));
        return List.copyOf(lines);
    }

    private static Change change(String path, String was, String is) {
        if (path.startsWith("overrides")) {
            return is.equals("nothing") ? Change.STRICTER : Change.WEAKER;
        }
        var weak = WEAK_WORDS.get(path);
        if (weak != null) {
            return weak.contains(is) ? Change.WEAKER : Change.STRICTER;
        }
        var less = LESS_IS_WEAKER.matcher(path).matches();
        if (!less && !MORE_IS_WEAKER.matcher(path).matches()) {
            return Change.OTHER;
        }
        var from = number(was);
        var to = number(is);
        if (from.isEmpty() || to.isEmpty()) {
            // a limit that is gone is weaker, one that is new is stricter
            return is.equals("nothing") ? Change.WEAKER : Change.STRICTER;
        }
        boolean grows = to.get().compareTo(from.get()) > 0;
        return grows == less ? Change.STRICTER : Change.WEAKER;
    }

    private static Optional<BigDecimal> number(String text) {
        try {
            return Optional.of(
                    text.startsWith("P")
                            ? BigDecimal.valueOf(Duration.parse(text).toMillis())
                            : new BigDecimal(text));
        } catch (NumberFormatException | DateTimeException e) {
            return Optional.empty();
        }
    }

    private static Map<String, String> flat(JsonNode tree) {
        var found = new TreeMap<String, String>();
        flat("", tree, found);
        found.keySet().removeIf(path -> MEANINGLESS.matcher(path).matches());
        return found;
    }

    private static void flat(String path, JsonNode tree, Map<String, String> found) {
        if (tree.isObject()) {
            tree.properties()
                    .forEach(
                            field ->
                                    flat(
                                            path.isEmpty()
                                                    ? field.getKey()
                                                    : path + "." + field.getKey(),
                                            field.getValue(),
                                            found));
        } else if (tree.isArray()) {
            for (int i = 0; i < tree.size(); i++) {
                flat(path + "[" + i + "]", tree.path(i), found);
            }
        } else {
            found.put(path, tree.asString());
        }
    }
}
