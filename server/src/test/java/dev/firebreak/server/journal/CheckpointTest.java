package dev.firebreak.server.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A checkpoint survives being written on paper. */
final class CheckpointTest {
    @Test
    void whatIsWrittenCanBeRead() {
        var point = new Checkpoint(1_042, "0123456789abcdef".repeat(4));
        assertThat(Checkpoint.parse(point.toString())).isEqualTo(point);
        assertThat(Checkpoint.parse(" " + point + "\n")).isEqualTo(point);
        assertThat(Checkpoint.of(1_042, point.hashBytes())).isEqualTo(point);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "7", "7:", ":ab", "7:abc", "-1:", "07:", "9999999999999999999:"})
    void whatIsNoCheckpointIsRefused(String text) {
        var padded = text.endsWith(":") && !text.equals("7:") ? text + "0".repeat(64) : text;
        assertThatThrownBy(() -> Checkpoint.parse(padded))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("found '" + padded + "'");
    }
}
