package dev.firebreak.wire.log;

import dev.firebreak.core.decision.Fact;
import dev.firebreak.core.decision.Observation;

import java.util.List;

/**
 * One entry of the log: what was observed and what was decided because of it, durable together or
 * not at all.
 *
 * @param observation enough to decide again
 * @param facts what was decided, in order
 */
public record Entry(Observation observation, List<Fact> facts) {
    public Entry {
        facts = List.copyOf(facts);
    }
}
