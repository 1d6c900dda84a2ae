package dev.firebreak.server.loop;

/**
 * What was asked for is not durable, so nothing may be told as done (503). After a restart it may
 * be there all the same: a write that failed may have reached the disk.
 */
public class NotDurable extends Exception {
    private static final long serialVersionUID = 1L;

    private final boolean inForce;

    /**
     * @param message why, and what to do
     * @param inForce whether it is a stop that holds as long as this process lives
     */
    public NotDurable(String message, boolean inForce) {
        super(message);
        this.inForce = inForce;
    }

    /** Whether it is a stop that is in force, but would not survive a restart. */
    public boolean inForce() {
        return inForce;
    }

    @Override
    public String getMessage() {
        var message = super.getMessage();
        return message == null ? "" : message;
    }
}
