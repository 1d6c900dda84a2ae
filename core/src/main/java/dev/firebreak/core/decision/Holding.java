package dev.firebreak.core.decision;

import dev.firebreak.core.device.ExposureState;
import dev.firebreak.core.hold.Hold;
import dev.firebreak.core.words.Moment;
import dev.firebreak.core.words.Person;
import dev.firebreak.core.words.Reason;

import java.util.ArrayList;
import java.util.List;

/** What follows from a hold over devices, whoever places it: what was not begun is taken back. */
final class Holding {
    private final State state;

    Holding(State state) {
        this.state = state;
    }

    /** The hold, with the next number: at most one of a decision. */
    List<Fact> placed(Hold.Target target, Reason why, Person by, Moment at) {
        var facts = new ArrayList<Fact>();
        facts.add(new Fact.HoldPlaced(new Hold(state.lastHold + 1, target, why, by), at));
        state.open.stream()
                .filter(it -> target.holds(it.place()))
                .filter(it -> it.effective() == ExposureState.OFFERED)
                .sorted(Limits.byDevice())
                .forEach(it -> facts.add(new Fact.Withdrawing(it.rollout(), it.device(), at)));
        return facts;
    }

    /** Whether such a hold stands already. */
    boolean stands(Hold.Target target) {
        return state.holds.values().stream().anyMatch(it -> it.target().equals(target));
    }
}
