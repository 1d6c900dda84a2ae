package dev.firebreak.server.ddi;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Which bytes a header asks for, of a file of 2,000. */
final class RangesTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "bytes=0-9 | 0-9",
                "bytes=1990- | 1990-1999",
                "bytes=1990-5000 | 1990-1999",
                "bytes=-5 | 1995-1999",
                "bytes=-5000 | 0-1999",
                "bytes=0-3,10-13 | 0-3 10-13",
                "bytes=10-13, 0-3 | 10-13 0-3",
                "Bytes=0-0 | 0-0",
                "bytes=5000-6000 | none",
                "bytes=2000- | none",
                "bytes=-0 | none",
                "bytes=9-5 | none",
                "bytes=5000-10 | none",
                "bytes=0-9,5-12 | none",
                "bytes=0-1,1-2 | none",
                "bytes=a-b | none",
                "bytes= | none",
                "bytes=- | none",
                "bytes=99999999999999999999- | none",
                "items=0-9 | whole",
                "'' | whole",
            })
    void aHeaderNamesBytes(String header, String expected) {
        assertThat(text(Ranges.of(Optional.of(header), 2_000))).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"bytes=0-, none", "bytes=-5, none"})
    void anEmptyFileHasNoBytes(String header, String expected) {
        assertThat(text(Ranges.of(Optional.of(header), 0))).isEqualTo(expected);
    }

    @Test
    void nobodyNeedsManyPieces() {
        var pieces =
                IntStream.range(0, Ranges.MOST + 1)
                        .mapToObj(i -> "%d-%d".formatted(2 * i, 2 * i))
                        .toList();
        var most = "bytes=" + String.join(",", pieces.subList(0, Ranges.MOST));
        assertThat(text(Ranges.of(Optional.of(most), 2_000))).startsWith("0-0 2-2 ");
        assertThat(text(Ranges.of(Optional.of("bytes=" + String.join(",", pieces)), 2_000)))
                .isEqualTo("none");
    }

    private static String text(Ranges ranges) {
        return switch (ranges) {
            case Ranges.Whole() -> "whole";
            case Ranges.Unsatisfiable() -> "none";
            case Ranges.Pieces(var pieces) ->
                    pieces.stream()
                            .map(piece -> piece.from() + "-" + piece.to())
                            .collect(Collectors.joining(" "));
        };
    }
}
