package dev.firebreak.cli.http;

import dev.firebreak.cli.Exit;
import dev.firebreak.cli.Trouble;
import dev.firebreak.wire.json.Json;
import dev.firebreak.wire.json.Malformed;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Turns a refusal of the server (RFC 9457) into an exit code and the lines that a person reads. */
final class Problem {
    /** More faults than this in one document are one fault: the wrong document. */
    private static final int MOST_FAULTS = 20;

    /** How much of an answer that is no problem document is shown. */
    private static final int SHOWN = 200;

    private Problem() {}

    static Trouble of(int status, byte[] body, String request) {
        var tree = tree(body);
        return new Trouble(exit(status, tree), message(status, tree, body, request));
    }

    /** The exit code for a status; a closed gate is told from other conflicts by its type. */
    static Exit exit(int status, JsonNode problem) {
        return switch (status) {
            case 400, 411, 413, 415, 416, 422, 428 -> Exit.USAGE;
            case 401, 403 -> Exit.NOT_ALLOWED;
            case 404 -> Exit.NOT_FOUND;
            case 409, 410, 412 ->
                    text(problem, "type").toLowerCase(java.util.Locale.ROOT).contains("gate")
                            ? Exit.NOT_CLEARED
                            : Exit.MOVED_ON;
            default -> Exit.FAULT;
        };
    }

    private static String message(int status, JsonNode problem, byte[] body, String request) {
        var lines = new ArrayList<String>();
        var detail = text(problem, "detail");
        lines.add(detail.isEmpty() ? untold(status, problem, body) : detail);
        problem.path("errors").values().stream()
                .limit(MOST_FAULTS)
                .map(Problem::fault)
                .filter(line -> !line.equals(detail))
                .forEach(line -> lines.add("  " + line));
        if (problem.path("inForce").asBoolean(false)) {
            lines.add("  it is in force in that process, but not durable: do not stop the server");
        }
        if (status == 401) {
            lines.add("  pass --token, set FIREBREAK_TOKEN, or name its file with --token-file");
        }
        if (status >= 500) {
            lines.add("  the server's log knows this request as " + request);
        }
        return String.join("\n", lines);
    }

    private static String untold(int status, JsonNode problem, byte[] body) {
        var title = text(problem, "title");
        var found = title.isEmpty() ? brief(body) : title;
        return "expected an answer, found status %d%s"
                .formatted(status, found.isEmpty() ? "" : ": " + found);
    }

    /** One fault of a document, whatever of place and message the server names. */
    private static String fault(JsonNode error) {
        if (error.isString()) {
            return error.stringValue();
        }
        var place =
                List.of("pointer", "line", "path", "field").stream()
                        .map(key -> text(error, key))
                        .filter(text -> !text.isEmpty())
                        .findFirst();
        var words =
                List.of("detail", "message").stream()
                        .map(key -> text(error, key))
                        .filter(text -> !text.isEmpty())
                        .findFirst()
                        .orElseGet(() -> Json.text(error));
        return place.map(where -> where + ": " + words).orElse(words);
    }

    private static String text(JsonNode tree, String key) {
        var value = tree.path(key);
        return value.isValueNode() && !value.isNull() ? value.asString() : "";
    }

    private static JsonNode tree(byte[] body) {
        try {
            return Optional.ofNullable(Json.tree(body)).orElseGet(MissingNode::getInstance);
        } catch (Malformed e) {
            return MissingNode.getInstance(); // a proxy answered, not our server
        }
    }

    private static String brief(byte[] body) {
        var line = new String(body, StandardCharsets.UTF_8).replaceAll("\\p{Cntrl}+", " ").strip();
        return line.length() <= SHOWN ? line : line.substring(0, SHOWN) + "…";
    }
}
