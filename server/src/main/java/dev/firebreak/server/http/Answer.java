package dev.firebreak.server.http;

import dev.firebreak.wire.json.Json;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import java.util.TreeMap;

/**
 * What is answered.
 *
 * @param status the HTTP status
 * @param headers beside those that every answer has
 * @param body what follows them
 */
public record Answer(int status, Map<String, String> headers, Body body) {
    /** JSON of ours. */
    public static final String JSON = "application/json";

    /** One JSON object a line. */
    public static final String NDJSON = "application/x-ndjson";

    /** Documents that people write. */
    public static final String YAML = "application/yaml";

    private static final int OK = 200;
    private static final int CREATED = 201;
    private static final int NO_CONTENT = 204;

    /** What follows the headers. */
    public sealed interface Body {
        /** Nothing. */
        record None() implements Body {}

        /** This text, in UTF-8. */
        record Text(String type, String text) implements Body {}

        /** Bytes that are made while they are sent. */
        record Stream(String type, Writing writing) implements Body {}
    }

    /** Writes a body; an error in the middle cuts the connection, so that no reader is misled. */
    @FunctionalInterface
    public interface Writing {
        void to(OutputStream out) throws IOException;
    }

    public Answer {
        headers = new TreeMap<>(headers);
    }

    /** 200 with {@code value} as JSON. */
    public static Answer json(Object value) {
        return json(OK, value);
    }

    /** The status with {@code value} as JSON. */
    public static Answer json(int status, Object value) {
        return new Answer(status, Map.of(), new Body.Text(JSON, Json.text(value)));
    }

    /** 201, and where the new thing is. */
    public static Answer created(String location, Object value) {
        return json(CREATED, value).with("Location", location);
    }

    /** 204. */
    public static Answer nothing() {
        return new Answer(NO_CONTENT, Map.of(), new Body.None());
    }

    /** 200 with text of the given content type. */
    public static Answer text(String type, String text) {
        return new Answer(OK, Map.of(), new Body.Text(type, text));
    }

    /** 200 with bytes that are made while they are sent. */
    public static Answer stream(String type, Writing writing) {
        return new Answer(OK, Map.of(), new Body.Stream(type, writing));
    }

    /** The same with one more header. */
    public Answer with(String header, String value) {
        var more = new TreeMap<>(headers);
        more.put(header, value);
        return new Answer(status, more, body);
    }

    /** The same with another status. */
    public Answer status(int other) {
        return new Answer(other, headers, body);
    }
}
