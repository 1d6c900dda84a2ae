package dev.firebreak.wire.json;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.Nulls;

import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.Version;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JacksonModule;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.cfg.DateTimeFeature;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.cfg.MapperBuilder;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.std.ToStringSerializer;
import tools.jackson.databind.type.LogicalType;
import tools.jackson.dataformat.cbor.CBORFactory;
import tools.jackson.dataformat.cbor.CBORMapper;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.util.List;

/**
 * The one way to read and write JSON.
 *
 * <p>Writing is canonical: fields in the order of the record's components, maps and sets sorted, no
 * white space, an absent {@link java.util.Optional} left out, durations and times in ISO 8601; so
 * equal values have equal bytes. Reading is strict: no field twice, none missing, none unknown, no
 * number for a text or text for a number, nothing after the end, and a limit on everything. What
 * devices send is read by the lenient view ({@link #lenientTree}), which ignores what it does not
 * know.
 */
public final class Json {
    /** Deeper than any document of ours; a deeper one is an attack on the stack. */
    private static final int MOST_NESTED = 64;

    /** Longest single text: a fleet file inside an observation is the longest we write. */
    private static final int LONGEST_TEXT = 4 * 1024 * 1024;

    /** Longest document: one tick's sightings of half a million devices fit. */
    private static final long LONGEST_DOCUMENT = 128L * 1024 * 1024;

    private static final int LONGEST_NAME = 1024;
    private static final int LONGEST_NUMBER = 64;

    private static final StreamReadConstraints LIMITS =
            StreamReadConstraints.builder()
                    .maxNestingDepth(MOST_NESTED)
                    .maxStringLength(LONGEST_TEXT)
                    .maxDocumentLength(LONGEST_DOCUMENT)
                    .maxNameLength(LONGEST_NAME)
                    .maxNumberLength(LONGEST_NUMBER)
                    .build();

    private static final ObjectMapper STRICT =
            configured(JsonMapper.builder(jsonFactory()))
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
                    .build();

    /** What was written once must be read again, however long it is. */
    private static final StreamReadConstraints OWN_LIMITS =
            StreamReadConstraints.builder()
                    .maxNestingDepth(MOST_NESTED)
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNumberLength(LONGEST_NUMBER)
                    .build();

    private static final ObjectMapper OWN =
            configured(
                            JsonMapper.builder(
                                    JsonFactory.builder()
                                            .streamReadConstraints(OWN_LIMITS)
                                            .build()))
                    .build();

    private static final ObjectMapper LENIENT =
            configured(JsonMapper.builder(jsonFactory())).build();

    private static final ObjectMapper CBOR =
            configured(
                            CBORMapper.builder(
                                    CBORFactory.builder().streamReadConstraints(LIMITS).build()))
                    .build();

    private Json() {}

    /**
     * The canonical bytes of {@code value}.
     *
     * @throws Malformed if a map has a key that could not be read again
     */
    public static byte[] bytes(Object value) {
        return STRICT.writeValueAsBytes(value);
    }

    /** The canonical text of {@code value}. */
    public static String text(Object value) {
        return STRICT.writeValueAsString(value);
    }

    /** The same content with line breaks and indentation, for people. */
    public static String pretty(Object value) {
        return STRICT.writerWithDefaultPrettyPrinter().writeValueAsString(value);
    }

    /**
     * One value of {@code type}, read strictly.
     *
     * @throws Malformed if the bytes are anything else
     */
    public static <T> T read(byte[] bytes, Class<T> type) {
        try {
            return present(STRICT.readValue(bytes, type));
        } catch (JacksonException e) {
            throw Fault.of(e);
        }
    }

    /**
     * The same from text.
     *
     * @throws Malformed if the text is anything else
     */
    public static <T> T read(String text, Class<T> type) {
        try {
            return present(STRICT.readValue(text, type));
        } catch (JacksonException e) {
            throw Fault.of(e);
        }
    }

    /**
     * The same for a type with parameters, like a page of devices.
     *
     * @throws Malformed if the bytes are anything else
     */
    public static <T> T read(byte[] bytes, TypeReference<T> type) {
        try {
            return present(STRICT.readValue(bytes, type));
        } catch (JacksonException e) {
            throw Fault.of(e);
        }
    }

    /**
     * A tree of our own documents: duplicate keys are refused.
     *
     * @throws Malformed if the bytes are no JSON
     */
    public static JsonNode tree(byte[] bytes) {
        try {
            return STRICT.readTree(bytes);
        } catch (JacksonException e) {
            throw Fault.of(e);
        }
    }

    /** {@code value} as a tree, to be looked into or written in another format. */
    public static JsonNode tree(Object value) {
        return STRICT.valueToTree(value);
    }

    /**
     * A record out of a tree, read strictly.
     *
     * @throws Malformed if the tree is anything else
     */
    public static <T> T read(JsonNode tree, Class<T> type) {
        try {
            return present(STRICT.treeToValue(tree, type));
        } catch (JacksonException e) {
            throw Fault.of(e);
        }
    }

    /**
     * A tree of what a device sent: of a key that comes twice the last one counts.
     *
     * @throws Malformed if the bytes are no JSON
     */
    public static JsonNode lenientTree(byte[] bytes) {
        try {
            return LENIENT.readTree(bytes);
        } catch (JacksonException e) {
            throw Fault.of(e);
        }
    }

    /**
     * The same, written in CBOR (RFC 8949).
     *
     * @throws Malformed if the bytes are no CBOR
     */
    public static JsonNode cborTree(byte[] bytes) {
        try {
            return CBOR.readTree(bytes);
        } catch (JacksonException e) {
            throw Fault.of(e);
        }
    }

    /** The CBOR bytes of a tree or value. */
    public static byte[] cbor(Object value) {
        return CBOR.writeValueAsBytes(value);
    }

    /**
     * The mapper for bytes that this program wrote itself and whose integrity is checked elsewhere
     * (the log's chain): as strict, but for keys that come twice, which cost a third of the time.
     */
    public static ObjectMapper own() {
        return OWN;
    }

    /** What went wrong, in our words; for those who use {@link #own}. */
    public static Malformed fault(JacksonException cause) {
        return Fault.of(cause);
    }

    private static <T> T present(@org.jspecify.annotations.Nullable T value) {
        if (value == null) {
            throw new Malformed("", "expected an object, found null: send the object");
        }
        return value;
    }

    private static JsonFactory jsonFactory() {
        return JsonFactory.builder().streamReadConstraints(LIMITS).build();
    }

    private static <M extends ObjectMapper, B extends MapperBuilder<M, B>> B configured(B builder) {
        return builder.addModule(new Shapes())
                .addModule(values())
                .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
                .enable(MapperFeature.SORT_CREATOR_PROPERTIES_FIRST)
                .enable(MapperFeature.INFER_RECORD_GETTERS_FROM_COMPONENTS_ONLY)
                .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
                .enable(SerializationFeature.ORDER_SET_ELEMENTS)
                .disable(
                        SerializationFeature.FAIL_ON_EMPTY_BEANS,
                        SerializationFeature.WRAP_EXCEPTIONS)
                .disable(
                        EnumFeature.READ_ENUMS_USING_TO_STRING,
                        EnumFeature.WRITE_ENUMS_USING_TO_STRING)
                .enable(EnumFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
                .disable(DateTimeFeature.WRITE_DATES_AS_TIMESTAMPS)
                .enable(
                        DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES,
                        DeserializationFeature.FAIL_ON_TRAILING_TOKENS,
                        DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES,
                        DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
                .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                .changeDefaultPropertyInclusion(
                        value -> value.withValueInclusion(JsonInclude.Include.NON_ABSENT))
                .changeDefaultNullHandling(value -> value.withContentNulls(Nulls.FAIL))
                .withCoercionConfig(
                        LogicalType.Textual,
                        text ->
                                List.of(
                                                CoercionInputShape.Integer,
                                                CoercionInputShape.Float,
                                                CoercionInputShape.Boolean)
                                        .forEach(
                                                shape ->
                                                        text.setCoercion(
                                                                shape, CoercionAction.Fail)));
    }

    private static JacksonModule values() {
        return new SimpleModule("values")
                .addSerializer(Instant.class, ToStringSerializer.instance)
                .addSerializer(Duration.class, ToStringSerializer.instance)
                .addSerializer(LocalTime.class, ToStringSerializer.instance)
                .addKeySerializer(String.class, new TextKey(LONGEST_NAME))
                .addDeserializer(
                        Instant.class,
                        new TextValue<>(Instant.class, Instant::parse, "2026-01-31T12:00:00Z"))
                .addDeserializer(
                        Duration.class, new TextValue<>(Duration.class, Duration::parse, "PT30M"))
                .addDeserializer(
                        LocalTime.class,
                        new TextValue<>(LocalTime.class, LocalTime::parse, "06:00"));
    }

    /** Hangs {@link RecordShapes} before the mapper's own ideas. */
    private static final class Shapes extends JacksonModule {
        @Override
        public String getModuleName() {
            return "records";
        }

        @Override
        public Version version() {
            return Version.unknownVersion();
        }

        @Override
        public void setupModule(SetupContext context) {
            context.insertAnnotationIntrospector(new RecordShapes());
        }
    }
}
