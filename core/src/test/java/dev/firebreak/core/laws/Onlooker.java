package dev.firebreak.core.laws;

import dev.firebreak.core.decision.Decision;
import dev.firebreak.core.decision.Order;
import dev.firebreak.core.decision.Visible;
import dev.firebreak.core.words.DeviceId;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Watches a server from outside, keeps the books, and has each law look at what happens. */
final class Onlooker {
    private final List<Law> laws = Law.all();
    private final List<Violation> violations = new ArrayList<>();
    private final Set<Integer> broken = new HashSet<>();
    private final Books books = new Books();
    private final long seed;
    private int step;

    Onlooker(long seed) {
        this.seed = seed;
    }

    /** The first violation of each law, in the order in which they came. */
    List<Violation> violations() {
        return violations;
    }

    Books books() {
        return books;
    }

    void step() {
        step++;
    }

    private void look(Function<Law, Optional<Finding>> question) {
        for (var law : laws) {
            if (broken.contains(law.number())) {
                continue;
            }
            question.apply(law)
                    .ifPresent(
                            it -> {
                                broken.add(law.number());
                                violations.add(
                                        new Violation(law, seed, step, it.expected(), it.found()));
                            });
        }
    }

    /** The facts of {@code event} are durable. */
    void durable(Event event) {
        books.see(event);
        for (var fact : event.decision().facts()) {
            look(law -> law.fact(books, event, fact));
            books.fold(fact);
        }
    }

    /** The one who asked has the answer. */
    void answered(Event event) {
        look(law -> law.answered(books, event));
        for (var order : event.decision().orders()) {
            if (order instanceof Order.Offer(var device, var action)) {
                look(law -> law.offered(books, device, action));
            }
        }
    }

    void shown(DeviceId device, Visible visible) {
        look(law -> law.shown(books, device, visible));
    }

    void settled(Event last, Core core) {
        look(law -> law.settled(books, last, core));
    }

    void askedTwice(Decision first, Decision second, String before, String after) {
        look(law -> law.askedTwice(first, second, before, after));
    }

    void replayed(String before, String after) {
        look(law -> law.replayed(before, after));
    }
}
