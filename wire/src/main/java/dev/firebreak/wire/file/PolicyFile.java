package dev.firebreak.wire.file;

import dev.firebreak.core.gate.GatePolicy;
import dev.firebreak.core.gate.Requirement;
import dev.firebreak.core.words.Sha256;
import dev.firebreak.wire.evidence.VerifyingKey;
import dev.firebreak.wire.json.Malformed;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** {@code policy.yaml}: whose signatures count, and what evidence every release must have. */
public final class PolicyFile {
    private static final String CHECK = "check: test";
    private static final String SIGNERS = "signers: [\"ed25519:0123456789abcdef\"]";
    private static final String AGE = "maxAge: 7d";
    private static final String CONTROLS = "controls: 1";
    private static final String EXAMPLE =
            "- {%s, %s, %s, %s}".formatted(CHECK, SIGNERS, AGE, CONTROLS);
    private static final int MOST_CONTROLS = 1000;

    private PolicyFile() {}

    /**
     * The policy in {@code bytes}, which are YAML or JSON. Nothing has a default: a gate must say
     * what it asks for.
     *
     * @param fileName for messages
     * @throws FileProblems everything that is wrong
     */
    public static GatePolicy parse(String fileName, byte[] bytes) throws FileProblems {
        var complaints = new Complaints(fileName);
        var root = new Cursor(YamlReader.read(bytes, complaints), "", complaints);
        var fields = root.fields("keys", "require");
        var keys = fields.flatMap(file -> file.need("keys", "keys: {…}")).map(PolicyFile::keys);
        var require =
                fields.flatMap(file -> file.need("require", "require: [" + EXAMPLE + "]"))
                        .map(at -> requirements(at, keys.orElse(Map.of())));
        complaints.end();
        return sealed(keys.orElse(Map.of()), require.orElse(List.of()));
    }

    /**
     * The policy that says exactly this.
     *
     * @param keys key id → public key in base64
     */
    public static GatePolicy sealed(Map<String, String> keys, List<Requirement> require) {
        return new GatePolicy(Sha256.of(text(keys, require)), keys, require);
    }

    /** The policy as a file for people, which reads back as the same policy. */
    public static String write(GatePolicy policy) {
        return text(policy.keys(), policy.requirements());
    }

    private static String text(Map<String, String> keys, List<Requirement> require) {
        var text = new StringBuilder("# whose signatures count: key id, public key\nkeys:\n");
        new TreeMap<>(keys)
                .forEach((id, key) -> text.append("  %s: %s%n".formatted(quoted(id), quoted(key))));
        text.append(
                "# all of these must be met; controls = known-bad variants that were rejected\n");
        text.append("require:\n");
        for (var each : require) {
            text.append(
                    "  - {check: %s, signers: [%s], maxAge: %s, controls: %d}%n"
                            .formatted(
                                    quoted(each.id()),
                                    String.join(
                                            ", ",
                                            each.signers().stream()
                                                    .map(PolicyFile::quoted)
                                                    .toList()),
                                    Units.text(each.maxAge()),
                                    each.controls()));
        }
        return text.toString();
    }

    private static String quoted(String text) {
        return YamlNode.quote(text);
    }

    private static Map<String, String> keys(Cursor at) {
        var keys = new TreeMap<String, String>();
        at.fields()
                .map(Fields::all)
                .orElse(Map.of())
                .forEach((id, value) -> key(value).ifPresent(key -> keys.put(id, key)));
        return keys;
    }

    private static Optional<String> key(Cursor at) {
        return at.made(
                "an Ed25519 public key of 32 bytes in base64",
                "the key that 'evidence sign' names",
                text -> {
                    try {
                        return VerifyingKey.parse(text).base64();
                    } catch (Malformed e) {
                        throw new IllegalArgumentException(e.getMessage(), e);
                    }
                });
    }

    private static List<Requirement> requirements(Cursor at, Map<String, String> keys) {
        var all = at.list(EXAMPLE, item -> requirement(item, keys));
        if (at.isList() && all.isEmpty() && at.complaints().none()) {
            at.wrong("at least one requirement", "write '%s'".formatted(EXAMPLE));
        }
        var seen = new ArrayList<String>();
        for (var each : all) {
            if (seen.contains(each.id())) {
                at.wrong("each check once", "merge the two about '%s'".formatted(each.id()));
            }
            seen.add(each.id());
        }
        return all;
    }

    private static Optional<Requirement> requirement(Cursor at, Map<String, String> keys) {
        var fields = at.fields("check", "signers", "maxAge", "controls");
        var check =
                fields.flatMap(it -> it.need("check", CHECK))
                        .flatMap(it -> it.text("the name of a check", "test"));
        var age = fields.flatMap(it -> it.need("maxAge", AGE)).flatMap(Cursor::duration);
        var controls =
                fields.flatMap(it -> it.need("controls", CONTROLS))
                        .flatMap(it -> it.number(1, MOST_CONTROLS));
        var signers =
                fields.flatMap(it -> it.need("signers", SIGNERS))
                        .map(it -> signers(it, keys))
                        .orElse(List.of());
        return check.isPresent() && age.isPresent() && controls.isPresent() && !signers.isEmpty()
                ? Optional.of(new Requirement(check.get(), signers, age.get(), controls.get()))
                : Optional.empty();
    }

    private static List<String> signers(Cursor at, Map<String, String> keys) {
        var items = at.items("[\"ed25519:0123456789abcdef\"]");
        if (at.isList() && items.isEmpty()) {
            at.wrong("at least one key id", "name one of 'keys'");
        }
        return items.stream().map(item -> signer(item, keys)).flatMap(Optional::stream).toList();
    }

    private static Optional<String> signer(Cursor at, Map<String, String> keys) {
        var id = at.text("a key id", "ed25519:0123456789abcdef");
        if (id.isPresent() && !keys.containsKey(id.get())) {
            at.wrong("one of the ids under 'keys'", "add the key there, or name another");
            return Optional.empty();
        }
        return id;
    }
}
