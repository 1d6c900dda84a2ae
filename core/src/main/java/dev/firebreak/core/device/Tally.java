package dev.firebreak.core.device;

import dev.firebreak.core.words.Presence;

import java.util.SortedMap;
import java.util.TreeMap;

/** How many exposures stand where; kept by adding and taking away, never by counting again. */
@SuppressWarnings("EnumOrdinal") // an index into an array of this process, never written down
public final class Tally {
    private final int[] at = new int[ExposureState.values().length];
    private int silentSleepers;
    private int unproved;

    /**
     * A tally that does not change any more.
     *
     * @param at how many stand in each state; those that are not named are none
     */
    public record Frozen(SortedMap<ExposureState, Integer> at, int silentSleepers, int unproved) {}

    /** The counts as they are now. */
    public Frozen freeze() {
        var counts = new TreeMap<ExposureState, Integer>();
        for (var state : ExposureState.values()) {
            if (in(state) != 0) {
                counts.put(state, in(state));
            }
        }
        return new Frozen(counts, silentSleepers, unproved);
    }

    /** Takes over the counts of {@code frozen}; only for a tally that has counted nothing. */
    public void thaw(Frozen frozen) {
        frozen.at().forEach((state, count) -> at[state.ordinal()] = count);
        silentSleepers = frozen.silentSleepers();
        unproved = frozen.unproved();
    }

    /** Adds ({@code +1}) or takes away ({@code -1}) one exposure as it stands now. */
    public void count(Exposure exposure, int sign) {
        at[exposure.state().ordinal()] += sign;
        if (exposure.state() == ExposureState.SILENT
                && exposure.place().presence() == Presence.SLEEPS) {
            silentSleepers += sign;
        }
        if (exposure.state() == ExposureState.INSTALLED && exposure.unproved()) {
            unproved += sign;
        }
    }

    /** How many stand in {@code state}. */
    public int in(ExposureState state) {
        return at[state.ordinal()];
    }

    /** All of them. */
    public int all() {
        int sum = 0;
        for (int count : at) {
            sum += count;
        }
        return sum;
    }

    /** Not installed in time, or installed and not proved in time. */
    public int late() {
        return in(ExposureState.STALLED) + unproved;
    }

    /** Offered, accepted, installed or being withdrawn, and not late with it. */
    public int unresolved() {
        return in(ExposureState.OFFERED)
                + in(ExposureState.ACCEPTED)
                + in(ExposureState.INSTALLED)
                + in(ExposureState.WITHDRAWING)
                - unproved;
    }

    /** Silent devices that are expected to sleep at times. */
    public int silentSleepers() {
        return silentSleepers;
    }

    /** Silent devices that are expected to be on. */
    public int silentAlways() {
        return in(ExposureState.SILENT) - silentSleepers;
    }

    /** Failed, reverted, silent or written off: whatever the cause. */
    public int harmed() {
        return in(ExposureState.FAILED)
                + in(ExposureState.REVERTED)
                + in(ExposureState.SILENT)
                + in(ExposureState.WRITTEN_OFF);
    }
}
