package dev.firebreak.core.device;

/**
 * Where one exposure stands; it is in exactly one of these from the grant on, and never dropped.
 */
public enum ExposureState {
    /** Granted; the device has said nothing of it yet. */
    OFFERED,
    /** It reported, or asked for the first byte. */
    ACCEPTED,
    /** It reported success; its soak runs. */
    INSTALLED,
    /** Heard through the soak, proved what could be proved: the only good end. */
    CONFIRMED,
    /** Not installed in time, and heard. */
    STALLED,
    /** It said so, or contradicted its own success. */
    FAILED,
    /** It was expected to be heard and was not; harm until it is heard. */
    SILENT,
    /** Back on what it ran before. */
    REVERTED,
    /** Told to drop the offer; it may still install. */
    WITHDRAWING,
    /** Proved not to have installed. */
    WITHDRAWN,
    /** Given up by two people; stays bad in every statistic. */
    WRITTEN_OFF;

    /** Whether it is still on its way: neither good nor bad yet. */
    public boolean inFlight() {
        return switch (this) {
            case OFFERED, ACCEPTED, INSTALLED, STALLED, WITHDRAWING -> true;
            case CONFIRMED, FAILED, SILENT, REVERTED, WITHDRAWN, WRITTEN_OFF -> false;
        };
    }
}
