package dev.firebreak.wire.json;

import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.exc.InvalidFormatException;
import tools.jackson.databind.exc.InvalidTypeIdException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.databind.exc.ValueInstantiationException;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Turns the parser's complaints into sentences that say what was expected and what to do. */
final class Fault {
    /** How much of a foreign value is shown. */
    private static final int SHOWN = 60;

    private static final Pattern MISSING =
            Pattern.compile("Missing required creator property '([^']*)'");

    private static final Pattern DUPLICATE =
            Pattern.compile("Duplicate (?:Object property|field|key) [\"']([^\"']*)[\"']");

    private Fault() {}

    static Malformed of(JacksonException e) {
        return new Malformed(path(e.getPath()), message(e));
    }

    private static String message(JacksonException e) {
        return switch (e) {
            case UnrecognizedPropertyException unknown ->
                    "expected %s, found '%s': remove or correct it"
                            .formatted(
                                    known(unknown.getKnownPropertyIds()),
                                    brief(unknown.getPropertyName()));
            case InvalidTypeIdException type ->
                    "expected a known kind of %s in 'type', found '%s': correct it, or use a newer version"
                            .formatted(
                                    name(type.getBaseType().getRawClass()),
                                    brief(String.valueOf(type.getTypeId())));
            case InvalidFormatException format ->
                    "expected %s, found '%s': correct it"
                            .formatted(wanted(format), brief(String.valueOf(format.getValue())));
            case ValueInstantiationException refused ->
                    Optional.ofNullable(refused.getCause())
                            .map(Throwable::getMessage)
                            .orElseGet(() -> firstLine(refused));
            case MismatchedInputException mismatch -> mismatch(mismatch);
            case StreamReadException broken -> broken(broken);
            default -> firstLine(e);
        };
    }

    private static String mismatch(MismatchedInputException e) {
        var line = firstLine(e);
        var missing = MISSING.matcher(line);
        if (missing.find()) {
            return "expected '%s', found nothing: add it".formatted(missing.group(1));
        }
        var duplicate = DUPLICATE.matcher(line);
        if (duplicate.find()) {
            return twice(duplicate.group(1));
        }
        var type = e.getTargetType();
        return type == null
                ? line
                : "expected %s, found something else: %s".formatted(describe(type), line);
    }

    private static String broken(StreamReadException e) {
        var line = firstLine(e);
        var duplicate = DUPLICATE.matcher(line);
        if (duplicate.find()) {
            return twice(duplicate.group(1));
        }
        var at = e.getLocation();
        return at == null || at.getLineNr() < 1
                ? "expected JSON, found a fault: " + line
                : "expected JSON, found a fault at line %d, column %d: %s"
                        .formatted(at.getLineNr(), at.getColumnNr(), line);
    }

    private static String twice(String key) {
        return "expected each key once, found '%s' twice: remove one".formatted(brief(key));
    }

    private static String known(
            java.util.@org.jspecify.annotations.Nullable Collection<Object> ids) {
        return ids == null || ids.isEmpty()
                ? "no fields"
                : "one of "
                        + ids.stream()
                                .map(String::valueOf)
                                .sorted()
                                .collect(Collectors.joining(", "));
    }

    private static String wanted(InvalidFormatException e) {
        var type = e.getTargetType();
        var line = firstLine(e);
        int example = line.indexOf("text like ");
        return example >= 0 ? line.substring(example) : describe(type);
    }

    private static String describe(Class<?> type) {
        if (type.isEnum()) {
            return Arrays.stream(type.getEnumConstants())
                    .map(value -> ((Enum<?>) value).name())
                    .collect(Collectors.joining(", ", "one of ", ""));
        }
        if (type == String.class) {
            return "text";
        }
        if (type == boolean.class || type == Boolean.class) {
            return "true or false";
        }
        if (type.isPrimitive() || Number.class.isAssignableFrom(type)) {
            return "a number";
        }
        return java.util.Collection.class.isAssignableFrom(type)
                ? "a list"
                : "an object (%s)".formatted(name(type));
    }

    private static String name(Class<?> type) {
        return type.getSimpleName();
    }

    private static String path(List<JacksonException.Reference> references) {
        var path = new StringBuilder();
        for (var reference : references) {
            var name = reference.getPropertyName();
            if (name != null) {
                path.append(path.isEmpty() ? "" : ".").append(brief(name));
            } else if (reference.getIndex() >= 0) {
                path.append('[').append(reference.getIndex()).append(']');
            }
        }
        return path.toString();
    }

    private static String firstLine(JacksonException e) {
        var message = e.getOriginalMessage();
        return message == null ? "unreadable" : message.lines().findFirst().orElse("unreadable");
    }

    private static String brief(String foreign) {
        var line = foreign.replaceAll("\\p{Cntrl}+", " ");
        return line.length() <= SHOWN ? line : line.substring(0, SHOWN) + "…";
    }
}
