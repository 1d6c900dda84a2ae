package dev.firebreak.core.laws;

import dev.firebreak.core.decision.Decision;
import dev.firebreak.core.decision.Observation;
import dev.firebreak.core.decision.Order;

/** An observation and what was decided on it. */
record Event(Observation seen, Decision decision) {
    boolean refused() {
        return decision.orders().stream().anyMatch(Order.Refuse.class::isInstance);
    }
}
