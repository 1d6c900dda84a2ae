package dev.firebreak.core.decision;

import dev.firebreak.core.device.Exposure;
import dev.firebreak.core.device.ExposureState;

/** What a rollout is doing, in one line, and what to do about it where somebody must. */
final class Headline {
    private final State state;

    Headline(State state) {
        this.state = state;
    }

    /** What is left after a stop; machines already confirmed stay unless a person says so. */
    private String stayed(Rollout rollout) {
        int confirmed = rollout.total.in(ExposureState.CONFIRMED);
        int doubtful = rollout.total.all() == 0 ? 0 : doubtful(rollout);
        var stay =
                confirmed == 0
                        ? ""
                        : ("; %d confirmed devices stay:"
                                        + " 'rollout rollback %s --confirmed-too' proposes to take them back")
                                .formatted(confirmed, rollout.id);
        return doubtful == 0 || rollout.rollingBackSince.isPresent()
                ? stay
                : "; %d devices are in doubt: 'rollout rollback %s' offers them the way back%s"
                        .formatted(doubtful, rollout.id, stay);
    }

    private int doubtful(Rollout rollout) {
        return (int)
                state.open.stream()
                        .filter(it -> it.rollout().equals(rollout.id))
                        .filter(Exposure::undoable)
                        .count();
    }

    String of(Rollout rollout) {
        var why = rollout.grounds.map(it -> it.reason().text());
        return switch (rollout.state) {
            case PROPOSED -> "Proposed by %s; waits for approval.".formatted(rollout.author);
            case APPROVED ->
                    rollout.outdated
                            ? "The rules became looser; two people must approve it anew."
                            : "Approved; waits to be started.";
            case RUNNING ->
                    rollout.step()
                            .map(it -> "Running: step '%s'.".formatted(it.step.label()))
                            .orElse("Running.");
            case HELD ->
                    "Held: %s%s"
                            .formatted(
                                    why.orElse("no reason given"),
                                    rollout.resumeAskedBy
                                            .map(
                                                    "; %s wants to resume it, which takes another one"
                                                            ::formatted)
                                            .orElse(""));
            case HALTED -> "Halted: %s%s".formatted(why.orElse("no reason given"), stayed(rollout));
            case ROLLING_BACK -> "Rolling back: %s".formatted(why.orElse("no reason given"));
            case ROLLED_BACK ->
                    "Rolled back: %s; %s%s"
                            .formatted(
                                    why.orElse("no reason given"),
                                    GoingBack.told(rollout),
                                    stayed(rollout));
            case COMPLETED -> "Completed: %s".formatted(why.orElse("every step is proved"));
            case WITHDRAWN -> "Withdrawn: %s".formatted(why.orElse("no reason given"));
        };
    }
}
