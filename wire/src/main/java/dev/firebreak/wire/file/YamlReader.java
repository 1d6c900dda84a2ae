package dev.firebreak.wire.file;

import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Bytes to a {@link YamlNode}: YAML 1.2 (and so JSON) without tags, with each key once, and within
 * limits that keep a hostile document from costing more than its length.
 */
final class YamlReader {
    static final int MOST_BYTES = 1 << 20;
    static final int DEEPEST = 32;
    static final int MOST_ALIASES = 64;

    /** Aliases count as often as they are used. */
    static final int MOST_NODES = 100_000;

    /** A condition with a list in it, written between braces without quotes. */
    private static final Pattern BARE_CONDITION =
            Pattern.compile(
                    "([{,]\\s*(?:when|select):\\s+)([^\\s\"'][^\\n]*?)"
                            + "(?=\\s*(?:,\\s*[A-Za-z]+:\\s|\\}\\s*(?:[,\\]}#\\n]|$)))");

    private record Anchored(YamlNode node, int weight) {}

    private final Complaints complaints;
    private final Iterator<Event> events;
    private final Map<String, Anchored> anchors = new HashMap<>();
    private int aliases;
    private int nodes;

    private YamlReader(String text, Complaints complaints) {
        this.complaints = complaints;
        var settings =
                LoadSettings.builder()
                        .setCodePointLimit(MOST_BYTES)
                        .setParseComments(false)
                        .build();
        this.events = new Parse(settings).parseString(text).iterator();
    }

    /**
     * The document in {@code bytes}.
     *
     * @throws FileProblems if it is no YAML, or more than a file that a person wrote; duplicate
     *     keys are only put among the complaints
     */
    static YamlNode read(byte[] bytes, Complaints complaints) throws FileProblems {
        if (bytes.length > MOST_BYTES) {
            complaints.add(
                    Spot.START,
                    "",
                    "at most 1 MiB",
                    bytes.length + " bytes",
                    "check that this is the right file");
            throw complaints.all();
        }
        var text = decoded(bytes, complaints);
        try {
            return new YamlReader(conditionsQuoted(text), complaints).document();
        } catch (MarkedYamlEngineException e) {
            complaints.add(
                    spot(e.getProblemMark()),
                    "",
                    "YAML",
                    Complaints.quoted(said(e.getProblem())),
                    "mend the line, or the one above it");
            throw complaints.all();
        } catch (YamlEngineException e) {
            complaints.add(
                    Spot.START,
                    "",
                    "YAML",
                    Complaints.quoted(said(e.getMessage())),
                    "write text in UTF-8 without control characters");
            throw complaints.all();
        }
    }

    /**
     * To YAML the list in {@code {when: attributes.role in ["dc", "icu"], is: HIGH}} is a mistake;
     * to people it is the natural way to write the rule. It has one meaning, and gets it.
     */
    private static String conditionsQuoted(String text) {
        return BARE_CONDITION
                .matcher(text)
                .replaceAll(found -> Matcher.quoteReplacement(quotedIfList(found)));
    }

    private static String quotedIfList(MatchResult found) {
        return found.group(2).contains("[")
                ? found.group(1) + "'" + found.group(2).replace("'", "''") + "'"
                : found.group();
    }

    private static String said(@Nullable String message) {
        return message == null ? "something else" : message;
    }

    private static String decoded(byte[] bytes, Complaints complaints) throws FileProblems {
        try {
            var text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return text.toString().startsWith("\uFEFF")
                    ? text.toString().substring(1)
                    : text.toString();
        } catch (CharacterCodingException e) {
            complaints.add(
                    Spot.START, "", "text in UTF-8", "other bytes", "save the file as UTF-8");
            throw complaints.all();
        }
    }

    private YamlNode document() throws FileProblems {
        Optional<YamlNode> root = Optional.empty();
        while (events.hasNext()) {
            var event = events.next();
            if (event instanceof NodeEvent node) {
                if (root.isPresent()) {
                    throw refused(node, "", "one document", "a second one", "keep one per file");
                }
                root = Optional.of(node(node, "", 1));
            }
        }
        if (root.isEmpty()) {
            complaints.add(
                    Spot.START,
                    "",
                    "keys and values",
                    "an empty file",
                    "start from an example of the reference");
            throw complaints.all();
        }
        return root.get();
    }

    private YamlNode node(NodeEvent event, String path, int depth) throws FileProblems {
        if (depth > DEEPEST) {
            throw refused(
                    event,
                    path,
                    "at most %d levels".formatted(DEEPEST),
                    "more",
                    "write it flatter");
        }
        count(event, path, 1);
        int before = nodes - 1;
        var node =
                switch (event) {
                    case AliasEvent alias -> alias(alias, path);
                    case ScalarEvent scalar -> {
                        tagless(scalar, scalar.getTag(), path);
                        yield new YamlNode.Scalar(
                                scalar.getValue(), scalar.isPlain(), spot(event.getStartMark()));
                    }
                    case CollectionStartEvent start -> {
                        tagless(start, start.getTag(), path);
                        yield start.getEventId() == Event.ID.MappingStart
                                ? mapping(start, path, depth)
                                : sequence(start, path, depth);
                    }
                    default ->
                            throw refused(
                                    event,
                                    path,
                                    "a value, a list, or keys and values",
                                    event.getEventId().toString(),
                                    "mend the line");
                };
        event.getAnchor()
                .filter(_ -> !(event instanceof AliasEvent))
                .ifPresent(
                        anchor ->
                                anchors.put(anchor.getValue(), new Anchored(node, nodes - before)));
        return node;
    }

    private YamlNode alias(AliasEvent event, String path) throws FileProblems {
        var name = event.getAlias().getValue();
        var target = anchors.get(name);
        if (target == null) {
            throw refused(
                    event,
                    path,
                    "an alias of something above",
                    Complaints.quoted("*" + name),
                    "write the value itself");
        }
        if (++aliases > MOST_ALIASES) {
            throw refused(
                    event,
                    path,
                    "at most %d aliases".formatted(MOST_ALIASES),
                    "more",
                    "write the values themselves");
        }
        count(event, path, target.weight());
        return target.node();
    }

    private YamlNode sequence(CollectionStartEvent start, String path, int depth)
            throws FileProblems {
        List<YamlNode> items = new ArrayList<>();
        for (var event = events.next();
                event.getEventId() != Event.ID.SequenceEnd;
                event = events.next()) {
            items.add(node((NodeEvent) event, "%s[%d]".formatted(path, items.size()), depth + 1));
        }
        return new YamlNode.Sequence(List.copyOf(items), spot(start.getStartMark()));
    }

    private YamlNode mapping(CollectionStartEvent start, String path, int depth)
            throws FileProblems {
        Map<String, YamlNode.Entry> entries = new LinkedHashMap<>();
        for (var event = events.next();
                event.getEventId() != Event.ID.MappingEnd;
                event = events.next()) {
            if (!(event instanceof ScalarEvent key)) {
                throw refused(event, path, "a key", "a list or a mapping", "write a word as key");
            }
            tagless(key, key.getTag(), path);
            count(key, path, 1);
            var here = path.isEmpty() ? key.getValue() : path + "." + key.getValue();
            var value = node((NodeEvent) events.next(), here, depth + 1);
            var entry = new YamlNode.Entry(key.getValue(), spot(key.getStartMark()), value);
            var first = entries.putIfAbsent(key.getValue(), entry);
            if (first != null) {
                complaints.add(
                        entry.spot(),
                        here,
                        "each key once",
                        "it again after line " + first.spot().line(),
                        "keep one of them");
            }
        }
        return new YamlNode.Mapping(List.copyOf(entries.values()), spot(start.getStartMark()));
    }

    private void tagless(Event event, Optional<String> tag, String path) throws FileProblems {
        if (tag.isPresent()) {
            throw refused(
                    event,
                    path,
                    "a plain value",
                    "the tag " + Complaints.quoted(tag.get()),
                    "remove the tag");
        }
    }

    private void count(Event event, String path, int weight) throws FileProblems {
        nodes += weight;
        if (nodes > MOST_NODES) {
            throw refused(
                    event,
                    path,
                    "at most %d values".formatted(MOST_NODES),
                    "more",
                    "write the values themselves instead of aliases");
        }
    }

    private FileProblems refused(
            Event event, String path, String expected, String found, String todo) {
        complaints.add(spot(event.getStartMark()), path, expected, found, todo);
        return complaints.all();
    }

    private static Spot spot(Optional<Mark> mark) {
        return mark.map(at -> new Spot(at.getLine() + 1, at.getColumn() + 1)).orElse(Spot.START);
    }
}
