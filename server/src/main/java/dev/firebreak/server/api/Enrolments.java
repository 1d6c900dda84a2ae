package dev.firebreak.server.api;

import dev.firebreak.core.decision.Observation;
import dev.firebreak.core.decision.Observation.Enrolment;
import dev.firebreak.core.words.DeviceId;
import dev.firebreak.core.words.Digest;
import dev.firebreak.core.words.Moment;
import dev.firebreak.core.words.Person;
import dev.firebreak.core.words.Printable;
import dev.firebreak.core.words.Reason;
import dev.firebreak.server.http.ProblemKind;
import dev.firebreak.server.http.Refused;
import dev.firebreak.server.store.Cell;
import dev.firebreak.server.store.Fleet;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/** How an operator's words about a device become an observation. */
final class Enrolments {
    /** More than any inventory exports; each is kept in the log and in memory. */
    private static final int MOST_ATTRIBUTES = 100;

    private static final int LONGEST_KEY = 128;
    private static final int LONGEST_VALUE = 512;

    /** Shorter secrets can be guessed. */
    private static final int SHORTEST_SECRET = 16;

    private static final int LONGEST_SECRET = 256;

    private Enrolments() {}

    /**
     * Writes down {@code device}, or changes it. What is not given stays as it is. Reads the
     * present state only when its turn has come, so that two writers cannot undo each other.
     */
    static Function<Moment, Observation> of(
            Fleet fleet,
            DeviceId device,
            Optional<Map<String, String>> attributes,
            Optional<Digest> token,
            Person by) {
        return at -> {
            var known = fleet.find(device);
            var all =
                    new TreeMap<>(
                            attributes.or(() -> known.map(Cell::attributes)).orElse(Map.of()));
            var reported = known.map(Cell::reported).orElse(Map.of());
            return new Observation.DeviceEnrolled(
                    device,
                    all,
                    fleet.mapping().place(all, reported),
                    token.or(() -> known.flatMap(Cell::token)),
                    Enrolment.IMPORTED,
                    by,
                    at);
        };
    }

    /** Refuses attributes that are too many, too long or not printable. */
    static void checkAttributes(Map<String, String> attributes) throws Refused {
        if (attributes.size() > MOST_ATTRIBUTES) {
            throw invalid(
                    "expected at most %d attributes, found %d: leave some out"
                            .formatted(MOST_ATTRIBUTES, attributes.size()));
        }
        for (var attribute : attributes.entrySet()) {
            if (bad(attribute.getKey(), LONGEST_KEY)
                    || attribute.getKey().isBlank()
                    || bad(attribute.getValue(), LONGEST_VALUE)) {
                throw invalid(
                        ("expected attributes with keys of 1 to %d and values of at most %d printable"
                                        + " characters, found another in '%s': correct it")
                                .formatted(
                                        LONGEST_KEY,
                                        LONGEST_VALUE,
                                        Reason.told(attribute.getKey())));
            }
        }
    }

    /** Refuses a secret that somebody could guess. */
    static void checkSecret(String secret) throws Refused {
        if (secret.length() < SHORTEST_SECRET
                || secret.length() > LONGEST_SECRET
                || secret.chars().anyMatch(c -> c <= ' ' || c > '~')) {
            throw invalid(
                    ("expected a token of %d to %d printable characters without spaces, found"
                                    + " another: let the server generate one")
                            .formatted(SHORTEST_SECRET, LONGEST_SECRET));
        }
    }

    private static boolean bad(String text, int longest) {
        return text.length() > longest || !Printable.is(text);
    }

    private static Refused invalid(String detail) {
        return Refused.of(ProblemKind.INVALID, detail);
    }
}
