package dev.firebreak.server.ddi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firebreak.core.release.Artifact;
import dev.firebreak.core.release.Kind;
import dev.firebreak.core.words.ActionId;
import dev.firebreak.core.words.Sha256;
import dev.firebreak.server.ddi.Ledger.Leave;
import dev.firebreak.wire.release.Manifest;

import org.junit.jupiter.api.Test;

import java.util.List;

/** One exposure is one machine's worth of bytes (S34), and everything is everything (S7). */
final class LedgerTest {
    private long now;
    private final Ledger.Account account =
            new Ledger(() -> now)
                    .account(
                            new ActionId(1),
                            Manifest.seal(
                                    "app",
                                    "1",
                                    Kind.CONTENT,
                                    List.of(file("a", 700), file("b", 300), file("empty", 0)),
                                    "bApp",
                                    true));

    private static Artifact file(String name, long sizeBytes) {
        return new Artifact(name, Sha256.of(name), "0".repeat(40), "0".repeat(32), sizeBytes);
    }

    private static Ranges.Piece piece(long from, long to) {
        return new Ranges.Piece(from, to);
    }

    @Test
    void aClientThatBeginsAnewTwiceIsBelieved() {
        assertThat(account.take(1_000)).isEqualTo(Leave.GRANTED);
        assertThat(account.take(2_000)).as("two broken lines").isEqualTo(Leave.GRANTED);
        assertThat(account.take(200)).isEqualTo(Leave.GRANTED);
        assertThat(account.tells()).isFalse();
        assertThat(account.take(1)).isEqualTo(Leave.EXCESSIVE);
        assertThat(account.tells()).isTrue();
        assertThat(account.tells()).as("told once").isFalse();
        assertThat(account.enter("here")).as("for good").isEmpty();
    }

    @Test
    void aLargeFileIsResumedWhereItStopped() {
        long size = 1_000_000_000;
        var large =
                new Ledger(() -> now)
                        .account(
                                new ActionId(2),
                                Manifest.seal(
                                        "app",
                                        "2",
                                        Kind.CONTENT,
                                        List.of(file("a", size)),
                                        "bApp",
                                        true));
        assertThat(large.take(size + (16L << 20) + size / 5)).isEqualTo(Leave.GRANTED);
        assertThat(large.take(1)).isEqualTo(Leave.EXCESSIVE);
    }

    @Test
    void twoMachinesAtOnceAreTwo() {
        var one = account.enter("here").orElseThrow();
        var two = account.enter("here").orElseThrow();
        account.leave(one);
        account.leave(two);
        assertThat(account.enter("there")).as("one after the other").isPresent();
        assertThat(account.enter("here")).isEmpty();
        assertThat(account.tells()).isTrue();
    }

    @Test
    void aMachineOnTheRoadIsOneMachine() {
        var old = account.enter("wlan").orElseThrow();
        assertThat(old.sends()).isTrue();
        now += 5_000_000_000L;
        var road = account.enter("road").orElseThrow();
        assertThat(Thread.interrupted()).as("the old line is dropped").isTrue();
        old.sent();
        assertThat(old.sends()).isFalse();
        account.leave(old);
        assertThat(road.sends()).isTrue();
        road.sent();
        now += 2_000_000_000L;
        assertThat(account.enter("wlan")).as("while bytes move on the other").isEmpty();
    }

    @Test
    void completeIsEveryByteOfEveryFileInAnyOrder() {
        account.cover("a", piece(500, 699));
        account.cover("a", piece(0, 99));
        assertThat(account.completes("b", piece(0, 299))).isFalse();
        assertThat(account.completes("a", piece(100, 498))).as("one byte is missing").isFalse();
        assertThat(account.completes("a", piece(400, 520))).isTrue();
        assertThat(account.completes("a", piece(0, 699))).as("told once").isFalse();
    }
}
