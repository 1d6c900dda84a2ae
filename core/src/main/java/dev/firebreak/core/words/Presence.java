package dev.firebreak.core.words;

/** How a device is expected to be heard. */
public enum Presence {
    /** On around the clock: silence counts at once. */
    ALWAYS,
    /** Sleeps at times: silence counts as far as it exceeds that of concurrent controls. */
    SLEEPS
}
