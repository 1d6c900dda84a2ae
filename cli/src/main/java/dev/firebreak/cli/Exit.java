package dev.firebreak.cli;

/** How a command ends, as its caller sees it; the numbers are part of the contract. */
public enum Exit {
    DONE(0, "done, or yes"),
    FAULT(1, "a fault: the server or this machine could not do it"),
    USAGE(2, "wrong usage, or an invalid file"),
    UNREACHABLE(3, "the server cannot be reached"),
    NOT_ALLOWED(4, "not allowed: no token, an unknown one, or another role is needed"),
    NOT_FOUND(5, "not found"),
    MOVED_ON(6, "the state has moved on: look again before deciding again"),
    HELD(10, "the rollout is held"),
    HALTED(11, "the rollout is halted"),
    ROLLED_BACK(12, "the rollout is rolled back"),
    NOT_CLEARED(13, "the gate is not cleared, or was not evaluated"),
    TIME_OUT(14, "time ran out; the rollout goes on"),
    WAITS(15, "it waits for approval"),
    COVERAGE(16, "coverage was not reached"),
    NOT_VERIFIED(17, "verification failed: a log is not intact, or a law is broken"),
    BUG(70, "a bug; the message names its report");

    private final int code;
    private final String meaning;

    Exit(int code, String meaning) {
        this.code = code;
        this.meaning = meaning;
    }

    /** What the process ends with. */
    public int code() {
        return code;
    }

    /** For the help of each verb. */
    public String meaning() {
        return meaning;
    }
}
