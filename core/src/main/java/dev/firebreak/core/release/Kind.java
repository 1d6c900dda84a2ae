package dev.firebreak.core.release;

import java.time.Duration;

/** What kind of thing a release is; every kind makes the whole journey. */
public enum Kind {
    CONTENT(false, 0),
    CONFIG(false, 0),
    AGENT(true, 10),
    DRIVER(true, 10),
    FIRMWARE(true, 20),
    OS(true, 30);

    private final boolean restarts;
    private final Duration installing;

    Kind(boolean restarts, long minutes) {
        this.restarts = restarts;
        this.installing = Duration.ofMinutes(minutes);
    }

    /**
     * How long a device may be at work on it without a word before its silence counts (decision
     * 10): a table until there are install times to learn from (ADR 0015).
     */
    public Duration installing() {
        return installing;
    }

    /** Whether success before a restart is only a claim. */
    public boolean needsRestart() {
        return restarts;
    }
}
