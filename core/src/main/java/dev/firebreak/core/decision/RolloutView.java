package dev.firebreak.core.decision;

import dev.firebreak.core.plan.Plan;
import dev.firebreak.core.words.Digest;
import dev.firebreak.core.words.Moment;
import dev.firebreak.core.words.Person;
import dev.firebreak.core.words.RolloutId;

import java.util.List;
import java.util.Optional;

/**
 * A rollout as people and programs see it: a copy that does not change.
 *
 * @param release name@version of what is shipped
 * @param headline the state and why, in one sentence
 * @param speedLimit the one thing that limits the speed now, in words
 * @param budget the limits and uses of the scopes that the open step can touch
 * @param coverage how many devices have the release, and how many a stop has reached
 * @param waiting devices that law 10, holds or customers keep waiting, with why
 * @param outdated whether it must be approved anew by two people before it may resume
 */
public record RolloutView(
        RolloutId id,
        RolloutState state,
        Plan plan,
        Digest planDigest,
        String release,
        Person author,
        List<Person> approvals,
        Moment proposedAt,
        Optional<Moment> startedAt,
        String headline,
        String speedLimit,
        List<StepView> steps,
        List<BudgetLine> budget,
        Counts counts,
        Coverage coverage,
        List<Waiting> waiting,
        Optional<RolloutId> rollbackOf,
        boolean outdated) {
    /** What one step of the ladder has done. */
    public enum StepState {
        NEXT,
        OPEN,
        BAKING,
        PROMOTED,
        STOPPED
    }

    /**
     * One step of the ladder.
     *
     * @param block steps of one block count together
     * @param heldOut whether it is for devices that other steps left out; then all steps of its
     *     wave count together
     * @param label wave, region and share, for people
     * @param candidates devices of the block, as counted when it opened; before, as many as there
     *     are now, and 0 where only a condition says which
     * @param target how many of them are exposed when it is full, by earlier steps of its block too
     * @param reached how many of those are, by earlier steps of its block too
     * @param exposed so far in this step alone
     */
    public record StepView(
            int number,
            int wave,
            int block,
            boolean heldOut,
            String waveName,
            String label,
            StepState state,
            long candidates,
            long target,
            int reached,
            int exposed,
            int confirmed,
            int harmed) {}

    /** How full a scope is. */
    public record BudgetLine(String scope, int limit, int used) {}

    /** Devices that wait, and why. */
    public record Waiting(String why, long devices) {}

    /**
     * Every exposure, once: {@code exposed} is the sum of all others but {@code unconfirmed}, which
     * is the number of places used, and {@code unsolicited}, which are no exposures of ours.
     */
    public record Counts(
            int exposed,
            int inFlight,
            int confirmed,
            int failed,
            int silent,
            int reverted,
            int withdrawn,
            int writtenOff,
            int unconfirmed,
            int unsolicited) {
        /** Whether the parts are the whole (law 6). */
        public boolean addUp() {
            return exposed
                    == inFlight + confirmed + failed + silent + reverted + withdrawn + writtenOff;
        }
    }
}
