package dev.firebreak.wire.ddi;

import dev.firebreak.wire.json.Texts;

import tools.jackson.databind.JsonNode;

import java.util.Map;
import java.util.TreeMap;

/**
 * The attributes that a device tells, and what to do with those it told before.
 *
 * @param mode how to join them
 * @param data never empty
 */
public record ConfigData(Mode mode, Map<String, String> data) {
    /** How told attributes join known ones. */
    public enum Mode {
        /** Add or overwrite. */
        MERGE,
        /** Forget what was known. */
        REPLACE,
        /** Forget these keys. */
        REMOVE
    }

    /** As in the protocol: what a device can make us keep is limited. */
    private static final int LONGEST_KEY = 128;

    private static final int LONGEST_VALUE = 128;
    private static final int MOST_KEYS = 100;

    public ConfigData {
        data = new TreeMap<>(data);
    }

    /**
     * The attributes in a request's body.
     *
     * @throws Refused 400 if the body has no attributes, another mode, or too long ones
     */
    public static ConfigData read(byte[] bytes, Format format) {
        var tree = Body.object(bytes, format);
        var data = tree.path("data");
        if (!data.isObject() || data.isEmpty()) {
            throw Body.unreadable("expected attributes in 'data', found none: send at least one");
        }
        var read = new TreeMap<String, String>();
        for (var property : data.properties()) {
            var value = text(property.getValue());
            read.put(checked(property.getKey(), value), value);
        }
        return new ConfigData(mode(tree.path("mode").asString("")), read);
    }

    /**
     * What is known of the device afterwards.
     *
     * @param known what it told before
     * @throws Refused 429 if that would be more than a device may tell
     */
    public Map<String, String> onto(Map<String, String> known) {
        var joined = new TreeMap<>(mode == Mode.REPLACE ? Map.<String, String>of() : known);
        if (mode == Mode.REMOVE) {
            joined.keySet().removeAll(data.keySet());
        } else {
            joined.putAll(data);
        }
        if (joined.size() > MOST_KEYS && mode != Mode.REMOVE) {
            throw new Refused(
                    Refused.Why.TOO_MANY,
                    "expected at most %d attributes, found %d: remove some"
                            .formatted(MOST_KEYS, joined.size()));
        }
        return joined;
    }

    /** Whether the server's wish for attributes is fulfilled by this. */
    public boolean tellsAll() {
        return mode != Mode.REMOVE;
    }

    private static String text(JsonNode value) {
        return value.isNull()
                ? ""
                : Body.scalar(value)
                        .orElseThrow(
                                () ->
                                        Body.unreadable(
                                                "expected text as the value of an attribute, found"
                                                        + " something else: send text"));
    }

    private static Mode mode(String text) {
        return switch (text) {
            case "", "merge" -> Mode.MERGE;
            case "replace" -> Mode.REPLACE;
            case "remove" -> Mode.REMOVE;
            default ->
                    throw Body.unreadable(
                            "expected merge, replace or remove as 'mode', found another: correct it");
        };
    }

    private static String checked(String key, String value) {
        if (key.isEmpty() || key.length() > LONGEST_KEY || value.length() > LONGEST_VALUE) {
            throw refused("longer ones: shorten them");
        }
        if (!Texts.whole(key) || !Texts.whole(value)) {
            throw refused("half a character: send Unicode text");
        }
        return key;
    }

    private static Refused refused(String found) {
        return new Refused(
                Refused.Why.INVALID_ATTRIBUTES,
                "expected keys of 1 to %d and values of at most %d characters, found %s"
                        .formatted(LONGEST_KEY, LONGEST_VALUE, found));
    }
}
