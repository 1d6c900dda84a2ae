package dev.firebreak.wire.cel;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The three shapes of expression that nearly every fleet uses (a path, a path equal to a text, a
 * path in a list of texts), worked out without starting CEL, with the meaning that CEL gives them.
 *
 * @param path keys from the variable on
 * @param oneOf the texts to compare with; empty = the value itself
 * @param reads what it looks at
 */
record PlainExpression(List<String> path, Optional<Set<String>> oneOf, Reads reads)
        implements Expression {
    private static final String WORD = "[A-Za-z_][A-Za-z0-9_]*";
    private static final String TEXT = "\"[^\"\\\\]*\"|'[^'\\\\]*'";
    private static final Pattern SHAPE =
            Pattern.compile(
                    ("(?<path>%1$s(?:\\.%1$s)+)"
                                    + "(?:\\s*==\\s*(?<text>%2$s)"
                                    + "|\\s+in\\s*\\[(?<list>\\s*(?:%2$s)(?:\\s*,\\s*(?:%2$s))*)\\s*])?")
                            .formatted(WORD, TEXT));
    private static final Pattern LITERAL = Pattern.compile(TEXT);
    private static final Pattern DOT = Pattern.compile("\\.");

    /** What CEL keeps for itself: a key of that name is left to CEL, to be refused in its words. */
    private static final Set<String> RESERVED =
            Set.of(
                    "in",
                    "as",
                    "break",
                    "const",
                    "continue",
                    "else",
                    "false",
                    "for",
                    "function",
                    "if",
                    "import",
                    "let",
                    "loop",
                    "package",
                    "namespace",
                    "null",
                    "return",
                    "true",
                    "var",
                    "void",
                    "while");

    PlainExpression {
        path = List.copyOf(path);
    }

    static Optional<Expression> read(String text, Vocabulary vocabulary, Kind kind) {
        var shape = SHAPE.matcher(text);
        if (!shape.matches()) {
            return Optional.empty();
        }
        var path = DOT.splitAsStream(shape.group("path")).toList();
        var oneOf = literals(shape);
        boolean fits = oneOf.isPresent() == (kind == Kind.TRUTH);
        if (!fits || path.stream().anyMatch(RESERVED::contains) || !known(path, vocabulary)) {
            return Optional.empty();
        }
        return Optional.of(new PlainExpression(path, oneOf, reads(path)));
    }

    private static boolean known(List<String> path, Vocabulary vocabulary) {
        if (!vocabulary.roots().contains(path.getFirst())) {
            return false;
        }
        if (vocabulary.fields().isEmpty()) {
            return path.size() == 2;
        }
        boolean attribute = path.get(1).equals("attributes");
        return vocabulary.fields().contains(path.get(1)) && path.size() == (attribute ? 3 : 2);
    }

    private static Reads reads(List<String> path) {
        return switch (path.getFirst()) {
            case "attributes" -> new Reads(Set.of(path.getLast()), Set.of(), false);
            case "reported" -> new Reads(Set.of(), Set.of(path.getLast()), false);
            default -> Reads.NOTHING;
        };
    }

    private static Optional<Set<String>> literals(Matcher shape) {
        return Optional.ofNullable(shape.group("text"))
                .or(() -> Optional.ofNullable(shape.group("list")))
                .map(PlainExpression::texts);
    }

    private static Set<String> texts(String written) {
        var texts = new ArrayList<String>();
        LITERAL.matcher(written)
                .results()
                .map(found -> found.group().substring(1, found.group().length() - 1))
                .forEach(texts::add);
        return new TreeSet<>(texts);
    }

    @Override
    public Optional<Object> value(Map<String, ?> facts) {
        var value = Expression.walk(facts, path);
        return oneOf.isEmpty() ? value : value.map(text -> isOneOf(text, oneOf.get()));
    }

    private static boolean isOneOf(Object value, Set<String> texts) {
        return value instanceof String text && texts.contains(text);
    }

    @Override
    public long faults() {
        return 0;
    }
}
