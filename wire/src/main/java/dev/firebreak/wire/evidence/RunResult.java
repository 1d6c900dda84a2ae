package dev.firebreak.wire.evidence;

import dev.firebreak.core.evidence.Control;
import dev.firebreak.core.evidence.Result;
import dev.firebreak.core.words.Fingerprint;
import dev.firebreak.core.words.Printable;
import dev.firebreak.core.words.Reason;
import dev.firebreak.wire.json.Json;
import dev.firebreak.wire.json.Malformed;

import tools.jackson.databind.JsonNode;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a run of tests found, as its runner writes it down before it is signed; and, field by field,
 * the predicate of the signed statement.
 *
 * @param check which requirement of the gate it is about, for example {@code test}
 * @param result what it found
 * @param finishedAt when the run ended
 * @param controls the variants of known outcome that the same run judged
 * @param environments the fingerprints in which it ran
 */
public record RunResult(
        String check,
        Result result,
        Instant finishedAt,
        List<Control> controls,
        List<Fingerprint> environments) {
    private static final int LONGEST_NAME = 128;

    /** No run of ours has as many; each is kept in the log for ever. */
    private static final int MOST = 4096;

    /** The same with what may be left out. */
    private record Written(
            String check,
            Result result,
            Instant finishedAt,
            Optional<List<Control>> controls,
            Optional<List<Fingerprint>> environments) {}

    public RunResult {
        controls = List.copyOf(controls);
        environments = List.copyOf(environments);
        name("check", check);
        controls.forEach(control -> name("controls.id", control.id()));
        if (controls.size() > MOST || environments.size() > MOST) {
            throw new IllegalArgumentException(
                    "expected at most %d controls and environments, found more: sign several results"
                            .formatted(MOST));
        }
    }

    /**
     * The result in a JSON document; {@code controls} and {@code environments} may be left out and
     * are then empty, which no gate takes for proof.
     *
     * @throws Malformed if a field is missing, unknown or wrong
     */
    public static RunResult read(byte[] json) {
        return of(Json.read(json, Written.class));
    }

    static RunResult of(JsonNode tree) {
        return of(Json.read(tree, Written.class));
    }

    private static RunResult of(Written written) {
        try {
            return new RunResult(
                    written.check(),
                    written.result(),
                    written.finishedAt(),
                    written.controls().orElse(List.of()),
                    written.environments().orElse(List.of()));
        } catch (IllegalArgumentException e) {
            throw new Malformed("", String.valueOf(e.getMessage()));
        }
    }

    private static void name(String field, String value) {
        if (value.isBlank() || value.length() > LONGEST_NAME || !Printable.is(value)) {
            throw new IllegalArgumentException(
                    "expected 1 to %d printable characters in '%s', found '%s': choose another name"
                            .formatted(LONGEST_NAME, field, Reason.told(value)));
        }
    }
}
