package dev.firebreak.core.decision;

import dev.firebreak.core.words.Moment;

import java.util.ArrayList;
import java.util.List;

/** What time itself brings, and the start of a server. */
final class Passing {
    /** After a restore, numbers that the lost part of the log may have given are left out. */
    private static final int ACTIONS_JUMP = 1_000_000;

    private final State state;
    private final Hearing hearing;
    private final Stopping stopping;
    private final Reviewing reviewing;
    private final Filling filling;

    Passing(State state, Hearing hearing, Stopping stopping, Reviewing reviewing, Filling filling) {
        this.state = state;
        this.hearing = hearing;
        this.stopping = stopping;
        this.reviewing = reviewing;
        this.filling = filling;
    }

    /**
     * Silence and the clock first; if nothing came of them, what is due: rollouts are reviewed,
     * steps open, cutoffs rise. One thing at a time, so that each rests on what is already a fact.
     */
    Decision timePassed(Observation.TimePassed seen) {
        var facts = new ArrayList<>(hearing.timePassed(seen));
        if (facts.stream().anyMatch(Fact.ClockJumped.class::isInstance)) {
            facts.addAll(jumped(seen.at()));
        }
        boolean calm = facts.isEmpty();
        var counted = counted(seen.controls(), seen.at());
        if (calm && counted.isEmpty()) {
            facts.addAll(reviewing.review(seen.absent(), seen.at()));
            calm = facts.isEmpty();
        }
        facts.addAll(counted);
        // Controls change at every count: that must not keep the steps of others from filling.
        if (calm) {
            seen.crowds().forEach(crowd -> facts.addAll(filling.crowd(crowd, seen.at())));
        }
        return Decision.facts(facts);
    }

    /** Confirmed devices that are missing, and how their controls are at the same moment. */
    Decision missed(Observation.Missed seen) {
        var facts = new ArrayList<>(hearing.missed(seen));
        facts.addAll(counted(seen.controls(), seen.at()));
        return Decision.facts(facts);
    }

    private List<Fact> counted(List<Observation.Controls> controls, Moment at) {
        var facts = new ArrayList<Fact>();
        for (var rollout : state.rollouts.values()) {
            var news =
                    controls.stream()
                            .filter(each -> each.rollout().equals(rollout.id))
                            .filter(each -> !each.equals(rollout.controls.get(each.stratum())))
                            .toList();
            if (!news.isEmpty()) {
                facts.add(new Fact.ControlsCounted(rollout.id, news, at));
            }
        }
        return facts;
    }

    private List<Fact> jumped(Moment at) {
        return holdAll(
                Grounds.of(
                        "clock",
                        "the wall clock jumped from %s to %s: no time can be trusted until a person looks"
                                .formatted(state.agreed.wall(), at.wall())),
                at);
    }

    private List<Fact> holdAll(Grounds why, Moment at) {
        var facts = new ArrayList<Fact>();
        for (var rollout : state.rollouts.values()) {
            if (rollout.stillGrants()) {
                facts.addAll(stopping.held(rollout, why, at));
            }
        }
        return facts;
    }

    Decision started(Observation.ServerStarted seen) {
        var facts = new ArrayList<Fact>();
        facts.add(new Fact.ServerStarted(seen.epoch(), seen.timeFactor(), seen.at()));
        seen.doubt()
                .ifPresent(
                        why -> {
                            int next = state.lastAction + ACTIONS_JUMP;
                            facts.add(new Fact.StoreDoubted(why, next, seen.at()));
                            var grounds =
                                    Grounds.of(
                                            "store",
                                            "the store may be older than what devices have seen: %s"
                                                    .formatted(why));
                            facts.addAll(holdAll(grounds, seen.at()));
                        });
        return Decision.facts(facts);
    }
}
