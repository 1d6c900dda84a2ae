package dev.firebreak.core.words;

/**
 * What the software on a device can prove about itself.
 *
 * @param saysBootId it reports an id that changes with every boot
 * @param saysVersion it reports the version that it runs
 * @param reportsAfterRestart its success report comes only from the life after the restart
 */
public record ClientTraits(boolean saysBootId, boolean saysVersion, boolean reportsAfterRestart) {
    /** Nothing is known of the client: its word proves nothing but that it was heard. */
    public static final ClientTraits UNKNOWN = new ClientTraits(false, false, false);

    /** Whether it can show that it came back from a restart. */
    public boolean provesRestart() {
        return saysBootId || reportsAfterRestart;
    }
}
