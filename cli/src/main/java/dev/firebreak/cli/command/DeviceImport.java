package dev.firebreak.cli.command;

import dev.firebreak.cli.Exit;
import dev.firebreak.cli.Trouble;
import dev.firebreak.cli.http.Api;
import dev.firebreak.cli.show.Count;
import dev.firebreak.cli.show.Look;
import dev.firebreak.cli.show.Table;
import dev.firebreak.wire.json.Json;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Sends a file of devices as it is, CSV or JSON lines; the server answers line by line. Good lines
 * are kept, a bad one is told with its number.
 */
final class DeviceImport {
    /** More than this nobody reads; the count tells the rest. */
    private static final int MOST_TOLD = 50;

    private final Session session;
    private final Api api;
    private final String given;

    private long kept;
    private long bad;
    private boolean whole;
    private final List<Map<String, Object>> problems = new ArrayList<>();
    private final Map<String, String> tokens = new TreeMap<>();

    DeviceImport(Session session, Api api, String given) {
        this.session = session;
        this.api = api;
        this.given = given;
    }

    Exit run() {
        var file = session.path(given);
        try {
            var size = Files.size(file);
            api.postLines("/devices:import", type(file), () -> open(file, size), this::answered);
        } catch (IOException | UncheckedIOException e) {
            throw new Trouble(
                    Exit.USAGE,
                    "expected a readable file, found none at '%s': check the path".formatted(given),
                    e);
        }
        if (!whole) {
            throw new Trouble(
                    Exit.UNREACHABLE,
                    "expected an answer for each line, found %d: send the file again, it changes nothing twice"
                            .formatted(kept + bad));
        }
        var result = new TreeMap<String, Object>();
        result.put("imported", kept);
        result.put("bad", bad);
        result.put("problems", problems);
        result.put("tokens", tokens);
        session.answer(Json.tree(result), lines());
        return bad == 0 ? Exit.DONE : Exit.USAGE;
    }

    private List<String> lines() {
        var lines = new ArrayList<String>();
        tokens.forEach((device, token) -> lines.add(device + " " + token));
        lines.add("%s imported, %s bad".formatted(Count.of(kept, "device"), Count.of(bad, "line")));
        return lines;
    }

    /** JSON lines begin with a brace; a head of CSV does not. */
    private static String type(Path file) throws IOException {
        try (var in = Files.newInputStream(file)) {
            int first = in.read();
            while (first >= 0 && Character.isWhitespace(first)) {
                first = in.read();
            }
            return first == '{' ? "application/x-ndjson" : "text/csv";
        }
    }

    private InputStream open(Path file, long size) {
        try {
            return Progress.of(session, Files.newInputStream(file), "devices", size);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void answered(JsonNode result) {
        if (Look.flag(result, "done")) {
            whole = true;
            return;
        }
        if (Look.flag(result, "ok")) {
            kept++;
            Look.maybe(result, "token")
                    .ifPresent(token -> tokens.put(Look.text(result, "id"), token));
            return;
        }
        bad++;
        if (bad <= MOST_TOLD) {
            var line = Look.number(result, "line");
            var why = Table.plain(Look.text(result, "error"));
            session.say("%s:%d: %s".formatted(given, line, why));
            problems.add(new TreeMap<>(Map.of("line", line, "error", why)));
        }
    }
}
