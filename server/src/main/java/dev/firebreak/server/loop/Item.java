package dev.firebreak.server.loop;

import dev.firebreak.core.decision.Decision;
import dev.firebreak.core.decision.Observation;
import dev.firebreak.core.decision.World;
import dev.firebreak.core.words.Moment;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** Something that somebody waits for and only the decider can answer. */
sealed interface Item {
    /** Ends the wait with an error. */
    void fail(Throwable why);

    /**
     * Things that were seen, one after the other, to become durable together.
     *
     * @param observed each makes its observation when its turn has come
     */
    record Seen(
            List<Function<Moment, Observation>> observed, CompletableFuture<List<Decision>> answer)
            implements Item {
        @Override
        public void fail(Throwable why) {
            answer.completeExceptionally(why);
        }
    }

    /** A question about the durable state. */
    record Query<T>(Function<World, T> question, CompletableFuture<T> answer) implements Item {
        @Override
        public void fail(Throwable why) {
            answer.completeExceptionally(why);
        }

        void answerFrom(World world) {
            try {
                answer.complete(question.apply(world));
            } catch (RuntimeException e) {
                answer.completeExceptionally(e);
            }
        }
    }
}
