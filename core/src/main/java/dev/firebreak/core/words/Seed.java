package dev.firebreak.core.words;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * What fixes the order in which a rollout's devices come. It is drawn when the rollout starts, so
 * that nobody can choose a device name or a plan to be first or last.
 *
 * @param digest SHA-256 of plan digest, rollout and nonce
 */
public record Seed(Digest digest) {
    /** The seed of {@code rollout}, carried out by {@code plan}, with a nonce of 256 bits. */
    public static Seed of(Digest plan, RolloutId rollout, Digest nonce) {
        return new Seed(Sha256.of(plan.hex() + rollout + nonce.hex()));
    }

    /**
     * The device's rank: the first 8 bytes, big-endian and unsigned, of SHA-256(seed ‖ 0x00 ‖
     * name). Compare with {@link Long#compareUnsigned}.
     */
    public long rank(DeviceId device) {
        var hash =
                Sha256.bytes(
                        HexFormat.of().parseHex(digest.hex()),
                        new byte[1],
                        device.value().getBytes(StandardCharsets.UTF_8));
        return ByteBuffer.wrap(hash).getLong();
    }
}
