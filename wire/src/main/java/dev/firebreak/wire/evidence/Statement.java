package dev.firebreak.wire.evidence;

import dev.firebreak.core.words.Digest;
import dev.firebreak.wire.json.Json;
import dev.firebreak.wire.json.Malformed;

import tools.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * An in-toto statement, version 1: a predicate about things named by their digests alone.
 *
 * @param subjects what it is about: digests of releases
 * @param result the predicate
 */
record Statement(List<Digest> subjects, RunResult result) {
    static final String PAYLOAD_TYPE = "application/vnd.in-toto+json";
    static final String TYPE = "https://in-toto.io/Statement/v1";

    /** An identifier; nobody asks anything of that address. */
    static final String PREDICATE_TYPE = "https://firebreak.dev/attestation/gate-run/v1";

    /** One run about more releases than this is a mistake. */
    private static final int MOST_SUBJECTS = 64;

    /** As it is written; the form fixes the names. */
    private record Written(
            String _type, List<Subject> subject, String predicateType, RunResult predicate) {}

    private record Subject(Map<String, String> digest) {}

    Statement {
        subjects = List.copyOf(subjects);
    }

    byte[] bytes() {
        var subject =
                subjects.stream()
                        .map(digest -> new Subject(Map.of("sha256", digest.hex())))
                        .toList();
        return Json.bytes(new Written(TYPE, subject, PREDICATE_TYPE, result));
    }

    /**
     * The statement in {@code payload}, believed or not.
     *
     * @throws Malformed if it is none of ours
     */
    static Statement read(byte[] payload) {
        var tree = Json.tree(payload);
        expect(tree, "_type", TYPE);
        expect(tree, "predicateType", PREDICATE_TYPE);
        return new Statement(subjects(tree), RunResult.of(tree.path("predicate")));
    }

    private static List<Digest> subjects(JsonNode tree) {
        var list = tree.path("subject");
        if (!list.isArray() || list.isEmpty() || list.size() > MOST_SUBJECTS) {
            throw new Malformed(
                    "subject",
                    "expected 1 to %d subjects, found something else: name the release's digest"
                            .formatted(MOST_SUBJECTS));
        }
        var digests = new ArrayList<Digest>();
        for (var subject : list) {
            try {
                digests.add(new Digest(subject.path("digest").path("sha256").asString("")));
            } catch (IllegalArgumentException e) {
                throw new Malformed("subject", String.valueOf(e.getMessage()));
            }
        }
        return digests;
    }

    private static void expect(JsonNode tree, String field, String wanted) {
        var found = tree.path(field).asString("");
        if (!found.equals(wanted)) {
            throw new Malformed(
                    field,
                    "expected %s, found '%s': sign with 'evidence sign'".formatted(wanted, found));
        }
    }
}
