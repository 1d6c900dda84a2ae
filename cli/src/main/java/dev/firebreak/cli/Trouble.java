package dev.firebreak.cli;

/**
 * Why a command cannot do what it was asked: one or two lines that say what was expected, what came
 * and what to do, and the exit code that goes with them.
 */
public final class Trouble extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Exit exit;

    public Trouble(Exit exit, String message) {
        super(message);
        this.exit = exit;
    }

    public Trouble(Exit exit, String message, Throwable cause) {
        super(message, cause);
        this.exit = exit;
    }

    /** Wrong words on the command line, or a file that says something impossible. */
    public static Trouble usage(String message) {
        return new Trouble(Exit.USAGE, message);
    }

    /** How the process ends because of it. */
    public Exit exit() {
        return exit;
    }

    /** What the person reads. */
    public String line() {
        return String.valueOf(getMessage());
    }
}
