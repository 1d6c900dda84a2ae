package dev.firebreak.cli.command;

import dev.firebreak.wire.json.Json;
import dev.firebreak.wire.json.Malformed;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Lines of a list of devices as the server takes them. Two forms: JSON lines, {@code
 * {"id":"d1","attributes":{"region":"eu-west"}}}, sent as they are; and CSV (RFC 4180, no line
 * breaks in cells), whose head names {@code id}, optionally {@code token}, and attributes. An empty
 * cell is an attribute that the device does not have.
 */
final class DeviceFile {
    private static final String ID = "id";
    private static final String TOKEN = "token";

    /** A line as the server takes it, or what is wrong with it. */
    sealed interface Line {
        /** Good. */
        record Device(String json) implements Line {}

        /** Bad, and why. */
        record Wrong(String why) implements Line {}

        /** Nothing: an empty line, or the head. */
        record Nothing() implements Line {}
    }

    private Optional<List<String>> head = Optional.empty();

    /** Reads the next line, without its end. */
    Line next(String line) {
        if (line.isBlank()) {
            return new Line.Nothing();
        }
        if (head.isEmpty() && line.stripLeading().startsWith("{")) {
            return json(line);
        }
        var cells = cells(line);
        if (cells.isEmpty()) {
            return new Line.Wrong("expected quotes that close, found one that does not: add it");
        }
        if (head.isEmpty()) {
            return heads(cells.get());
        }
        return device(head.get(), cells.get());
    }

    private static Line json(String line) {
        try {
            Json.tree(line.getBytes(StandardCharsets.UTF_8));
            return new Line.Device(line.strip());
        } catch (Malformed e) {
            return new Line.Wrong(e.line());
        }
    }

    private Line heads(List<String> cells) {
        var names = cells.stream().map(String::strip).toList();
        if (!names.contains(ID) || new HashSet<>(names).size() < names.size()) {
            return new Line.Wrong(
                    "expected a head with 'id' and each name once, found %s: correct the first line"
                            .formatted(names));
        }
        head = Optional.of(names);
        return new Line.Nothing();
    }

    private static Line device(List<String> names, List<String> cells) {
        if (cells.size() != names.size()) {
            return new Line.Wrong(
                    "expected %d cells, found %d: quote cells that hold a comma"
                            .formatted(names.size(), cells.size()));
        }
        var attributes = new TreeMap<String, String>();
        for (int i = 0; i < names.size(); i++) {
            if (!cells.get(i).isEmpty()) {
                attributes.put(names.get(i), cells.get(i));
            }
        }
        var id = Optional.ofNullable(attributes.remove(ID));
        if (id.isEmpty()) {
            return new Line.Wrong("expected an id, found an empty cell: name the device");
        }
        var device = new TreeMap<String, Object>(Map.of(ID, id.get(), "attributes", attributes));
        Optional.ofNullable(attributes.remove(TOKEN))
                .ifPresent(secret -> device.put(TOKEN, secret));
        return new Line.Device(Json.text(device));
    }

    /** The cells of a line; nothing if a quote does not close. */
    private static Optional<List<String>> cells(String line) {
        var cells = new ArrayList<String>();
        var cell = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            boolean twice =
                    quoted && c == '"' && i + 1 < line.length() && line.charAt(i + 1) == '"';
            if (twice) {
                cell.append('"');
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == ',' && !quoted) {
                cells.add(cell.toString());
                cell.setLength(0);
            } else {
                cell.append(c);
            }
        }
        cells.add(cell.toString());
        return quoted ? Optional.empty() : Optional.of(cells);
    }
}
