package dev.firebreak.wire.evidence;

import dev.firebreak.wire.json.Json;
import dev.firebreak.wire.json.Malformed;

import tools.jackson.databind.JsonNode;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * A signed envelope: DSSE version 1.0.2 (secure-systems-lab/dsse). What is signed is not the JSON
 * but the payload's bytes and type, so that nothing needs to be canonical. Fields that the form
 * does not know are ignored, as it asks; they are not signed, and nothing here believes them.
 *
 * @param payload what is said, in base64
 * @param payloadType its media type, signed as well
 * @param signatures over both; several parties may sign one envelope
 */
public record Envelope(String payload, String payloadType, List<Mark> signatures) {
    /** Larger than any run's report of ours; whoever sends more has something else in mind. */
    public static final int LONGEST_BYTES = 1024 * 1024;

    /** Each one costs a verification. */
    private static final int MOST_SIGNATURES = 16;

    /**
     * One signature.
     *
     * @param keyid a hint at the key, not signed and so not believed
     * @param sig the signature in base64
     */
    public record Mark(Optional<String> keyid, String sig) {}

    public Envelope {
        signatures = List.copyOf(signatures);
    }

    /** {@code body} of this type, signed with {@code key}. */
    public static Envelope signed(String payloadType, byte[] body, SigningKey key) {
        return new Envelope(Base64.getEncoder().encodeToString(body), payloadType, List.of())
                .alsoSignedBy(key);
    }

    /** The same with one more signature. */
    public Envelope alsoSignedBy(SigningKey key) {
        var all = new ArrayList<>(signatures);
        var signature = key.sign(pae(payloadType, body()));
        all.add(new Mark(Optional.of(key.keyId()), Base64.getEncoder().encodeToString(signature)));
        return new Envelope(payload, payloadType, all);
    }

    /**
     * The envelope in {@code bytes}.
     *
     * @throws Malformed if there is none
     */
    public static Envelope read(byte[] bytes) {
        if (bytes.length > LONGEST_BYTES) {
            throw new Malformed(
                    "",
                    "expected an envelope of at most %d bytes, found %d: leave the reports out and name their digests"
                            .formatted(LONGEST_BYTES, bytes.length));
        }
        var tree = Json.tree(bytes);
        var marks = new ArrayList<Mark>();
        var signatures = tree.path("signatures");
        if (!signatures.isArray() || signatures.size() > MOST_SIGNATURES) {
            throw new Malformed(
                    "signatures",
                    "expected a list of at most %d signatures, found something else: sign with 'evidence sign'"
                            .formatted(MOST_SIGNATURES));
        }
        for (var signature : signatures) {
            marks.add(new Mark(optionalText(signature, "keyid"), text(signature, "sig")));
        }
        var envelope = new Envelope(text(tree, "payload"), text(tree, "payloadType"), marks);
        envelope.body();
        marks.forEach(mark -> base64("sig", mark.sig()));
        return envelope;
    }

    /** The envelope as JSON. */
    public byte[] bytes() {
        return Json.bytes(this);
    }

    /**
     * The payload's own bytes.
     *
     * @throws Malformed if the payload is not base64
     */
    public byte[] body() {
        return base64("payload", payload);
    }

    /** Whether {@code mark} is a signature of this envelope by {@code key}. */
    public boolean markedBy(VerifyingKey key, Mark mark) {
        return key.verifies(pae(payloadType, body()), base64("sig", mark.sig()));
    }

    /** What is signed: the pre-authentication encoding of DSSE. */
    public static byte[] pae(String type, byte[] body) {
        var name = type.getBytes(StandardCharsets.UTF_8);
        var out = new ByteArrayOutputStream(body.length + name.length + 64);
        out.writeBytes(
                "DSSEv1 %d %s %d "
                        .formatted(name.length, type, body.length)
                        .getBytes(StandardCharsets.UTF_8));
        out.writeBytes(body);
        return out.toByteArray();
    }

    private static String text(JsonNode node, String field) {
        return optionalText(node, field)
                .orElseThrow(
                        () ->
                                new Malformed(
                                        field,
                                        "expected text in '%s', found none: send a DSSE envelope"
                                                .formatted(field)));
    }

    private static Optional<String> optionalText(JsonNode node, String field) {
        var value = node.path(field);
        return value.isString() ? Optional.of(value.stringValue()) : Optional.empty();
    }

    /** Both alphabets are allowed by the form. */
    private static byte[] base64(String field, String text) {
        try {
            return Base64.getDecoder().decode(text.replace('-', '+').replace('_', '/'));
        } catch (IllegalArgumentException e) {
            throw new Malformed(
                    field, "expected base64 in '%s', found other text: encode it".formatted(field));
        }
    }
}
