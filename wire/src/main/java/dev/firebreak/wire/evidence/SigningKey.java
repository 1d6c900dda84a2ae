package dev.firebreak.wire.evidence;

import dev.firebreak.wire.json.Malformed;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.EdECPrivateKey;
import java.security.spec.NamedParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;

/** An Ed25519 key (RFC 8032) that signs evidence, kept as PEM (PKCS #8, RFC 7468 and 8410). */
public final class SigningKey {
    private static final String BEGIN = "-----BEGIN PRIVATE KEY-----";
    private static final String END = "-----END PRIVATE KEY-----";

    /** Far more than such a key needs. */
    private static final int LONGEST_PEM = 4096;

    private final PrivateKey secret;
    private final VerifyingKey verifying;

    private SigningKey(PrivateKey secret, VerifyingKey verifying) {
        this.secret = secret;
        this.verifying = verifying;
    }

    /** A new key, drawn from the system's randomness. */
    public static SigningKey generate() {
        return of(pair(new SecureRandom()));
    }

    /**
     * The key in a PEM text.
     *
     * @throws Malformed if there is no unencrypted Ed25519 private key in it
     */
    public static SigningKey read(String pem) {
        int from = pem.indexOf(BEGIN);
        int to = pem.indexOf(END);
        if (from < 0 || to < from || pem.length() > LONGEST_PEM) {
            throw malformed("another text");
        }
        try {
            var body = pem.substring(from + BEGIN.length(), to).replaceAll("\\s", "");
            var spec = new PKCS8EncodedKeySpec(Base64.getDecoder().decode(body));
            var key = KeyFactory.getInstance("Ed25519").generatePrivate(spec);
            if (key instanceof EdECPrivateKey ed && ed.getBytes().isPresent()) {
                return of(pair(new Drawn(ed.getBytes().get())));
            }
            throw malformed("a key without its bytes");
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw malformed("one that cannot be read");
        }
    }

    /** The key as a PEM text: whoever reads it can sign, so write it for the owner's eyes only. */
    public String pem() {
        var body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(secret.getEncoded());
        return BEGIN + "\n" + body + "\n" + END + "\n";
    }

    /** The name under which a policy trusts it. */
    public String keyId() {
        return verifying.keyId();
    }

    /** The public half. */
    public VerifyingKey verifying() {
        return verifying;
    }

    /** The 64 bytes of the signature over {@code message}. */
    public byte[] sign(byte[] message) {
        try {
            var signature = Signature.getInstance("Ed25519");
            signature.initSign(secret);
            signature.update(message);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("expected Ed25519 in every JDK, found none", e);
        }
    }

    private static SigningKey of(KeyPair pair) {
        return new SigningKey(pair.getPrivate(), VerifyingKey.of(pair.getPublic()));
    }

    private static KeyPair pair(SecureRandom random) {
        try {
            var generator = KeyPairGenerator.getInstance("Ed25519");
            generator.initialize(NamedParameterSpec.ED25519, random);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("expected Ed25519 in every JDK, found none", e);
        }
    }

    private static Malformed malformed(String found) {
        return new Malformed(
                "",
                ("expected a PEM text with an Ed25519 private key, found %s: make one with"
                                + " 'openssl genpkey -algorithm ed25519'")
                        .formatted(found));
    }

    /**
     * Chance that was drawn before: the private key's own bytes. The JDK derives a public key only
     * while it makes a pair, and makes a pair from nothing but its randomness.
     */
    private static final class Drawn extends SecureRandom {
        private static final long serialVersionUID = 1L;

        private final byte[] seed;

        Drawn(byte[] seed) {
            this.seed = seed.clone();
        }

        @Override
        public void nextBytes(byte[] bytes) {
            if (bytes.length != seed.length) {
                throw new IllegalStateException(
                        "expected to be asked for %d bytes, found %d"
                                .formatted(seed.length, bytes.length));
            }
            System.arraycopy(seed, 0, bytes, 0, seed.length);
        }
    }
}
