package dev.firebreak.server.api;

import dev.firebreak.server.http.ProblemKind;
import dev.firebreak.server.http.Refused;
import dev.firebreak.wire.json.Json;
import dev.firebreak.wire.json.Malformed;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The lines of an import, one at a time, numbered from 1. Empty lines are passed over. Of a line
 * that is too long no more is kept than is needed to say so.
 */
final class ImportLines {
    /** Longer than each plausible device with all its attributes. */
    private static final int LONGEST_LINE_BYTES = 64 << 10;

    /** A fleet of twenty million is imported in parts. */
    private static final long MOST_LINES = 20_000_000;

    /** So much of a line says what file it is of. */
    private static final int SHOWN = 60;

    private final InputStream in;
    private final boolean csv;
    private List<String> header = List.of();
    private long number;

    /** What a line says. */
    sealed interface Line {
        /** A device; {@code token} is a secret, or {@code generate}. */
        record Good(
                long number,
                String id,
                Optional<Map<String, String>> attributes,
                Optional<String> token)
                implements Line {}

        /** Nothing that can be used. */
        record Bad(long number, String why) implements Line {}
    }

    /** A line of NDJSON. */
    private record Written(
            String id, Optional<Map<String, String>> attributes, Optional<String> token) {}

    private ImportLines(InputStream in, boolean csv) {
        this.in = new BufferedInputStream(in, LONGEST_LINE_BYTES);
        this.csv = csv;
    }

    /**
     * The lines in {@code in}.
     *
     * @param type {@code text/csv} with a first line of column names, or NDJSON
     * @throws Refused for another type, and for CSV without an {@code id} column
     */
    static ImportLines of(String type, InputStream in) throws Refused, IOException {
        var lines =
                switch (type) {
                    case "text/csv" -> new ImportLines(in, true);
                    case "", "application/x-ndjson", "application/jsonl", "application/json" ->
                            new ImportLines(in, false);
                    default ->
                            throw Refused.of(
                                    ProblemKind.UNSUPPORTED,
                                    "expected application/x-ndjson or text/csv, found '%s': set Content-Type"
                                            .formatted(type));
                };
        if (lines.csv) {
            lines.readHeader();
        }
        return lines;
    }

    /** The next line that is not empty; nothing at the end. */
    Optional<Line> next() throws IOException, Refused {
        while (true) {
            var text = readLine();
            if (text.isEmpty()) {
                return Optional.empty();
            }
            if (number > MOST_LINES) {
                throw Refused.of(
                        ProblemKind.TOO_LARGE,
                        "expected at most %d lines, found more: send the rest in another request"
                                .formatted(MOST_LINES));
            }
            switch (text.get()) {
                case Text.Unusable(var why) -> {
                    return Optional.of(new Line.Bad(number, why));
                }
                case Text.Plain(var line) when !line.isBlank() -> {
                    return Optional.of(csv ? row(line) : object(line));
                }
                case Text.Plain _ -> {}
            }
        }
    }

    private Line object(String line) {
        try {
            var written = Json.read(line, Written.class);
            return new Line.Good(number, written.id(), written.attributes(), written.token());
        } catch (Malformed e) {
            return new Line.Bad(number, e.line());
        }
    }

    private Line row(String line) {
        var cells = cells(line);
        if (cells.isEmpty() || cells.get().size() != header.size()) {
            return new Line.Bad(
                    number,
                    "expected %d columns, found %s: correct the line"
                            .formatted(
                                    header.size(),
                                    cells.map(each -> Integer.toString(each.size()))
                                            .orElse("an open quote")));
        }
        var attributes = new TreeMap<String, String>();
        var id = "";
        Optional<String> token = Optional.empty();
        for (int i = 0; i < header.size(); i++) {
            var value = cells.get().get(i);
            switch (header.get(i)) {
                case "id" -> id = value;
                case "token" -> token = Optional.of(value).filter(secret -> !secret.isEmpty());
                case String key -> {
                    if (!value.isEmpty()) {
                        attributes.put(key, value);
                    }
                }
            }
        }
        return new Line.Good(number, id, Optional.of(attributes), token);
    }

    private void readHeader() throws Refused, IOException {
        var first = readLine();
        var found = "none";
        if (first.isPresent() && first.get() instanceof Text.Plain(var line)) {
            header = cells(line).orElse(List.of());
            found =
                    "'%s'"
                            .formatted(
                                    line.length() <= SHOWN ? line : line.substring(0, SHOWN) + "…");
        }
        if (!header.contains("id") || header.stream().distinct().count() != header.size()) {
            throw Refused.of(
                    ProblemKind.INVALID,
                    ("expected a first line that names each column once, like id,token,region,"
                                    + " found %s: add it, or send JSON lines")
                            .formatted(found));
        }
    }

    /** The cells of a line (RFC 4180); nothing if a quote stays open. */
    private static Optional<List<String>> cells(String line) {
        var cells = new ArrayList<String>();
        var cell = new StringBuilder();
        var quoted = false;
        for (int i = 0; i < line.length(); i++) {
            var c = line.charAt(i);
            if (quoted && c == '"' && i + 1 < line.length() && line.charAt(i + 1) == '"') {
                cell.append('"');
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == ',' && !quoted) {
                cells.add(cell.toString().strip());
                cell.setLength(0);
            } else {
                cell.append(c);
            }
        }
        cells.add(cell.toString().strip());
        return quoted ? Optional.empty() : Optional.of(cells);
    }

    /** The bytes of a line, made into text. */
    private sealed interface Text {
        record Plain(String line) implements Text {}

        record Unusable(String why) implements Text {}
    }

    private Optional<Text> readLine() throws IOException {
        var bytes = new ByteArrayOutputStream();
        var c = in.read();
        if (c < 0) {
            return Optional.empty();
        }
        number++;
        var length = 0L;
        for (; c >= 0 && c != '\n'; c = in.read()) {
            if (++length <= LONGEST_LINE_BYTES) {
                bytes.write(c);
            }
        }
        if (length > LONGEST_LINE_BYTES) {
            return Optional.of(
                    new Text.Unusable(
                            "expected a line of at most %d bytes, found %d: shorten it"
                                    .formatted(LONGEST_LINE_BYTES, length)));
        }
        try {
            var text =
                    StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(bytes.toByteArray()))
                            .toString();
            return Optional.of(new Text.Plain(text));
        } catch (CharacterCodingException e) {
            return Optional.of(
                    new Text.Unusable("expected text in UTF-8, found other bytes: convert it"));
        }
    }
}
