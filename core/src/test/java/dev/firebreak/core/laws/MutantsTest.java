package dev.firebreak.core.laws;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.List;
import java.util.function.Supplier;

/** Faults that real systems have, each in a core of its own: the law that it breaks sees it. */
final class MutantsTest {
    private static final long SEED = Long.getLong("laws.seed", 1);
    private static final int ENOUGH = 400;

    /** A fault, and the number of the law that it breaks. */
    record Fault(String name, int law, Supplier<Core> cores) {
        @Override
        public String toString() {
            return name;
        }
    }

    static List<Fault> faults() {
        return List.of(
                new Fault("budget off by one", 1, Mutant.BudgetOffByOne::new),
                new Fault("silence ignored", 5, Mutant.SilenceIgnored::new),
                new Fault("a GET that writes", 6, Mutant.GetThatWrites::new),
                new Fault("a cancel that nobody wrote down", 2, Faithless.CancelUnwritten::new),
                new Fault("a halt that nobody wrote down", 2, Faithless.HaltUnwritten::new),
                new Fault("a hold that holds nobody", 7, Faithless.HoldsNobody::new),
                new Fault("offers outlive a hold", 7, Faithless.OffersOutliveHolds::new),
                new Fault("revoked, but held", 7, Faithless.RevokedAndHeld::new),
                new Fault("flags forgotten over a restart", 8, Faithless.FlagsForgotten::new),
                new Fault("offer before durable", 2, Mutant.OfferBeforeDurable::new),
                new Fault("count twice", 6, Mutant.CountTwice::new),
                new Fault("place freed on sending a cancel", 1, Mutant.FreedOnSendingCancel::new),
                new Fault("promotion on no data", 3, Mutant.PromotedOnNoData::new),
                new Fault("who is withheld is forgotten", 3, Forgetful.WithheldForgotten::new),
                new Fault("strangers count", 1, Forgetful.StrangersCount::new),
                new Fault("stop forgotten over a restart", 7, Mutant.StopForgotten::new),
                new Fault("tier lowered by a reported attribute", 10, Mutant.TierLowered::new),
                new Fault("confirmed by one heartbeat", 3, Mutant.ConfirmedByOneHeartbeat::new),
                new Fault("a control that was never run", 4, Misjudging.ControlInvented::new),
                new Fault("the next release is blamed", 6, Misjudging.NextReleaseBlamed::new),
                new Fault("an author who approves", 9, Misjudging.AuthorMistaken::new),
                new Fault("both halves go back", 1, BrokenWaysBack.BothHalvesBack::new),
                new Fault("back to anything", 3, BrokenWaysBack.BackToAnything::new),
                new Fault("rules loosened unnoticed", 9, Misjudging.LooseningUnnoticed::new),
                new Fault("a ceiling raised by one", 9, Misjudging.AppliedByOne::new),
                new Fault("a decision by memory", 8, Mutant.DecidesByMemory::new));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void theLawThatItBreaksCatchesIt(Fault fault) {
        for (long seed = SEED; seed < SEED + ENOUGH; seed++) {
            if (broken(seed, fault.cores()).contains(fault.law())) {
                assertThat(History.of(seed, Core::shipped)).isEmpty();
                return;
            }
        }
        throw new AssertionError(
                "expected law %d to catch %s within %d histories from seed %d, found that it did not"
                        .formatted(fault.law(), fault, ENOUGH, SEED));
    }

    /** The laws broken in one history, up to where the broken core could not go on. */
    private static List<Integer> broken(long seed, Supplier<Core> cores) {
        var onlooker = new Onlooker(seed);
        try {
            History.live(seed, cores, onlooker);
        } catch (IllegalArgumentException | IllegalStateException e) {
            assertThat(e).hasMessageContaining("expected"); // it noticed itself that it is broken
        }
        return onlooker.violations().stream().map(it -> it.law().number()).toList();
    }
}
