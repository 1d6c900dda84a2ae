package dev.firebreak.core.laws;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.stream.LongStream;

/**
 * The ten laws over thousands of random histories. {@code -Dlaws.seed} and {@code -Dlaws.histories}
 * choose others, or the one that failed.
 */
final class LawsTest {
    private static final long SEED = Long.getLong("laws.seed", 1);
    private static final int HISTORIES = Integer.getInteger("laws.histories", 2000);

    @Test
    void theLawsHoldInEveryHistory() {
        var violations =
                LongStream.range(SEED, SEED + HISTORIES)
                        .parallel()
                        .mapToObj(seed -> History.of(seed, Core::shipped))
                        .flatMap(List::stream)
                        .sorted((a, b) -> Long.compare(a.seed(), b.seed()))
                        .map(Violation::toString)
                        .toList();
        assertThat(violations).isEmpty();
    }
}
