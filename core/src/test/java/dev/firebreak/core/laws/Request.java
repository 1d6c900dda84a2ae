package dev.firebreak.core.laws;

import dev.firebreak.core.decision.Observation;
import dev.firebreak.core.words.Moment;

import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Something that reaches the server, and what becomes of the answer: it never comes if the server
 * dies first.
 */
record Request(Function<Moment, Observation> seen, Consumer<Event> answered) {
    static Request of(Function<Moment, Observation> seen) {
        return new Request(seen, _ -> {});
    }
}
