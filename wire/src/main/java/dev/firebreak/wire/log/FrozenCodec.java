package dev.firebreak.wire.log;

import dev.firebreak.wire.json.Json;
import dev.firebreak.wire.json.Malformed;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.ObjectWriter;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * The bytes of a frozen state: the JSON of its records, compressed. It need not be canonical,
 * because nothing hashes it for longer than until the next one is written.
 *
 * @param <T> the record that holds all of it
 */
public final class FrozenCodec<T> {
    private final Class<T> type;
    private final ObjectWriter writer;
    private final ObjectReader reader;

    /** A codec for {@code type}, a record of ours. */
    public FrozenCodec(Class<T> type) {
        this.type = type;
        this.writer = Json.own().writerFor(type);
        this.reader = Json.own().readerFor(type);
    }

    /** A stream that is fast rather than small: who writes one, waits for it at the end. */
    private static final class Fast extends GZIPOutputStream {
        Fast(ByteArrayOutputStream out) throws IOException {
            super(out, 1 << 16);
            def.setLevel(Deflater.BEST_SPEED);
        }
    }

    /** The bytes of {@code frozen}. */
    public byte[] encode(T frozen) {
        var bytes = new ByteArrayOutputStream();
        try (var out = new Fast(bytes)) {
            writer.writeValue(out, frozen);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /**
     * The state in {@code bytes}.
     *
     * @throws Malformed if they are not those of such a record
     */
    public T decode(byte[] bytes) {
        try (var in = new GZIPInputStream(new ByteArrayInputStream(bytes), 1 << 16)) {
            return type.cast(reader.readValue(in));
        } catch (JacksonException e) {
            var fault = Json.fault(e);
            throw new Malformed(fault.path(), fault.getMessage());
        } catch (IOException e) {
            throw new Malformed("", "expected a whole compressed state, found %s".formatted(e));
        }
    }

    /**
     * A number that differs between versions in which the records have different parts, so that no
     * version reads what it would misunderstand; positive.
     */
    public int format() {
        var shape = new TreeSet<String>();
        describe(type, shape);
        var sum = new CRC32();
        sum.update(String.join("\n", shape).getBytes(StandardCharsets.UTF_8));
        return (int) (sum.getValue() & 0x3fff_ffff) + 1;
    }

    private static void describe(Type type, Set<String> shape) {
        if (type instanceof ParameterizedType generic) {
            for (var argument : generic.getActualTypeArguments()) {
                describe(argument, shape);
            }
        } else if (type instanceof Class<?> raw
                && raw.getName().startsWith("dev.firebreak.")
                && shape.add(raw.getName())) {
            if (raw.isRecord()) {
                for (var part : raw.getRecordComponents()) {
                    shape.add(
                            "%s.%s %s"
                                    .formatted(
                                            raw.getName(), part.getName(), part.getGenericType()));
                    describe(part.getGenericType(), shape);
                }
            } else if (raw.isEnum()) {
                for (var constant : raw.getEnumConstants()) {
                    shape.add(raw.getName() + "." + constant);
                }
            } else if (raw.isSealed()) {
                for (var part : raw.getPermittedSubclasses()) {
                    describe(part, shape);
                }
            }
        }
    }
}
