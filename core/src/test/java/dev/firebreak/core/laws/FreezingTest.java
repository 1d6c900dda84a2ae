package dev.firebreak.core.laws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firebreak.core.decision.Decision;
import dev.firebreak.core.decision.Fact;
import dev.firebreak.core.decision.Frozen;
import dev.firebreak.core.decision.Observation;
import dev.firebreak.core.decision.World;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.stream.LongStream;

/**
 * A world that is frozen and thawed again and again decides as one that never was, in random
 * histories. {@code -Dlaws.seed} chooses others.
 */
final class FreezingTest {
    private static final long SEED = Long.getLong("laws.seed", 1);
    private static final int HISTORIES = 200;
    private static final int FACTS_BETWEEN = 23;

    @Test
    void whatIsThawedIsTheSame() {
        var violations =
                LongStream.range(SEED, SEED + HISTORIES)
                        .parallel()
                        .mapToObj(seed -> History.of(seed, Twins::new))
                        .flatMap(List::stream)
                        .map(Violation::toString)
                        .toList();
        assertThat(violations).isEmpty();
    }

    /** A world that lives on, and one that is frozen now and then; they are to agree. */
    private static final class Twins implements Core {
        private final World lasting = new World();
        private World thawed = new World();
        private int facts;

        @Override
        public Decision decide(Observation seen) {
            var decision = lasting.decide(seen);
            assertThat(thawed.decide(seen)).as("after %d facts", facts).isEqualTo(decision);
            return decision;
        }

        @Override
        public void apply(Fact fact) {
            lasting.apply(fact);
            thawed.apply(fact);
            if (++facts % FACTS_BETWEEN == 0) {
                var frozen = thawed.freeze();
                same(lasting.freeze(), frozen);
                thawed = World.of(frozen);
                same(thawed.freeze(), frozen);
                assertThat(thawed).hasToString(lasting.toString());
                assertThat(thawed.rollouts()).isEqualTo(lasting.rollouts());
                assertThat(thawed.bindings()).isEqualTo(lasting.bindings());
            }
        }

        /** Part by part: the whole is long to read. */
        private void same(Frozen one, Frozen other) {
            for (var part : Frozen.class.getRecordComponents()) {
                try {
                    assertThat(part.getAccessor().invoke(one))
                            .as("%s after %d facts", part.getName(), facts)
                            .isEqualTo(part.getAccessor().invoke(other));
                } catch (ReflectiveOperationException e) {
                    throw new LinkageError(part.getName(), e);
                }
            }
        }

        @Override
        public World world() {
            return thawed;
        }
    }
}
