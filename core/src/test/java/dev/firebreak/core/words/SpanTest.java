package dev.firebreak.core.words;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Duration;

final class SpanTest {
    @ParameterizedTest
    @CsvSource({
        "PT0S, 0s",
        "PT45S, 45s",
        "PT60S, 1m",
        "PT90S, 1m 30s",
        "PT4H, 4h",
        "PT4H5M, 4h 5m",
        "P2D, 2d",
        "P2DT6H59M, 2d 6h"
    })
    void readsAsPeopleWriteIt(Duration span, String told) {
        assertThat(Span.told(span)).isEqualTo(told);
    }

    @Test
    void aSpanIntoThePastKeepsItsSign() {
        assertThat(Span.told(Duration.ofMinutes(-3))).isEqualTo("-3m");
    }
}
