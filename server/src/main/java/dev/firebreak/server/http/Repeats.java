package dev.firebreak.server.http;

import dev.firebreak.core.words.Digest;
import dev.firebreak.core.words.Person;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;

/**
 * What was answered under each {@code Idempotency-Key}, so that a command whose answer was lost can
 * be sent again and is not done twice. A refusal did nothing and is forgotten: the same key may try
 * again. Kept in memory: a restart forgets it. Safe for many threads.
 */
final class Repeats {
    static final String HEADER = "Idempotency-Key";

    /** On an answer that was given before. */
    static final String REPLAYED = "Idempotent-Replayed";

    /** Of one person; who sends more in a day loses the protection of the oldest, no one else's. */
    private static final int MOST_KEYS = 1_000;

    /** Of one person's kept answers: the longest answer there is, a whole plan, fits. */
    private static final long MOST_CHARS = 8L << 20;

    /** Who tries again does so within seconds; a job that runs each day is to find nothing. */
    private static final Duration KEPT = Duration.ofHours(24);

    private static final String SHAPE = "[\\x21-\\x7e]{1,255}";

    private final LongSupplier nanos;
    private final Map<Person, LinkedHashMap<String, Kept>> kept = new HashMap<>();

    /** One call; {@code answer} is empty when nothing came of it. */
    private record Kept(
            Digest request, CompletableFuture<Optional<Answer>> answer, long sinceNanos) {
        long chars() {
            return answer.getNow(Optional.empty()).map(Answer::body).map(Kept::chars).orElse(0L);
        }

        private static long chars(Answer.Body body) {
            return switch (body) {
                case Answer.Body.Text(_, var text) -> text.length();
                case Answer.Body.None _, Answer.Body.Stream _ -> 0;
            };
        }
    }

    /** Does what was asked for. */
    @FunctionalInterface
    interface Work {
        Answer done() throws Refused, IOException;
    }

    Repeats(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /**
     * Does {@code work}, unless {@code person} has had it done under {@code key}: then the answer
     * is the same as before. While it is being done, the second call waits for the first.
     *
     * @param request tells one request from another
     * @throws Refused if the key is none, or was used for another request
     */
    Answer once(Person person, String key, Digest request, Work work) throws Refused, IOException {
        if (!key.matches(SHAPE)) {
            throw Refused.of(
                    ProblemKind.MALFORMED,
                    "expected an %s of 1 to 255 printable characters, found another: pass a UUID"
                            .formatted(HEADER));
        }
        while (true) {
            var mine = new Kept(request, new CompletableFuture<>(), nanos.getAsLong());
            var before = begin(person, key, mine);
            if (before.isEmpty()) {
                return doing(person, key, mine, work);
            }
            if (!before.get().request().equals(request)) {
                throw Refused.of(
                        ProblemKind.INVALID,
                        "expected the request that this %s was first sent with, found another: use a new key"
                                .formatted(HEADER));
            }
            var answer = before.get().answer().join();
            if (answer.isPresent()) {
                return answer.get().with(REPLAYED, "true");
            }
        }
    }

    private Answer doing(Person person, String key, Kept mine, Work work)
            throws Refused, IOException {
        var done = Optional.<Answer>empty();
        try {
            var answer = work.done();
            done = Optional.of(answer).filter(Repeats::lasts);
            return answer;
        } finally {
            end(person, key, mine, done);
        }
    }

    private static boolean lasts(Answer answer) {
        return answer.status() / 100 == 2 && !(answer.body() instanceof Answer.Body.Stream);
    }

    private synchronized Optional<Kept> begin(Person person, String key, Kept mine) {
        kept.values()
                .removeIf(
                        keys -> {
                            keys.values().removeIf(old -> outdated(old, mine.sinceNanos()));
                            return keys.isEmpty();
                        });
        var keys = kept.computeIfAbsent(person, _ -> new LinkedHashMap<>());
        return Optional.ofNullable(keys.putIfAbsent(key, mine));
    }

    private static boolean outdated(Kept old, long nowNanos) {
        return old.answer().isDone() && nowNanos - old.sinceNanos() >= KEPT.toNanos();
    }

    private synchronized void end(Person person, String key, Kept mine, Optional<Answer> done) {
        mine.answer().complete(done);
        var keys = kept.getOrDefault(person, new LinkedHashMap<>());
        if (done.isEmpty()) {
            keys.remove(key, mine);
        }
        long chars = keys.values().stream().mapToLong(Kept::chars).sum();
        var oldest = keys.values().iterator();
        while (oldest.hasNext() && (keys.size() > MOST_KEYS || chars > MOST_CHARS)) {
            chars -= oldest.next().chars();
            oldest.remove();
        }
    }
}
