package dev.firebreak.core.laws;

import dev.firebreak.core.decision.Decision;
import dev.firebreak.core.decision.Fact;
import dev.firebreak.core.decision.Visible;
import dev.firebreak.core.words.ActionId;
import dev.firebreak.core.words.DeviceId;

import java.util.List;
import java.util.Optional;

/** One of the ten laws, as an onlooker checks it against the books. */
interface Law {
    /** Its number. */
    int number();

    /** {@code fact} of {@code event} is durable; the books do not hold it yet. */
    default Optional<Finding> fact(Books books, Event event, Fact fact) {
        return Finding.NONE;
    }

    /** A device's poll was answered so. */
    default Optional<Finding> shown(Books books, DeviceId device, Visible visible) {
        return Finding.NONE;
    }

    /** A device was offered the action in answer to its question. */
    default Optional<Finding> offered(Books books, DeviceId device, ActionId action) {
        return Finding.NONE;
    }

    /** Somebody was told that what they asked or reported is done, or why not. */
    default Optional<Finding> answered(Books books, Event event) {
        return Finding.NONE;
    }

    /** Everything that follows from {@code last} is durable and in the books. */
    default Optional<Finding> settled(Books books, Event last, Core core) {
        return Finding.NONE;
    }

    /** The same question was asked twice, with the state before and after in words. */
    default Optional<Finding> askedTwice(
            Decision first, Decision second, String before, String after) {
        return Finding.NONE;
    }

    /** A core was made from the durable facts, in place of one that knew the same. */
    default Optional<Finding> replayed(String before, String after) {
        return Finding.NONE;
    }

    /** All ten, in their order. */
    static List<Law> all() {
        return List.of(
                new WithinBudget(),
                new DurableBeforeVisible(),
                new FailClosed(),
                new GateWithANo(),
                new SilenceCounts(),
                new AlwaysAccounted(),
                new StopOutrunsStart(),
                new ExplainsItself(),
                new TwoPeople(),
                new UnknownWaits());
    }
}
