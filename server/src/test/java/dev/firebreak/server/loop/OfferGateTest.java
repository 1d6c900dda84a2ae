package dev.firebreak.server.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firebreak.core.decision.Visible;
import dev.firebreak.core.words.ActionId;
import dev.firebreak.core.words.Digest;
import dev.firebreak.core.words.RolloutId;
import dev.firebreak.core.words.Sha256;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** A stop outruns a start, whatever is inside at that moment. */
final class OfferGateTest {
    private static final RolloutId R1 = new RolloutId(1);
    private static final Digest RELEASE = Sha256.of("release");
    private static final Visible.Offered OFFER = new Visible.Offered(new ActionId(1), R1, RELEASE);
    private static final Visible.Offered OTHER =
            new Visible.Offered(new ActionId(2), new RolloutId(2), Sha256.of("other"));

    private final OfferGate gate = new OfferGate();

    private boolean passes(Visible.Offered offer, boolean accepted) {
        return gate.hand(offer, accepted, () -> true);
    }

    @Test
    void eachBarHoldsWhatItNames() {
        var all = new OfferGate.Bar.All(R1);
        gate.shut(all);
        assertThat(passes(OFFER, false)).isFalse();
        assertThat(passes(OFFER, true)).isFalse();
        assertThat(passes(OTHER, false)).isTrue();
        gate.lift(all);
        assertThat(passes(OFFER, false)).isTrue();

        gate.shut(new OfferGate.Bar.Unaccepted(R1));
        assertThat(passes(OFFER, false)).isFalse();
        assertThat(passes(OFFER, true)).isTrue();

        gate.shut(new OfferGate.Bar.OfRelease(RELEASE));
        assertThat(passes(OFFER, true)).isFalse();
        assertThat(passes(OTHER, false)).isTrue();

        gate.shut(new OfferGate.Bar.Everywhere());
        assertThat(passes(OTHER, false)).isFalse();
        assertThat(passes(OTHER, true)).isTrue();
    }

    @Test
    void twoStopsOfOneRolloutAreLiftedOneByOne() {
        var all = new OfferGate.Bar.All(R1);
        gate.shut(all);
        gate.shut(new OfferGate.Bar.All(R1));
        gate.lift(all);
        assertThat(passes(OFFER, true)).isFalse();
    }

    @Test
    void whoIsInsideLooksAgainBeforeItWrites() {
        var bar = new OfferGate.Bar.All(R1);
        assertThat(
                        gate.handLate(
                                OFFER,
                                true,
                                still -> {
                                    var before = still.getAsBoolean();
                                    gate.shut(bar);
                                    var barred = still.getAsBoolean();
                                    gate.lift(bar);
                                    return before && !barred && still.getAsBoolean();
                                }))
                .isTrue();
        assertThat(
                        gate.handLate(
                                OFFER,
                                true,
                                still -> {
                                    assertThat(gate.drain(bar)).as("cut off").isEqualTo(1);
                                    return still.getAsBoolean();
                                }))
                .as("also when the bar was lifted by then")
                .isFalse();
        assertThat(Thread.interrupted()).isFalse();
    }

    @Test
    @Timeout(60)
    void noOfferFollowsAnAcknowledgedStop() throws Exception {
        var stopped = new AtomicBoolean();
        var late = new AtomicInteger();
        var handed = new AtomicInteger();
        var running = new CountDownLatch(4);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 4; i++) {
                threads.execute(
                        () -> {
                            running.countDown();
                            while (passesAndNotes(stopped, late)) {
                                handed.incrementAndGet();
                            }
                        });
            }
            running.await();
            while (handed.get() < 1_000) {
                Thread.onSpinWait();
            }
            var bar = new OfferGate.Bar.All(R1);
            gate.shut(bar);
            assertThat(gate.drain(bar)).isZero();
            stopped.set(true);
        }
        assertThat(late).hasValue(0);
    }

    private boolean passesAndNotes(AtomicBoolean stopped, AtomicInteger late) {
        return gate.hand(
                OFFER,
                true,
                () -> {
                    if (stopped.get()) {
                        late.incrementAndGet();
                    }
                    return true;
                });
    }

    @Test
    @Timeout(60)
    void whoDoesNotReadIsCutOff() throws Exception {
        var clients = 1_000;
        var inside = new CountDownLatch(clients);
        var cut = new AtomicInteger();
        var never = new CountDownLatch(1);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < clients; i++) {
                threads.execute(
                        () -> {
                            try {
                                gate.hand(
                                        OFFER,
                                        true,
                                        () -> {
                                            inside.countDown();
                                            never.await();
                                            return true;
                                        });
                            } catch (InterruptedException e) {
                                cut.incrementAndGet();
                            }
                        });
            }
            inside.await();
            var bar = new OfferGate.Bar.All(R1);
            gate.shut(bar);
            assertThat(gate.drain(bar)).isEqualTo(clients);
        }
        assertThat(cut).hasValue(clients);
    }
}
