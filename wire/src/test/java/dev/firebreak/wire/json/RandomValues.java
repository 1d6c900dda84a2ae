package dev.firebreak.wire.json;

import dev.firebreak.core.release.Artifact;
import dev.firebreak.core.words.Digest;
import dev.firebreak.core.words.Ratio;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/** Makes any record of ours out of a seed, so that a new one is tested without an edit here. */
public final class RandomValues {
    /** How often a constructor may refuse what chance made. */
    private static final int TRIES = 1000;

    /** The last one is half a character: a text that was cut in the middle of one. */
    private static final String LETTERS = "abcXYZ019 .-_\"\\äß漢😀<>&'\uD83D";

    private static final int LONGEST_LIST = 3;

    private final Random random;

    public RandomValues(long seed) {
        this.random = new Random(seed);
    }

    /** Some value of {@code type}. */
    public <T> T value(Class<T> type) {
        return type.cast(made(type));
    }

    /** The records that a sealed type permits. */
    public static List<Class<?>> cases(Class<?> sealed) {
        return RecordShapes.cases(sealed);
    }

    private Object made(Type type) {
        return switch (type) {
            case ParameterizedType generic -> container(generic);
            case Class<?> plain -> single(plain);
            default -> throw new IllegalArgumentException("no way to make a " + type);
        };
    }

    private Object container(ParameterizedType type) {
        var raw = (Class<?>) type.getRawType();
        var arguments = type.getActualTypeArguments();
        if (raw == Optional.class) {
            return random.nextBoolean() ? Optional.of(made(arguments[0])) : Optional.empty();
        }
        if (raw == Map.class) {
            var map = new TreeMap<Object, Object>();
            several(arguments[0]).forEach(key -> map.put(whole(key), made(arguments[1])));
            return map;
        }
        if (raw == Set.class) {
            return new HashSet<>(several(arguments[0]));
        }
        return several(arguments[0]);
    }

    /** Half characters are refused in keys. */
    private static Object whole(Object key) {
        return key instanceof String text ? text.replaceAll("\\p{Cs}", "") : key;
    }

    private List<Object> several(Type type) {
        var list = new ArrayList<>();
        int count = random.nextInt(LONGEST_LIST + 1);
        for (int i = 0; i < count; i++) {
            list.add(made(type));
        }
        return list;
    }

    private Object single(Class<?> type) {
        if (type.isEnum()) {
            return one(Arrays.asList(type.getEnumConstants()));
        }
        if (type.isSealed()) {
            return made(one(cases(type)));
        }
        if (type == Digest.class) {
            return new Digest(hex(64));
        }
        if (type == Ratio.class) {
            return new Ratio(random.nextLong(1_000_000_001L));
        }
        if (type == Artifact.class) {
            return new Artifact("f" + random.nextInt(), new Digest(hex(64)), hex(40), hex(32), 7);
        }
        return type.isRecord() ? record(type) : leaf(type);
    }

    private Object leaf(Class<?> type) {
        if (type == String.class) {
            return text();
        }
        if (type == int.class || type == Integer.class) {
            return random.nextInt(4) == 0 ? random.nextInt() : random.nextInt(1, 1000);
        }
        if (type == long.class || type == Long.class) {
            return random.nextInt(2) == 0 ? random.nextLong() : random.nextLong(1000);
        }
        if (type == boolean.class || type == Boolean.class) {
            return random.nextBoolean();
        }
        if (type == Instant.class) {
            return Instant.ofEpochSecond(random.nextLong(4_000_000_000L), nanos());
        }
        if (type == Duration.class) {
            return Duration.ofSeconds(random.nextLong(100_000_000L), nanos());
        }
        if (type == LocalTime.class) {
            return LocalTime.of(random.nextInt(24), random.nextInt(60));
        }
        if (type == DayOfWeek.class) {
            return one(List.of(DayOfWeek.values()));
        }
        throw new IllegalArgumentException("no way to make a " + type + ": teach RandomValues");
    }

    private Object record(Class<?> type) {
        var components = type.getRecordComponents();
        IllegalArgumentException refused = new IllegalArgumentException("never tried");
        for (int i = 0; i < TRIES; i++) {
            try {
                return construct(type, components);
            } catch (IllegalArgumentException e) {
                refused = e;
            }
        }
        throw new IllegalArgumentException("no way to make a " + type, refused);
    }

    private Object construct(Class<?> type, RecordComponent[] components) {
        try {
            var types =
                    Arrays.stream(components)
                            .map(RecordComponent::getType)
                            .toArray(Class<?>[]::new);
            var values =
                    Arrays.stream(components)
                            .map(component -> made(component.getGenericType()))
                            .toArray();
            return type.getDeclaredConstructor(types).newInstance(values);
        } catch (InvocationTargetException e) {
            throw new IllegalArgumentException(e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(e.getMessage(), e);
        }
    }

    private long nanos() {
        return random.nextBoolean() ? 0 : random.nextLong(1_000_000_000L);
    }

    private String text() {
        var text = new StringBuilder("t");
        int length = random.nextInt(12);
        var letters = LETTERS.codePoints().toArray();
        for (int i = 0; i < length; i++) {
            text.appendCodePoint(letters[random.nextInt(letters.length)]);
        }
        return text.toString().strip();
    }

    private String hex(int digits) {
        var text = new StringBuilder();
        for (int i = 0; i < digits; i++) {
            text.append(Character.forDigit(random.nextInt(16), 16));
        }
        return text.toString();
    }

    private <E> E one(List<E> choices) {
        return choices.get(random.nextInt(choices.size()));
    }
}
