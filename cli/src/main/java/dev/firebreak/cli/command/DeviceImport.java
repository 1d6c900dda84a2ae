package dev.firebreak.cli.command;

import dev.firebreak.cli.Exit;
import dev.firebreak.cli.Trouble;
import dev.firebreak.cli.http.Api;
import dev.firebreak.cli.show.Count;
import dev.firebreak.cli.show.Look;
import dev.firebreak.wire.json.Json;

import tools.jackson.databind.JsonNode;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Sends a file of devices line by line: good lines are kept, a bad one is told with its number. The
 * lines go through a temporary file, so that a fleet of millions needs no memory here.
 */
final class DeviceImport {
    /** More than this nobody reads; the count tells the rest. */
    private static final int MOST_TOLD = 50;

    private final Session session;
    private final Api api;
    private final String file;

    /** The line of the file that each sent line was. */
    private final List<Integer> sources = new ArrayList<>();

    private long kept;
    private long bad;
    private long answered;
    private final List<Map<String, Object>> problems = new ArrayList<>();

    DeviceImport(Session session, Api api, String file) {
        this.session = session;
        this.api = api;
        this.file = file;
    }

    Exit run() {
        try {
            var lines = Files.createTempFile("firebreak-import-", ".ndjson");
            try {
                write(lines);
                if (!sources.isEmpty()) {
                    send(lines);
                }
            } finally {
                Files.deleteIfExists(lines);
            }
        } catch (IOException e) {
            throw new Trouble(
                    Exit.USAGE,
                    "expected a readable file of UTF-8 text, found none at '%s': check the path"
                            .formatted(file),
                    e);
        }
        session.answer(
                Json.tree(Map.of("imported", kept, "bad", bad, "problems", problems)),
                List.of(
                        "%s imported, %s bad"
                                .formatted(Count.of(kept, "device"), Count.of(bad, "line"))));
        return bad == 0 ? Exit.DONE : Exit.USAGE;
    }

    private void write(Path lines) throws IOException {
        var form = new DeviceFile();
        try (BufferedReader in = Files.newBufferedReader(session.path(file));
                BufferedWriter out = Files.newBufferedWriter(lines)) {
            int number = 0;
            for (var line = in.readLine(); line != null; line = in.readLine()) {
                number++;
                switch (form.next(line)) {
                    case DeviceFile.Line.Device(var json) -> {
                        out.write(json);
                        out.write('\n');
                        sources.add(number);
                    }
                    case DeviceFile.Line.Wrong(var why) -> wrong(number, why);
                    case DeviceFile.Line.Nothing _ -> {}
                }
            }
        }
    }

    private void send(Path lines) throws IOException {
        var size = Files.size(lines);
        api.postLines("/devices:import", () -> open(lines, size), this::answered);
        if (answered < sources.size()) {
            throw new Trouble(
                    Exit.FAULT,
                    ("expected an answer for each of %d lines, found %d:"
                                    + " send the file again, which changes nothing twice")
                            .formatted(sources.size(), answered));
        }
    }

    private InputStream open(Path lines, long size) {
        try {
            return Progress.of(session, Files.newInputStream(lines), "devices", size);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private void answered(JsonNode result) {
        if (!result.has("line")) {
            return; // a summary, which is counted here anyway
        }
        answered++;
        var line = (int) Look.number(result, "line");
        var why = Look.maybe(result, "error");
        if (why.isPresent()) {
            wrong(line >= 1 && line <= sources.size() ? sources.get(line - 1) : line, why.get());
        } else {
            kept++;
        }
    }

    private void wrong(int line, String why) {
        bad++;
        if (bad <= MOST_TOLD) {
            session.say("%s:%d: %s".formatted(file, line, why));
            problems.add(Map.of("line", line, "error", why));
        }
    }
}
