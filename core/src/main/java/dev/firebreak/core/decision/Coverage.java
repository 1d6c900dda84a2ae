package dev.firebreak.core.decision;

import dev.firebreak.core.device.Exposure;
import dev.firebreak.core.words.DeviceId;

/**
 * How far a stop has come among the devices that installed or fetched the release, offered or not:
 * the three numbers together are all of them (S20).
 *
 * @param installed those that still run it, or may
 * @param reached those that have left it again: went back, dropped it, run something else
 * @param unreached those that are not heard
 */
public record Coverage(int installed, int reached, int unreached) {
    /** Nobody ever had it. */
    public static final Coverage NONE = new Coverage(0, 0, 0);

    static Coverage of(State state, Rollout rollout) {
        var coverage = NONE;
        for (var it : rollout.exposures.values()) {
            boolean had = it.installed() || it.fetched();
            coverage = had ? coverage.plus(of(state, rollout, it)) : coverage;
        }
        for (var device : rollout.unsolicited) {
            coverage =
                    coverage.plus(
                            runsAnother(state, rollout, device)
                                    ? new Coverage(0, 1, 0)
                                    : new Coverage(1, 0, 0));
        }
        return coverage;
    }

    private static Coverage of(State state, Rollout rollout, Exposure it) {
        return switch (it.state()) {
            case REVERTED, WITHDRAWN -> new Coverage(0, 1, 0);
            case SILENT, WRITTEN_OFF -> new Coverage(0, 0, 1);
            case FAILED -> it.recovered() ? new Coverage(0, 1, 0) : new Coverage(1, 0, 0);
            case CONFIRMED ->
                    runsAnother(state, rollout, it.device())
                            ? new Coverage(0, 1, 0)
                            : new Coverage(1, 0, 0);
            case OFFERED, ACCEPTED, INSTALLED, STALLED, WITHDRAWING -> new Coverage(1, 0, 0);
        };
    }

    /** Who says nothing of what it runs is taken to run what it was last known to run. */
    private static boolean runsAnother(State state, Rollout rollout, DeviceId device) {
        return state.device(device)
                .flatMap(it -> it.runs)
                .filter(it -> !it.equals(rollout.plan.release()))
                .isPresent();
    }

    /** Both together. */
    public Coverage plus(Coverage other) {
        return new Coverage(
                installed + other.installed, reached + other.reached, unreached + other.unreached);
    }
}
