package dev.firebreak.cli;

import java.io.PrintStream;

/**
 * The only class that touches the process's standard streams: what a program reads goes to standard
 * output, what a person reads to standard error.
 */
public final class Terminal {
    private final PrintStream out;
    private final PrintStream err;

    private Terminal(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    /** The streams that the process was started with. */
    public static Terminal ofProcess() {
        return new Terminal(System.out, System.err);
    }

    /** A terminal that writes to the given streams, for tests and embedding. */
    public static Terminal of(PrintStream out, PrintStream err) {
        return new Terminal(out, err);
    }

    /** Writes one line of result. */
    public void result(String line) {
        out.println(line);
        out.flush();
    }

    /** Tells a person something; never part of the result. */
    public void say(String line) {
        err.println(line);
        err.flush();
    }

    /** The stream for results. */
    public PrintStream out() {
        return out;
    }

    /** The stream for people. */
    public PrintStream err() {
        return err;
    }
}
