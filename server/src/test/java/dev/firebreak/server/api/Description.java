package dev.firebreak.server.api;

import dev.firebreak.wire.json.Json;

import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** The served description, taken apart. */
final class Description {
    private Description() {}

    static JsonNode tree() throws Exception {
        return Json.tree(YAMLMapper.shared().readValue(StateRoutes.description(), Object.class));
    }

    /** Each operation as method, path and sorted roles. */
    static List<String> rows() throws Exception {
        var rows = new ArrayList<String>();
        for (var path : tree().get("paths").properties()) {
            for (var operation : path.getValue().properties()) {
                if (Stream.of("get", "put", "post", "delete")
                        .anyMatch(operation.getKey()::equals)) {
                    rows.add(
                            "%s %s %s"
                                    .formatted(
                                            operation.getKey().toUpperCase(Locale.ROOT),
                                            path.getKey(),
                                            roles(operation.getValue())));
                }
            }
        }
        return rows;
    }

    private static List<String> roles(JsonNode operation) {
        if (operation.has("security")) {
            return List.of("open");
        }
        var roles = operation.path("x-roles");
        return roles.isArray()
                ? roles.values().stream().map(JsonNode::asString).sorted().toList()
                : List.of("people");
    }
}
