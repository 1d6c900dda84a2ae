package dev.firebreak.wire.log;

import dev.firebreak.core.decision.Fact;
import dev.firebreak.core.decision.Observation;
import dev.firebreak.wire.json.Json;
import dev.firebreak.wire.json.Malformed;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.ObjectWriter;

import java.util.List;

/**
 * Entries of the log as canonical JSON: {@code
 * {"o":{"type":"Asked",…},"f":[{"type":"Exposed",…}]}}. Equal entries have equal bytes, whatever
 * process wrote them; the chain hashes those bytes. Instances are safe to share between threads.
 */
public final class EntryCodec {
    /** The two halves under short names: an entry is written millions of times. */
    private record Line(Observation o, List<Fact> f) {}

    private final ObjectWriter writer = Json.own().writerFor(Line.class);
    private final ObjectReader reader = Json.own().readerFor(Line.class);

    /**
     * The bytes of {@code entry}.
     *
     * @throws Malformed if it has a key that could not be read again: nothing is written then
     */
    public byte[] encode(Entry entry) {
        return writer.writeValueAsBytes(new Line(entry.observation(), entry.facts()));
    }

    /**
     * The entry in {@code bytes}.
     *
     * @throws Malformed if this version knows no such entry: the log is damaged, or a newer version
     *     wrote it
     */
    public Entry decode(byte[] bytes) {
        try {
            Line line = reader.readValue(bytes);
            return new Entry(line.o(), line.f());
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
