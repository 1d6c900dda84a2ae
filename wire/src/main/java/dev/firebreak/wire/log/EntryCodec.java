package dev.firebreak.wire.log;

import dev.firebreak.core.decision.Fact;
import dev.firebreak.core.decision.Observation;
import dev.firebreak.wire.json.Json;
import dev.firebreak.wire.json.Malformed;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.ObjectWriter;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Entries of the log as canonical JSON: {@code
 * {"o":{"type":"Asked",…},"f":[{"type":"Exposed",…}]}}. Equal entries have equal bytes, whatever
 * process wrote them; the chain hashes those bytes. Instances are safe to share between threads.
 *
 * <p>What was decided at once about many devices is longer than a journal takes at once. Then the
 * facts go on in further parts without an observation, and each part says how many follow: {@code
 * {"o":{…},"f":[…],"more":2}}, {@code {"f":[…],"more":1}}, {@code {"f":[…]}}. Which fact is in
 * which part follows from the entry alone, so that equal entries have equal parts, too.
 */
public final class EntryCodec {
    /**
     * The longest part, in bytes: what a journal takes. With another number long entries of older
     * logs would not come out in the same parts.
     */
    public static final int PART_BYTES = 1 << 20;

    /** What a part has beside its observation and facts: braces, names, and a number of parts. */
    private static final int FRAME_BYTES = 40;

    /** The two halves under short names: an entry is written millions of times. */
    private record Line(Optional<Observation> o, List<Fact> f, Optional<Integer> more) {}

    private final ObjectWriter writer = Json.own().writerFor(Line.class);
    private final ObjectWriter factWriter = Json.own().writerFor(Fact.class);
    private final ObjectReader reader = Json.own().readerFor(Line.class);

    /**
     * One part of an entry.
     *
     * @param observation in the first part only
     * @param facts the next of them, in order
     * @param more how many parts follow
     */
    record Part(Optional<Observation> observation, List<Fact> facts, int more) {}

    /**
     * The bytes of {@code entry} in one part, however long.
     *
     * @throws Malformed if it has a key that could not be read again: nothing is written then
     */
    public byte[] encode(Entry entry) {
        return bytes(Optional.of(entry.observation()), entry.facts(), 0);
    }

    /**
     * The bytes of {@code entry} in parts of at most {@link #PART_BYTES}: one, as a rule.
     *
     * @throws Malformed if it has a key that could not be read again: nothing is written then
     * @throws IllegalArgumentException if the observation, or one fact, alone is longer
     */
    public List<byte[]> parts(Entry entry) {
        return parts(entry, PART_BYTES);
    }

    List<byte[]> parts(Entry entry, int mostBytes) {
        var whole = encode(entry);
        return whole.length <= mostBytes ? List.of(whole) : split(entry, mostBytes);
    }

    private List<byte[]> split(Entry entry, int mostBytes) {
        var first = bytes(Optional.of(entry.observation()), List.of(), 0).length;
        var parts = new ArrayList<List<Fact>>();
        var part = new ArrayList<Fact>();
        var room = left(mostBytes - FRAME_BYTES - first, mostBytes);
        for (var fact : entry.facts()) {
            var length = factWriter.writeValueAsBytes(fact).length + 1;
            if (length > room) {
                parts.add(List.copyOf(part));
                part.clear();
                room = left(mostBytes - FRAME_BYTES - length, mostBytes) + length;
            }
            part.add(fact);
            room -= length;
        }
        parts.add(part);
        var encoded = new ArrayList<byte[]>();
        for (var facts : parts) {
            encoded.add(
                    bytes(
                            encoded.isEmpty() ? Optional.of(entry.observation()) : Optional.empty(),
                            facts,
                            parts.size() - 1 - encoded.size()));
        }
        return encoded;
    }

    private static int left(int room, int mostBytes) {
        if (room < 0) {
            throw new IllegalArgumentException(
                    "expected an entry of parts of at most %d bytes, found %d bytes more in one: send less at once"
                            .formatted(mostBytes, -room));
        }
        return room;
    }

    private byte[] bytes(Optional<Observation> observation, List<Fact> facts, int more) {
        var left = more == 0 ? Optional.<Integer>empty() : Optional.of(more);
        return writer.writeValueAsBytes(new Line(observation, facts, left));
    }

    /**
     * The entry in {@code bytes}, which are the whole of it.
     *
     * @throws Malformed if this version knows no such entry: the log is damaged, or a newer version
     *     wrote it; also if they are a part of an entry
     */
    public Entry decode(byte[] bytes) {
        return new EntryParts(this)
                .add(bytes)
                .orElseThrow(
                        () ->
                                new Malformed(
                                        "more",
                                        "expected a whole log entry, found the first part of one"));
    }

    /**
     * The facts in {@code bytes}, which may be any part of an entry.
     *
     * @throws Malformed if this version knows no such entry
     */
    public List<Fact> facts(byte[] bytes) {
        return part(bytes).facts();
    }

    /** One part. */
    Part part(byte[] bytes) {
        try {
            Line line = reader.readValue(bytes);
            var more = line.more().orElse(0);
            if (line.more().isPresent() && more < 1) {
                throw new Malformed(
                        "more", "expected a number of parts from 1 on, found %d".formatted(more));
            }
            return new Part(line.o(), line.f(), more);
        } catch (JacksonException e) {
            var fault = Json.fault(e);
            throw new Malformed(
                    fault.path(),
                    ("expected a log entry of this version, found another (%s): use the version"
                                    + " that wrote the log, or a newer one")
                            .formatted(fault.getMessage()));
        }
    }
}
