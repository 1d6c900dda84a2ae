package dev.firebreak.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firebreak.core.words.Person;
import dev.firebreak.core.words.Sha256;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** A command that is sent twice under one key is done once. */
final class RepeatsTest {
    private static final Person ANN = new Person("ann");

    private final AtomicLong now = new AtomicLong();
    private final AtomicInteger done = new AtomicInteger();
    private final Repeats repeats = new Repeats(now::get);

    @Test
    void theSecondAnswerIsTheFirst() throws Exception {
        var first = once(ANN, "k", "body");
        var second = once(ANN, "k", "body");
        assertThat(done).hasValue(1);
        assertThat(second.body()).isEqualTo(first.body());
        assertThat(second.headers()).containsEntry("Idempotent-Replayed", "true");
        once(new Person("bo"), "k", "other");
        assertThat(done).as("another person's key").hasValue(2);
    }

    @Test
    void anotherRequestUnderTheSameKeyIsRefused() throws Exception {
        once(ANN, "k", "body");
        assertThatThrownBy(() -> once(ANN, "k", "other")).isInstanceOf(Refused.class);
        assertThatThrownBy(() -> once(ANN, "k\u00e9", "body")).isInstanceOf(Refused.class);
        assertThat(done).hasValue(1);
    }

    @Test
    void aRefusalIsForgottenAndMayBeTriedAgain() throws Exception {
        var refused = Refused.of(ProblemKind.UNAVAILABLE, "the disk is full");
        assertThatThrownBy(
                        () ->
                                repeats.once(
                                        ANN,
                                        "k",
                                        Sha256.of("body"),
                                        () -> {
                                            throw refused;
                                        }))
                .isSameAs(refused);
        once(ANN, "k", "body");
        assertThat(done).hasValue(1);
    }

    @Test
    void theSecondWaitsWhileTheFirstIsBeingDone() throws Exception {
        var begun = new CountDownLatch(1);
        var go = new CountDownLatch(1);
        var first =
                CompletableFuture.supplyAsync(
                        () -> {
                            try {
                                return repeats.once(
                                        ANN,
                                        "k",
                                        Sha256.of("body"),
                                        () -> {
                                            begun.countDown();
                                            await(go);
                                            return counted();
                                        });
                            } catch (Exception e) {
                                throw new AssertionError(e);
                            }
                        });
        begun.await();
        var second =
                CompletableFuture.supplyAsync(
                        () -> {
                            try {
                                return once(ANN, "k", "body");
                            } catch (Exception e) {
                                throw new AssertionError(e);
                            }
                        });
        go.countDown();
        assertThat(second.get().body()).isEqualTo(first.get().body());
        assertThat(done).hasValue(1);
    }

    @Test
    void aDayLaterOrAfterAThousandOthersItIsForgotten() throws Exception {
        once(ANN, "old", "body");
        now.set(Duration.ofHours(24).toNanos());
        once(ANN, "old", "body");
        assertThat(done).hasValue(2);
        for (int i = 0; i < 1_000; i++) {
            once(ANN, "other" + i, "body");
        }
        once(ANN, "old", "body");
        assertThat(done).hasValue(1_003);
        once(ANN, "other999", "body");
        assertThat(done).as("the newest are kept").hasValue(1_003);
    }

    private Answer once(Person person, String key, String request) throws Exception {
        return repeats.once(person, key, Sha256.of(request), this::counted);
    }

    private Answer counted() {
        return Answer.json(201, Map.of("number", done.incrementAndGet()));
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
