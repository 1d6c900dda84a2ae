package dev.firebreak.wire.file;

import dev.firebreak.core.gate.GatePolicy;
import dev.firebreak.core.gate.Requirement;
import dev.firebreak.core.words.Sha256;
import dev.firebreak.wire.evidence.VerifyingKey;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** {@code policy.yaml}: whose word the gate takes, and what evidence a release must have. */
public final class PolicyFile {
    private static final String EXAMPLE =
            "{check: test, signedBy: [lab], maxAge: 7d, negativeControls: 1}";

    private PolicyFile() {}

    /**
     * The policy in {@code bytes}, which are YAML or JSON.
     *
     * @param fileName for messages
     * @throws FileProblems everything that is wrong
     */
    public static GatePolicy parse(String fileName, byte[] bytes) throws FileProblems {
        var complaints = new Complaints(fileName);
        var root = new Cursor(YamlReader.read(bytes, complaints), "", complaints);
        var keys = new TreeMap<String, String>();
        List<Requirement> requirements =
                root.fields("keys", "require")
                        .map(
                                fields -> {
                                    fields.need("keys", "{lab: <base64 of 32 bytes>}")
                                            .ifPresent(at -> keys(at, keys));
                                    return fields.need("require", "[" + EXAMPLE + "]")
                                            .map(
                                                    at ->
                                                            at.list(
                                                                    EXAMPLE,
                                                                    it -> requirement(it, keys)))
                                            .orElse(List.of());
                                })
                        .orElse(List.of());
        complaints.end();
        return sealed(keys, requirements);
    }

    /** A policy under the digest of what it says. */
    public static GatePolicy sealed(Map<String, String> keys, List<Requirement> requirements) {
        return new GatePolicy(Sha256.of(text(keys, requirements)), keys, requirements);
    }

    /** The policy as people write it; {@link #parse} gives the same again. */
    public static String write(GatePolicy policy) {
        return text(policy.keys(), policy.requirements());
    }

    private static String text(Map<String, String> keys, List<Requirement> requirements) {
        var text = new StringBuilder("keys:\n");
        new TreeMap<>(keys)
                .forEach((id, key) -> text.append("  \"%s\": \"%s\"\n".formatted(id, key)));
        text.append("require:\n");
        for (var it : requirements) {
            text.append(
                    "  - {check: \"%s\", signedBy: [%s], maxAge: %s, negativeControls: %d}\n"
                            .formatted(
                                    it.id(),
                                    String.join(
                                            ", ",
                                            it.signers().stream()
                                                    .map("\"%s\""::formatted)
                                                    .toList()),
                                    Units.text(it.maxAge()),
                                    it.controls()));
        }
        return text.toString();
    }

    private static void keys(Cursor at, Map<String, String> keys) {
        at.fields()
                .map(Fields::all)
                .orElse(Map.of())
                .forEach(
                        (id, value) ->
                                value.made(
                                                "the base64 of an Ed25519 public key (32 bytes)",
                                                "'evidence sign' prints it",
                                                VerifyingKey::parse)
                                        .ifPresent(key -> keys.put(id, key.base64())));
    }

    private static Optional<Requirement> requirement(Cursor at, Map<String, String> keys) {
        return at.fields("check", "signedBy", "maxAge", "negativeControls")
                .flatMap(fields -> requirement(at, fields, keys));
    }

    private static Optional<Requirement> requirement(
            Cursor at, Fields fields, Map<String, String> keys) {
        var check =
                fields.need("check", "test").flatMap(it -> it.text("the name of a check", "test"));
        var signers =
                fields.need("signedBy", "[lab]")
                        .map(it -> it.list("[lab]", each -> known(each, keys)))
                        .orElse(List.of());
        var age = fields.need("maxAge", "7d").flatMap(Cursor::duration);
        var controls =
                fields.get("negativeControls").map(it -> it.number(1, 1000)).orElse(Optional.of(1));
        if (check.isEmpty() || age.isEmpty() || controls.isEmpty()) {
            return Optional.empty();
        }
        if (signers.isEmpty()) {
            at.wrong("at least one signer", "name a key of 'keys' under signedBy");
            return Optional.empty();
        }
        return Optional.of(new Requirement(check.get(), signers, age.get(), controls.get()));
    }

    private static Optional<String> known(Cursor at, Map<String, String> keys) {
        var id = at.text("the name of a key", "lab");
        if (id.isPresent() && !keys.containsKey(id.get())) {
            at.wrong("one of the names under keys", "write its public key under 'keys' first");
            return Optional.empty();
        }
        return id;
    }
}
