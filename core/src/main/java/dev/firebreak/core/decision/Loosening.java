package dev.firebreak.core.decision;

import dev.firebreak.core.hold.Hold;
import dev.firebreak.core.words.Moment;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What follows for plans when something that they were made under became looser. */
final class Loosening {
    private final State state;
    private final Stopping stopping;

    Loosening(State state, Stopping stopping) {
        this.state = state;
        this.stopping = stopping;
    }

    /**
     * Something that plans were made under became looser (decision 27a). What runs is held until
     * two people approve it anew; what nobody has approved yet is withdrawn, so that nobody says
     * yes to other rules than they saw.
     *
     * @param since only plans proposed after this were made under it
     */
    List<Fact> of(String what, Optional<Moment> since, Moment at) {
        var why = Grounds.of("loosened", what, Map.of());
        var facts = new ArrayList<Fact>();
        for (var rollout : state.rollouts.values()) {
            boolean concerned =
                    since.map(it -> it.uptime().compareTo(rollout.proposedAt.uptime()) <= 0)
                            .orElse(true);
            if (concerned) {
                facts.addAll(of(rollout, why, at));
            }
        }
        return facts;
    }

    private List<Fact> of(Rollout rollout, Grounds why, Moment at) {
        boolean asksAlready = rollout.outdated && rollout.approvals.isEmpty();
        return switch (rollout.state) {
            case PROPOSED -> List.of(new Fact.Withdrawn(rollout.id, why, Hold.BY_FIREBREAK, at));
            case APPROVED, HELD ->
                    asksAlready
                            ? List.of()
                            : List.of(new Fact.ApprovalOutdated(rollout.id, why, at));
            case RUNNING, COMPLETED -> {
                if (asksAlready || !rollout.stillGrants()) {
                    yield List.of();
                }
                var facts = new ArrayList<Fact>();
                facts.add(new Fact.ApprovalOutdated(rollout.id, why, at));
                facts.addAll(stopping.held(rollout, why, at));
                yield facts;
            }
            case HALTED, ROLLING_BACK, ROLLED_BACK, WITHDRAWN -> List.of();
        };
    }
}
