package dev.firebreak.core.decision;

import java.util.List;
import java.util.stream.Stream;

/**
 * What follows from one observation.
 *
 * @param facts to be made durable together, in this order, before anything else happens
 * @param orders to be carried out after that
 */
public record Decision(List<Fact> facts, List<Order> orders) {
    /** Nothing follows. */
    public static final Decision NOTHING = new Decision(List.of(), List.of());

    public Decision {
        facts = List.copyOf(facts);
        orders = List.copyOf(orders);
    }

    static Decision facts(List<? extends Fact> facts) {
        return new Decision(List.copyOf(facts), List.of());
    }

    static Decision fact(Fact fact) {
        return new Decision(List.of(fact), List.of());
    }

    static Decision order(Order order) {
        return new Decision(List.of(), List.of(order));
    }

    /** This decision followed by {@code next}. */
    Decision then(Decision next) {
        return new Decision(
                Stream.concat(facts.stream(), next.facts.stream()).toList(),
                Stream.concat(orders.stream(), next.orders.stream()).toList());
    }
}
