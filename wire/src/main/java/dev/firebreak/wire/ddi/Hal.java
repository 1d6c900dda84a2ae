package dev.firebreak.wire.ddi;

import dev.firebreak.wire.json.Json;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Links in bodies. In JSON they are HAL: an object {@code _links} by relation; in CBOR they are a
 * list {@code links} of relation and address.
 */
final class Hal {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private Hal() {}

    static ObjectNode object() {
        return NODES.objectNode();
    }

    /** Adds {@code href} under each of {@code rels} to {@code links}. */
    static void link(ObjectNode links, String href, String... rels) {
        for (var rel : rels) {
            links.putObject(rel).put("href", href);
        }
    }

    /** A JSON body in CBOR. */
    static byte[] cbor(byte[] json) {
        return Json.cbor(listed(Json.tree(json)));
    }

    private static JsonNode listed(JsonNode node) {
        if (node instanceof ArrayNode array) {
            var out = NODES.arrayNode();
            array.forEach(element -> out.add(listed(element)));
            return out;
        }
        if (!(node instanceof ObjectNode object)) {
            return node;
        }
        var out = NODES.objectNode();
        for (var property : object.properties()) {
            if (property.getKey().equals("_links")) {
                out.set("links", links(property.getValue()));
            } else {
                out.set(property.getKey(), listed(property.getValue()));
            }
        }
        return out;
    }

    private static ArrayNode links(JsonNode hal) {
        var list = NODES.arrayNode();
        for (var link : hal.properties()) {
            list.addObject()
                    .put("rel", link.getKey())
                    .put("href", link.getValue().path("href").asString());
        }
        return list;
    }
}
