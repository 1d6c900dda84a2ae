package dev.firebreak.wire.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firebreak.core.evidence.Control;
import dev.firebreak.core.evidence.Evidence;
import dev.firebreak.core.evidence.Result;
import dev.firebreak.core.evidence.Trust;
import dev.firebreak.core.words.Digest;
import dev.firebreak.core.words.Fingerprint;
import dev.firebreak.core.words.Sha256;
import dev.firebreak.wire.json.Malformed;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

final class AttestationTest {
    private static final Digest RELEASE = new Digest("ab".repeat(32));
    private static final SigningKey KEY = SigningKey.generate();
    private static final SigningKey STRANGER = SigningKey.generate();
    private static final Map<String, String> KEYS = Map.of(KEY.keyId(), KEY.verifying().base64());

    private static final RunResult RESULT =
            new RunResult(
                    "test",
                    Result.PASS,
                    Instant.parse("2026-01-31T12:00:00Z"),
                    List.of(new Control("poison", Result.FAIL, Result.FAIL)),
                    List.of(new Fingerprint("f1")));

    @Test
    void whatIsSignedIsThePublishedEncoding() {
        assertThat(Envelope.pae("http://example.com/HelloWorld", bytes("hello world")))
                .isEqualTo(bytes("DSSEv1 29 http://example.com/HelloWorld 11 hello world"));
    }

    @Test
    void lengthsAreInBytes() {
        assertThat(Envelope.pae("ä", bytes("漢"))).isEqualTo(bytes("DSSEv1 2 ä 3 漢"));
    }

    @Test
    void whatAKnownKeySignedIsBelieved() {
        var envelope = Attestation.sign(RELEASE, RESULT, KEY);

        assertThat(Attestation.open(envelope, RELEASE, KEYS))
                .isEqualTo(
                        new Evidence(
                                Sha256.of(envelope),
                                RELEASE,
                                new Trust.Signed(KEY.keyId(), KEY.verifying().base64()),
                                List.of(RELEASE),
                                "test",
                                Result.PASS,
                                RESULT.finishedAt(),
                                RESULT.controls(),
                                RESULT.environments()));
    }

    @Test
    void evidenceForAnotherReleaseNamesThatOne() {
        var other = new Digest("cd".repeat(32));
        var evidence = Attestation.open(Attestation.sign(other, RESULT, KEY), RELEASE, KEYS);
        assertThat(evidence.addedTo()).isEqualTo(RELEASE);
        assertThat(evidence.subjects()).containsExactly(other);
    }

    @Test
    void anUnknownSignersWordIsNotKept() {
        var evidence = Attestation.open(Attestation.sign(RELEASE, RESULT, STRANGER), RELEASE, KEYS);
        assertThat(evidence.trust()).isEqualTo(new Trust.UnknownSigner(STRANGER.keyId()));
        worthless(evidence);
        assertThat(evidence.check()).isEqualTo("test");
        assertThat(evidence.subjects()).containsExactly(RELEASE);
    }

    @Test
    void aSignatureUnderAnothersNameIsBad() {
        var envelope = Envelope.read(Attestation.sign(RELEASE, RESULT, STRANGER));
        var mark = envelope.signatures().getFirst();
        var forged =
                new Envelope(
                        envelope.payload(),
                        envelope.payloadType(),
                        List.of(new Envelope.Mark(Optional.of(KEY.keyId()), mark.sig())));
        var evidence = Attestation.open(forged.bytes(), RELEASE, KEYS);
        assertThat(evidence.trust()).isEqualTo(new Trust.BadSignature(KEY.keyId()));
        worthless(evidence);
    }

    @Test
    void anEnvelopeWithoutSignatureIsUnsigned() {
        var envelope = Envelope.read(Attestation.sign(RELEASE, RESULT, KEY));
        var bare = new Envelope(envelope.payload(), envelope.payloadType(), List.of());
        var evidence = Attestation.open(bare.bytes(), RELEASE, KEYS);
        assertThat(evidence.trust()).isEqualTo(new Trust.Unsigned());
        worthless(evidence);
    }

    @Test
    void oneKnownSignatureAmongSeveralVouches() {
        var both = Envelope.read(Attestation.sign(RELEASE, RESULT, STRANGER)).alsoSignedBy(KEY);
        assertThat(Attestation.open(both.bytes(), RELEASE, KEYS).trust())
                .isEqualTo(new Trust.Signed(KEY.keyId(), KEY.verifying().base64()));
    }

    @Test
    void aSignatureWithoutKeyIdIsTriedWithEveryKnownKey() {
        var envelope = Envelope.read(Attestation.sign(RELEASE, RESULT, KEY));
        var mark = new Envelope.Mark(Optional.empty(), envelope.signatures().getFirst().sig());
        var nameless = new Envelope(envelope.payload(), envelope.payloadType(), List.of(mark));
        assertThat(Attestation.open(nameless.bytes(), RELEASE, KEYS).trust())
                .isEqualTo(new Trust.Signed(KEY.keyId(), KEY.verifying().base64()));
        assertThat(Attestation.open(nameless.bytes(), RELEASE, Map.of()).trust())
                .isInstanceOf(Trust.UnknownSigner.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "{\"_type\":\"https://in-toto.io/Statement/v0.1\"}",
                "{\"_type\":\"https://in-toto.io/Statement/v1\",\"predicateType\":\"x\"}",
                "not json"
            })
    void aSignedPayloadThatIsNoStatementOfOursIsUnreadable(String payload) {
        var envelope = Envelope.signed(Statement.PAYLOAD_TYPE, bytes(payload), KEY);
        var evidence = Attestation.open(envelope.bytes(), RELEASE, KEYS);
        assertThat(evidence.trust()).isInstanceOf(Trust.Unreadable.class);
        worthless(evidence);
    }

    @Test
    void anotherPayloadTypeIsUnreadable() {
        var body = Envelope.read(Attestation.sign(RELEASE, RESULT, KEY)).body();
        var envelope = Envelope.signed("application/json", body, KEY);
        assertThat(Attestation.open(envelope.bytes(), RELEASE, KEYS).trust())
                .isInstanceOf(Trust.Unreadable.class);
    }

    @Test
    void anOversizedEnvelopeIsUnreadable() {
        var big = new byte[Envelope.LONGEST_BYTES + 1];
        assertThat(Attestation.open(big, RELEASE, KEYS).trust())
                .isInstanceOf(Trust.Unreadable.class);
    }

    @Test
    void noChangedByteIsBelievedToSaySomethingElse() {
        var envelope = Attestation.sign(RELEASE, RESULT, KEY);
        var honest = Attestation.open(envelope, RELEASE, KEYS);
        var random = new Random(7);
        for (int i = 0; i < envelope.length; i++) {
            var changed = envelope.clone();
            changed[i] ^= (byte) (1 << random.nextInt(8));
            var evidence = Attestation.open(changed, RELEASE, KEYS);
            if (evidence.trust() instanceof Trust.Signed) {
                assertThat(evidence)
                        .as("byte %d", i)
                        .usingRecursiveComparison()
                        .ignoringFields("digest")
                        .isEqualTo(honest);
            } else {
                worthless(evidence);
            }
        }
    }

    @Test
    void noCutOffEnvelopeIsBelieved() {
        var envelope = Attestation.sign(RELEASE, RESULT, KEY);
        for (int length = 0; length < envelope.length; length++) {
            worthless(Attestation.open(Arrays.copyOf(envelope, length), RELEASE, KEYS));
        }
    }

    @Test
    void aResultIsReadStrictly() {
        assertThat(
                        RunResult.read(
                                bytes(
                                        """
                                        {"check":"test","result":"PASS",
                                         "finishedAt":"2026-01-31T12:00:00Z",
                                         "controls":[{"id":"poison","expected":"FAIL","observed":"FAIL"}],
                                         "environments":["f1"]}
                                        """)))
                .isEqualTo(RESULT);
        refused("{\"check\":\"test\",\"result\":\"PASS\"}", "finishedAt");
        refused(
                "{\"check\":\"test\",\"result\":\"GREEN\",\"finishedAt\":\"2026-01-31T12:00:00Z\"}",
                "PASS, FAIL, INCONCLUSIVE");
        refused(
                "{\"check\":\"test\",\"result\":\"PASS\",\"finishedAt\":\"yesterday\"}",
                "text like 2026-01-31T12:00:00Z");
        refused(
                "{\"check\":\" \",\"result\":\"PASS\",\"finishedAt\":\"2026-01-31T12:00:00Z\"}",
                "'check'");
    }

    @Test
    void aKeyComesBackFromItsPem() {
        var read = SigningKey.read(KEY.pem());
        assertThat(read.keyId()).isEqualTo(KEY.keyId()).matches("ed25519:[0-9a-f]{16}");
        assertThat(read.verifying().base64()).isEqualTo(KEY.verifying().base64());
        assertThat(read.pem()).isEqualTo(KEY.pem());
        assertThat(KEY.verifying().verifies(bytes("m"), read.sign(bytes("m")))).isTrue();
        assertThat(KEY.verifying().verifies(bytes("n"), read.sign(bytes("m")))).isFalse();
    }

    /** RFC 8032, section 7.1, test 1: seed, public key and the signature of the empty message. */
    @Test
    void theKeyAgreesWithThePublishedVector() {
        var hex = HexFormat.of();
        var seed = hex.parseHex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60");
        var pkcs8 = hex.parseHex("302e020100300506032b657004220420" + hex.formatHex(seed));
        var key =
                SigningKey.read(
                        "-----BEGIN PRIVATE KEY-----\n"
                                + Base64.getEncoder().encodeToString(pkcs8)
                                + "\n-----END PRIVATE KEY-----\n");
        assertThat(hex.formatHex(Base64.getDecoder().decode(key.verifying().base64())))
                .isEqualTo("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
        assertThat(hex.formatHex(key.sign(new byte[0])))
                .isEqualTo(
                        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555"
                                + "fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b");
    }

    @Test
    void otherKeysAreRefusedInWords() {
        assertThatThrownBy(() -> SigningKey.read("hello"))
                .isInstanceOf(Malformed.class)
                .hasMessageContaining("openssl genpkey");
        assertThatThrownBy(() -> VerifyingKey.parse("AAAA"))
                .isInstanceOf(Malformed.class)
                .hasMessageContaining("found 3 bytes");
    }

    private static void refused(String json, String because) {
        assertThatThrownBy(() -> RunResult.read(bytes(json)))
                .isInstanceOf(Malformed.class)
                .hasMessageContaining(because);
    }

    private static void worthless(Evidence evidence) {
        assertThat(evidence.trust()).isNotInstanceOf(Trust.Signed.class);
        assertThat(evidence.result()).isEqualTo(Result.INCONCLUSIVE);
        assertThat(evidence.controls()).isEmpty();
        assertThat(evidence.environments()).isEmpty();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
