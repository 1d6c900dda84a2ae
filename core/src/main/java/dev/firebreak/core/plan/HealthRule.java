package dev.firebreak.core.plan;

import dev.firebreak.core.words.Ratio;

import java.time.Duration;
import java.util.List;

/**
 * What counts as healthy, and what follows when it is not.
 *
 * @param silentAfter an exposed device not heard for this long is silent
 * @param soak healthy for this long after its report = confirmed
 * @param tolerated the share of harmed devices that a good release may have
 * @param maxHarm hold when so many more than the controls predict are harmed, at any rate
 * @param ages at which growth must be earned; kept for the governor
 * @param installDeadline past it a device that has not installed is stalled
 * @param governedKeys attribute keys whose values get canaries of their own
 * @param leaveOneOut attribute keys of which no single value may carry the evidence
 * @param permanentHoldOut how long after the end some devices stay without the release, as a judge
 *     of late harm; zero = nobody is held out
 * @param onHold what a hold does
 * @param onHalt what a halt does with devices not yet confirmed, failed or silent
 */
public record HealthRule(
        Duration silentAfter,
        Duration soak,
        Ratio tolerated,
        int maxHarm,
        List<Duration> ages,
        Duration installDeadline,
        List<String> governedKeys,
        List<String> leaveOneOut,
        Duration permanentHoldOut,
        OnHold onHold,
        OnHalt onHalt) {
    /** What a hold does. */
    public enum OnHold {
        PAGE,
        HALT
    }

    /** What a halt does with devices that are not confirmed. */
    public enum OnHalt {
        ROLLBACK,
        STOP
    }

    public HealthRule {
        ages = List.copyOf(ages);
        governedKeys = List.copyOf(governedKeys);
        leaveOneOut = List.copyOf(leaveOneOut);
    }
}
