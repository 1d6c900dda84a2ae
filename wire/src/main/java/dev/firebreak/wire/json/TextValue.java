package dev.firebreak.wire.json;

import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.deser.std.StdDeserializer;

import java.time.DateTimeException;
import java.util.function.Function;

/**
 * Reads a value that is written as the text of its {@code toString}. Remembers the last one: the
 * facts of one entry bear the same time, and parsing times is what reading a log costs most.
 */
final class TextValue<T> extends StdDeserializer<T> {
    private record Last<T>(String text, T value) {}

    private final Function<String, T> parse;
    private final String expected;

    /** Threads may race for it: each sees a whole one, if not the newest. */
    private Last<T> last;

    TextValue(Class<T> type, Function<String, T> parse, String example) {
        super(type);
        this.parse = parse;
        this.expected = "text like " + example;
        this.last = new Last<>(example, parse.apply(example));
    }

    @Override
    public T deserialize(JsonParser parser, DeserializationContext context) {
        if (!parser.hasToken(JsonToken.VALUE_STRING)) {
            throw context.weirdStringException(parser.getString(), handledType(), expected);
        }
        var text = parser.getString();
        var known = last;
        if (known.text().equals(text)) {
            return known.value();
        }
        try {
            var value = parse.apply(text);
            last = new Last<>(text, value);
            return value;
        } catch (DateTimeException e) {
            throw context.weirdStringException(text, handledType(), expected);
        }
    }
}
