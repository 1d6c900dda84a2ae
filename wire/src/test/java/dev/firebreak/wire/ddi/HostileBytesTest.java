package dev.firebreak.wire.ddi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firebreak.wire.json.Json;

import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.BiFunction;

/** Whatever a device sends, it is understood or refused; nothing else ever comes out. */
final class HostileBytesTest {
    private static final int MUTATIONS = 400;

    private static final List<String> BODIES =
            List.of(
                    "{\"id\":1,\"status\":{\"execution\":\"closed\",\"code\":3,\"result\":{\"finished\":"
                            + "\"success\",\"progress\":{\"cnt\":1,\"of\":2}},\"details\":[\"a\",\"ä\"]}}",
                    "{\"mode\":\"merge\",\"data\":{\"a\":\"b\",\"n\":1.5,\"t\":true,\"z\":null}}",
                    "{\"name\":\"fw\",\"version\":\"1\"}");

    private static final List<BiFunction<byte[], Format, Object>> READERS =
            List.of(Feedback::read, ConfigData::read, InstalledClaim::read);

    @RepeatedTest(10)
    void bytesAreUnderstoodOrRefused(RepetitionInfo repetition) {
        var random = new Random(repetition.getCurrentRepetition());
        for (var format : List.of(Format.JSON, Format.CBOR)) {
            for (var body : BODIES) {
                var json = body.getBytes(StandardCharsets.UTF_8);
                var bytes = format == Format.CBOR ? Json.cbor(Json.tree(json)) : json;
                for (int i = 0; i < MUTATIONS; i++) {
                    read(mutated(bytes, random), format, repetition);
                }
            }
        }
    }

    private static void read(byte[] bytes, Format format, RepetitionInfo repetition) {
        for (var reader : READERS) {
            try {
                var value = reader.apply(bytes, format);
                if (value instanceof Feedback feedback) {
                    assertThat(feedback.reason().text()).isNotBlank();
                    feedback.report();
                    feedback.cancelAnswer();
                }
            } catch (Refused e) {
                assertThat(e.status())
                        .as("seed %d", repetition.getCurrentRepetition())
                        .isBetween(400, 429);
            }
        }
    }

    private static byte[] mutated(byte[] bytes, Random random) {
        var copy = bytes.clone();
        int changes = random.nextInt(4);
        for (int i = 0; i < changes; i++) {
            copy[random.nextInt(copy.length)] = (byte) random.nextInt(256);
        }
        return random.nextInt(4) == 0 ? Arrays.copyOf(copy, random.nextInt(copy.length + 8)) : copy;
    }
}
