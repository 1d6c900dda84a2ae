package dev.firebreak.core.health;

import dev.firebreak.core.words.Stratum;

import java.util.List;

/**
 * How the devices of one stratum that a step exposed are, and how its controls are. Each exposed
 * device is in exactly one of the counts; one whose offer was withdrawn is in none.
 *
 * <p>Controls are devices of the stratum that polled since the step opened and were not offered.
 * The order of exposure is random, so that devices that sleep are as many among them as among the
 * exposed; hence both arms count all devices, and as silent only those whose presence is {@code
 * SLEEPS}.
 *
 * @param stratum who is compared
 * @param exposed all of them
 * @param confirmed heard through their soak, with proof where it can be had
 * @param failed said so, or contradicted their success
 * @param reverted back on what they ran before
 * @param silentAlways silent now, of those that are on around the clock
 * @param silentSleepers silent now, of those that sleep at times
 * @param stalled not installed in time, and heard
 * @param unresolved on their way: offered, accepted, installed, withdrawing
 * @param writtenOff given up by two people: bad for ever
 * @param controlsAtRisk controls of this stratum
 * @param controlsSilent of these the sleepers that are silent now, by the same deadline
 */
public record StratumHealth(
        Stratum stratum,
        int exposed,
        int confirmed,
        int failed,
        int reverted,
        int silentAlways,
        int silentSleepers,
        int stalled,
        int unresolved,
        int writtenOff,
        long controlsAtRisk,
        long controlsSilent) {
    /**
     * From here on the silence of exposed sleepers is not put down to chance. Not corrected for the
     * number of looks: too much alarm is the cheaper fault here.
     */
    static final double CHANCE = 0.01;

    public StratumHealth {
        var parts =
                List.of(
                        confirmed,
                        failed,
                        reverted,
                        silentAlways,
                        silentSleepers,
                        stalled,
                        unresolved,
                        writtenOff);
        long sum = parts.stream().mapToLong(Integer::longValue).sum();
        if (parts.stream().anyMatch(part -> part < 0) || sum != exposed) {
            throw new IllegalArgumentException(
                    "expected counts that add up to %d exposed in '%s', found %s: each device is in one"
                            .formatted(exposed, stratum, parts));
        }
        if (controlsSilent < 0 || controlsSilent > controlsAtRisk) {
            throw new IllegalArgumentException(
                    "expected silent controls from 0 to %d in '%s', found %d"
                            .formatted(controlsAtRisk, stratum, controlsSilent));
        }
    }

    /** Devices that the step harmed, as far as can be told. */
    public int harmed() {
        return failed + reverted + writtenOff + silentHarm();
    }

    /** Silent devices that count as harmed. */
    public int silentHarm() {
        return silentAlways + sleepersHarmed();
    }

    /**
     * Silent sleepers that count as harmed: if Fisher's exact test does not put the difference down
     * to chance, as many as are beyond the controls' share. Without controls none: it may be night.
     */
    public int sleepersHarmed() {
        if (silentSleepers == 0) {
            return 0;
        }
        return controlsAtRisk > 0 && silenceByChance() <= CHANCE ? beyondControls() : 0;
    }

    /**
     * Silent sleepers that nothing explains yet: beyond the controls' share, and too few to be
     * sure, or without controls. No harm, and no proof of health either.
     */
    public int sleepersOpen() {
        return beyondControls() - sleepersHarmed();
    }

    /** How likely so many or more silent devices are among the exposed by chance alone. */
    double silenceByChance() {
        return Exact.hypergeometricAtLeast(
                exposed, controlsAtRisk, silentSleepers + controlsSilent, silentSleepers);
    }

    /** x_T - n_T x_C / n_C, rounded up, at least 0: what the controls' share does not explain. */
    private int beyondControls() {
        if (controlsAtRisk == 0) {
            return silentSleepers;
        }
        long explained = Math.multiplyExact(controlsSilent, (long) exposed) / controlsAtRisk;
        return (int) Math.max(0, silentSleepers - explained);
    }

    /** This stratum and {@code other} counted as one. */
    StratumHealth with(StratumHealth other) {
        return new StratumHealth(
                stratum,
                exposed + other.exposed,
                confirmed + other.confirmed,
                failed + other.failed,
                reverted + other.reverted,
                silentAlways + other.silentAlways,
                silentSleepers + other.silentSleepers,
                stalled + other.stalled,
                unresolved + other.unresolved,
                writtenOff + other.writtenOff,
                controlsAtRisk + other.controlsAtRisk,
                controlsSilent + other.controlsSilent);
    }

    StratumHealth named(Stratum name) {
        return new StratumHealth(
                name,
                exposed,
                confirmed,
                failed,
                reverted,
                silentAlways,
                silentSleepers,
                stalled,
                unresolved,
                writtenOff,
                controlsAtRisk,
                controlsSilent);
    }
}
