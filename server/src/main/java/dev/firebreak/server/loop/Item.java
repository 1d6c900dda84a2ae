package dev.firebreak.server.loop;

import dev.firebreak.core.decision.Decision;
import dev.firebreak.core.decision.Observation;
import dev.firebreak.core.decision.World;
import dev.firebreak.core.words.Moment;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** Something that only the decider can deal with; as a rule somebody waits for it. */
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
        static Seen of(Function<Moment, Observation> observed) {
            return new Seen(List.of(observed), new CompletableFuture<>());
        }

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

        /**
         * @throws GaveWay if it is to be asked again, once the stops that wait are carried out
         */
        void answerFrom(World world) {
            try {
                answer.complete(question.apply(world));
            } catch (GaveWay e) {
                throw e;
            } catch (RuntimeException e) {
                answer.completeExceptionally(e);
            }
        }
    }

    /** A question that goes before all others, from somebody who stops something. */
    record First(Query<?> query) implements Item {
        @Override
        public void fail(Throwable why) {
            query.fail(why);
        }
    }

    /** What the log amounts to, read again after it could not be written; nothing if it cannot. */
    record Refolded(Optional<World> world) implements Item {
        @Override
        public void fail(Throwable why) {
            // nobody waits
        }
    }

    /** A long question stopped half-way, because a stop waits. */
    final class GaveWay extends RuntimeException {
        private static final long serialVersionUID = 1L;

        GaveWay() {
            super("a stop waits", null, false, false);
        }
    }
}
