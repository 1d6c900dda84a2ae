package dev.firebreak.cli.show;

import dev.firebreak.core.words.Ratio;
import dev.firebreak.core.words.Span;

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
                    "budget\\..*|waves\\[[^]]+]\\.budget.*|health"
                            + "\\.(tolerated|maxHarm|silentAfter|installDeadline)");

    /** Where less is weaker: less time to see harm. */
    private static final Pattern LESS_IS_WEAKER =
            Pattern.compile("waves\\[[^]]+]\\.bake|health\\.(soak|permanentHoldOut)");

    /** Where a difference of words is weaker by itself. */
    private static final Map<String, Set<String>> WEAK_WORDS =
            Map.of(
                    "health.onHalt", Set.of("STOP"),
                    "health.onHold", Set.of("PAGE"),
                    "ownerRequired", Set.of("false"),
                    "rollbackTo", Set.of("none"));

    /** Places in the file, which mean nothing. */
    private static final Pattern MEANINGLESS = Pattern.compile("file|.*spot\\..*");

    /** Where a number is a share, which people read in percent. */
    private static final Pattern RATIOS = Pattern.compile(".*\\.(steps|tolerated|share)");

    private static final String WAVES = "waves";
    private static final String NOTHING = "nothing";
    private static final String NONE = "[]";

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
        // the line of all waves tells which came and went; their own numbers tell nothing more
        paths.removeIf(path -> alone(path, first) || alone(path, second));
        var lines = new ArrayList<Line>();
        for (var path : paths) {
            var was = Optional.ofNullable(first.get(path)).orElse(NOTHING);
            var is = Optional.ofNullable(second.get(path)).orElse(NOTHING);
            if (!was.equals(is)) {
                lines.add(new Line(change(path, was, is), path, was, is));
            }
        }
        lines.sort(java.util.Comparator.comparing(Line::change).thenComparing(Line::path));
        return List.copyOf(lines);
    }

    /** Whether {@code path} is of a wave that the plan does not have. */
    private static boolean alone(String path, Map<String, String> plan) {
        return path.startsWith("waves[")
                && !plan.containsKey(path.substring(0, path.lastIndexOf("].") + 2) + "name");
    }

    private static Change change(String path, String was, String is) {
        if (path.startsWith("overrides")) {
            return is.equals(NONE) || names(was).containsAll(names(is))
                    ? Change.STRICTER
                    : Change.WEAKER;
        }
        if (path.equals(WAVES)) {
            return names(is).containsAll(names(was)) ? Change.OTHER : Change.WEAKER;
        }
        if (path.endsWith(".steps")) {
            return steps(names(was), names(is));
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
            return is.equals(NOTHING) ? Change.WEAKER : Change.STRICTER;
        }
        boolean grows = to.get().compareTo(from.get()) > 0;
        return grows == less ? Change.STRICTER : Change.WEAKER;
    }

    /** The first step tells how many meet a fault first, their number how often it is looked at. */
    private static Change steps(List<String> was, List<String> is) {
        var first = number(is.getFirst());
        var before = number(was.getFirst());
        if (first.isEmpty() || before.isEmpty()) {
            return Change.OTHER;
        }
        int larger = first.get().compareTo(before.get());
        if (larger > 0 || is.size() < was.size()) {
            return Change.WEAKER;
        }
        return larger < 0 || is.size() > was.size() ? Change.STRICTER : Change.OTHER;
    }

    private static List<String> names(String list) {
        return List.of(list.replaceAll("[\\[\\]]", "").split(", ", -1));
    }

    private static Optional<BigDecimal> number(String text) {
        try {
            return Optional.of(
                    switch (text.isEmpty() ? ' ' : text.charAt(text.length() - 1)) {
                        case 's', 'm', 'h', 'd' -> BigDecimal.valueOf(span(text).toMillis());
                        case '%' -> new BigDecimal(text.substring(0, text.length() - 1));
                        default -> new BigDecimal(text);
                    });
        } catch (NumberFormatException | DateTimeException e) {
            return Optional.empty();
        }
    }

    /** {@code 2d 6h}, as {@link Span} tells it. */
    private static Duration span(String told) {
        var sum = Duration.ZERO;
        for (var part : told.split(" ", -1)) {
            var iso = part.toUpperCase(Locale.ROOT);
            sum = sum.plus(Duration.parse((iso.endsWith("D") ? "P" : "PT") + iso));
        }
        return sum;
    }

    private static Map<String, String> flat(JsonNode tree) {
        var found = new TreeMap<String, String>();
        flat("", tree, found);
        found.keySet().removeIf(path -> MEANINGLESS.matcher(path).matches());
        asWritten(found);
        return found;
    }

    /** A person reads what stands in the file, not how the tool keeps it. */
    private static void asWritten(Map<String, String> found) {
        Optional.ofNullable(found.remove("name")).ifPresent(name -> found.put("plan", name));
        Optional.ofNullable(found.remove("release.text"))
                .ifPresent(label -> found.put("release", label));
        var back = Optional.ofNullable(found.remove("rollbackTo.release.text"));
        Optional.ofNullable(found.remove("rollbackTo.type"))
                .ifPresent(
                        type ->
                                found.put(
                                        "rollbackTo", back.orElse(type.toLowerCase(Locale.ROOT))));
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
        } else if (path.equals(WAVES)) {
            // by name, so that a wave more or less does not move all the others
            var order = tree.values().stream().map(wave -> Look.text(wave, "name")).toList();
            found.put(path, order.toString());
            tree.forEach(wave -> flat("waves[%s]".formatted(Look.text(wave, "name")), wave, found));
        } else if (tree.isArray() && tree.values().stream().noneMatch(JsonNode::isObject)) {
            found.put(
                    path,
                    tree.values().stream().map(value -> told(path, value)).toList().toString());
        } else if (tree.isArray()) {
            for (int i = 0; i < tree.size(); i++) {
                flat(path + "[" + i + "]", tree.path(i), found);
            }
        } else {
            found.put(path, told(path, tree));
        }
    }

    private static String told(String path, JsonNode value) {
        if (value.isArray()) {
            return value.values().stream().map(each -> told(path, each)).toList().toString();
        }
        if (value.isNumber() && RATIOS.matcher(path).matches()) {
            return new Ratio(value.asLong()).toString();
        }
        var text = value.asString();
        return text.matches("PT?[0-9].*") ? Span.told(Duration.parse(text)) : text;
    }
}
