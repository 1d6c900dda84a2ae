package dev.firebreak.wire.evidence;

import dev.firebreak.core.evidence.Evidence;
import dev.firebreak.core.evidence.Result;
import dev.firebreak.core.evidence.Trust;
import dev.firebreak.core.words.Digest;
import dev.firebreak.core.words.Reason;
import dev.firebreak.core.words.Sha256;
import dev.firebreak.wire.json.Malformed;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Evidence as it travels: a DSSE envelope around an in-toto statement about a release.
 *
 * <p>Opening one never fails: whatever is wrong with it becomes its {@link Trust}, so that a gate
 * can name it. The rules, in order:
 *
 * <ol>
 *   <li>An envelope that cannot be read is {@code Unreadable}.
 *   <li>The first signature of a key that the policy names, over exactly these bytes, vouches; a
 *       key id is only a hint, so a signature without one is tried with every known key.
 *   <li>If none does: a known key's wrong signature is {@code BadSignature}, other keys are {@code
 *       UnknownSigner}, no signature at all is {@code Unsigned}. Of such an envelope only what it
 *       claims to be about is kept, for the denial; its result counts as none.
 *   <li>A vouched statement that is none of ours is {@code Unreadable}.
 * </ol>
 */
public final class Attestation {
    private static final String NOT_SAID = "unknown";

    private Attestation() {}

    /**
     * The envelope, signed with {@code key}, in which {@code result} is said of {@code release}.
     */
    public static byte[] sign(Digest release, RunResult result, SigningKey key) {
        var statement = new Statement(List.of(release), result);
        return Envelope.signed(Statement.PAYLOAD_TYPE, statement.bytes(), key).bytes();
    }

    /**
     * What the envelope proves.
     *
     * @param addedTo the release that it is handed in for
     * @param keys the policy's keys: id → base64 of 32 bytes
     */
    public static Evidence open(byte[] envelope, Digest addedTo, Map<String, String> keys) {
        var digest = Sha256.of(envelope);
        try {
            var read = Envelope.read(envelope);
            if (!read.payloadType().equals(Statement.PAYLOAD_TYPE)) {
                throw new Malformed(
                        "payloadType",
                        "expected %s, found '%s': sign with 'evidence sign'"
                                .formatted(Statement.PAYLOAD_TYPE, read.payloadType()));
            }
            return opened(read, digest, addedTo, keys);
        } catch (Malformed e) {
            return unreadable(digest, addedTo, e);
        }
    }

    private static Evidence opened(
            Envelope envelope, Digest digest, Digest addedTo, Map<String, String> keys) {
        var trust = trust(envelope, keys);
        if (trust instanceof Trust.Signed) {
            var statement = Statement.read(envelope.body());
            var result = statement.result();
            return new Evidence(
                    digest,
                    addedTo,
                    trust,
                    statement.subjects(),
                    result.check(),
                    result.result(),
                    result.finishedAt(),
                    result.controls(),
                    result.environments());
        }
        var claimed = claimed(envelope);
        return worthless(
                digest,
                addedTo,
                trust,
                claimed.map(Statement::subjects).orElse(List.of()),
                claimed.map(statement -> statement.result().check()).orElse(NOT_SAID));
    }

    private static Trust trust(Envelope envelope, Map<String, String> keys) {
        Optional<Trust> doubt = Optional.empty();
        for (var mark : envelope.signatures()) {
            var found = trust(envelope, mark, keys);
            if (found instanceof Trust.Signed) {
                return found;
            }
            if (doubt.isEmpty() || found instanceof Trust.BadSignature) {
                doubt = Optional.of(found);
            }
        }
        return doubt.orElseGet(Trust.Unsigned::new);
    }

    private static Trust trust(Envelope envelope, Envelope.Mark mark, Map<String, String> keys) {
        if (mark.keyid().filter(id -> !id.isEmpty()).isEmpty()) {
            return keys.entrySet().stream()
                    .filter(entry -> vouches(envelope, mark, entry.getValue()))
                    .findFirst()
                    .<Trust>map(entry -> new Trust.Signed(entry.getKey(), entry.getValue()))
                    .orElseGet(() -> new Trust.UnknownSigner(NOT_SAID));
        }
        var id = mark.keyid().get();
        return Optional.ofNullable(keys.get(id))
                .<Trust>map(
                        key ->
                                vouches(envelope, mark, key)
                                        ? new Trust.Signed(id, key)
                                        : new Trust.BadSignature(id))
                .orElseGet(() -> new Trust.UnknownSigner(Reason.told(id).text()));
    }

    private static boolean vouches(Envelope envelope, Envelope.Mark mark, String key) {
        try {
            return envelope.markedBy(VerifyingKey.parse(key), mark);
        } catch (Malformed e) {
            return false;
        }
    }

    private static Optional<Statement> claimed(Envelope envelope) {
        try {
            return Optional.of(Statement.read(envelope.body()));
        } catch (Malformed e) {
            return Optional.empty();
        }
    }

    private static Evidence unreadable(Digest digest, Digest addedTo, Malformed why) {
        return worthless(
                digest,
                addedTo,
                new Trust.Unreadable(Reason.told(why.line()).text()),
                List.of(),
                NOT_SAID);
    }

    private static Evidence worthless(
            Digest digest, Digest addedTo, Trust trust, List<Digest> subjects, String check) {
        return new Evidence(
                digest,
                addedTo,
                trust,
                subjects,
                check,
                Result.INCONCLUSIVE,
                Instant.EPOCH,
                List.of(),
                List.of());
    }
}
