package dev.firebreak.wire.file;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The keys and values of one place in a file; unknown keys have been complained about. */
final class Fields {
    /** A key that differs in no more letters was probably meant. */
    private static final int NEAR = 2;

    private final Cursor at;
    private final Map<String, Cursor> values;

    private Fields(Cursor at, Map<String, Cursor> values) {
        this.at = at;
        this.values = values;
    }

    static Fields of(Cursor at, YamlNode.Mapping mapping, List<String> known) {
        Map<String, Cursor> values = new LinkedHashMap<>();
        for (var entry : mapping.entries()) {
            var field = at.field(entry);
            if (known.isEmpty() || known.contains(entry.key())) {
                values.put(entry.key(), field);
            } else {
                at.complaints()
                        .add(
                                entry.spot(),
                                field.path(),
                                "a known key",
                                Complaints.quoted(entry.key()),
                                suggestion(entry.key(), known));
            }
        }
        return new Fields(at, values);
    }

    /** The value of {@code key}, if the key was written. */
    Optional<Cursor> get(String key) {
        return Optional.ofNullable(values.get(key));
    }

    /** The value of {@code key}; a complaint with {@code example} if the key is missing. */
    Optional<Cursor> need(String key, String example) {
        var value = get(key);
        if (value.isEmpty()) {
            at.complaints()
                    .add(
                            at.spot(),
                            at.path(),
                            "the key '" + key + "'",
                            "none",
                            "add '%s'".formatted(example));
        }
        return value;
    }

    /** Every key with its value, in the order of the file. */
    Map<String, Cursor> all() {
        return values;
    }

    private static String suggestion(String key, List<String> known) {
        var near =
                known.stream()
                        .min(Comparator.comparingInt(word -> distance(key, word)))
                        .filter(word -> near(key, word));
        return near.map("write '%s'"::formatted)
                .orElseGet(() -> "remove it; known here are " + String.join(", ", known));
    }

    private static boolean near(String key, String word) {
        return distance(key, word) <= NEAR && distance(key, word) < word.length();
    }

    /**
     * How many letters must be changed, added or removed (Levenshtein, 1965), whatever the case.
     */
    private static int distance(String one, String other) {
        int[] above = new int[other.length() + 1];
        for (int j = 0; j < above.length; j++) {
            above[j] = j;
        }
        for (int i = 1; i <= one.length(); i++) {
            int[] row = new int[above.length];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                boolean same =
                        Character.toLowerCase(one.charAt(i - 1))
                                == Character.toLowerCase(other.charAt(j - 1));
                row[j] =
                        Math.min(Math.min(row[j - 1], above[j]) + 1, above[j - 1] + (same ? 0 : 1));
            }
            above = row;
        }
        return above[other.length()];
    }
}
