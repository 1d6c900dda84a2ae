package dev.firebreak.wire.ddi;

import dev.firebreak.wire.json.Json;
import dev.firebreak.wire.json.Malformed;

import tools.jackson.databind.JsonNode;

import java.util.Optional;

/** What a device sent, as a tree: unknown fields are ignored, scalars are taken as they come. */
final class Body {
    private Body() {}

    /**
     * The object in {@code bytes}.
     *
     * @throws Refused if there is none
     */
    static JsonNode object(byte[] bytes, Format format) {
        JsonNode tree;
        try {
            tree = format == Format.CBOR ? Json.cborTree(bytes) : Json.lenientTree(bytes);
        } catch (Malformed e) {
            throw unreadable(e.line());
        }
        if (!tree.isObject()) {
            throw unreadable("expected an object, found something else: send {…}");
        }
        return tree;
    }

    /** A text that must be there. */
    static String text(JsonNode node, String field) {
        return scalar(node.path(field))
                .orElseThrow(
                        () ->
                                unreadable(
                                        "expected text in '%s', found none: add it"
                                                .formatted(field)));
    }

    /**
     * The text of a string, number or truth value; CBOR has more kinds of scalars than JSON, and
     * those say nothing here.
     */
    static Optional<String> scalar(JsonNode node) {
        return node.isString() || node.isNumber() || node.isBoolean()
                ? Optional.of(node.asString())
                : Optional.empty();
    }

    static Refused unreadable(String message) {
        return new Refused(Refused.Why.NOT_READABLE, message);
    }
}
