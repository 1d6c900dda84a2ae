package dev.firebreak.core.release;

/** What kind of thing a release is; every kind makes the whole journey. */
public enum Kind {
    CONTENT(false),
    CONFIG(false),
    AGENT(true),
    DRIVER(true),
    FIRMWARE(true),
    OS(true);

    private final boolean restarts;

    Kind(boolean restarts) {
        this.restarts = restarts;
    }

    /** Whether success before a restart is only a claim. */
    public boolean needsRestart() {
        return restarts;
    }
}
