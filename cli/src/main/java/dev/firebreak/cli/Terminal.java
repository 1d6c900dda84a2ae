package dev.firebreak.cli;

import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The only class that touches the process's standard streams: what a program reads goes to standard
 * output, what a person reads to standard error. Both are UTF-8 whatever the locale, so that a
 * program reads the same bytes everywhere.
 */
public final class Terminal {
    /** What a terminal shows at once. */
    private record Size(int rows, int columns) {}

    private static final int USUAL_WIDTH = 80;
    private static final int USUAL_HEIGHT = 24;
    private static final int LOWEST = 10;
    private static final int NARROWEST = 40;
    private static final int WIDEST = 400;

    private final PrintStream out;
    private final PrintStream err;
    private final Optional<Console> console;

    private Terminal(PrintStream out, PrintStream err, Optional<Console> console) {
        this.out = out;
        this.err = err;
        this.console = console;
    }

    /** The streams that the process was started with. */
    public static Terminal ofProcess() {
        return new Terminal(
                stream(FileDescriptor.out),
                stream(FileDescriptor.err),
                Optional.ofNullable(System.console()).filter(Console::isTerminal));
    }

    /** A terminal that writes to the given streams and has nobody in front, for tests. */
    public static Terminal of(PrintStream out, PrintStream err) {
        return new Terminal(out, err, Optional.empty());
    }

    /** Whether a person sits in front of it: input and output are a terminal. */
    public boolean interactive() {
        return console.isPresent();
    }

    /** Asks the person in front; nothing if nobody sits there or the input ended. */
    public Optional<String> ask(String question) {
        return console.flatMap(
                person -> Optional.ofNullable(person.readLine("%s", question)).map(String::strip));
    }

    /** How many columns a line may have; 80 where nobody can say. */
    public int width(Optional<String> columns) {
        return columns.flatMap(Terminal::number)
                .or(() -> measured().map(Size::columns))
                .map(found -> Math.clamp(found, NARROWEST, WIDEST))
                .orElse(USUAL_WIDTH);
    }

    /** How many lines are seen at once; 24 where nobody can say. */
    public int height(Optional<String> lines) {
        return lines.flatMap(Terminal::number)
                .or(() -> measured().map(Size::rows))
                .map(found -> Math.max(found, LOWEST))
                .orElse(USUAL_HEIGHT);
    }

    /** Writes one line of result. */
    public void result(String line) {
        out.println(line);
        out.flush();
    }

    /** Writes a part of a picture that is drawn in place. */
    public void draw(String text) {
        out.print(text);
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

    /** Only the terminal's driver knows; {@code stty} asks it. */
    private Optional<Size> measured() {
        if (console.isEmpty()) {
            return Optional.empty();
        }
        try {
            var stty =
                    new ProcessBuilder("stty", "size")
                            .redirectInput(ProcessBuilder.Redirect.INHERIT)
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start();
            try (var said = stty.inputReader(StandardCharsets.US_ASCII)) {
                var line = Optional.ofNullable(said.readLine()).orElse("");
                if (!stty.waitFor(1, TimeUnit.SECONDS)) {
                    stty.destroy();
                }
                var words = line.split(" ", -1);
                return words.length == 2
                        ? number(words[0])
                                .flatMap(
                                        rows ->
                                                number(words[1])
                                                        .map(columns -> new Size(rows, columns)))
                        : Optional.empty();
            }
        } catch (IOException e) {
            return Optional.empty(); // no stty here: the usual width does
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    private static Optional<Integer> number(String text) {
        return text.strip().matches("[1-9][0-9]{0,4}")
                ? Optional.of(Integer.valueOf(text.strip()))
                : Optional.empty();
    }

    private static PrintStream stream(FileDescriptor descriptor) {
        return new PrintStream(new FileOutputStream(descriptor), false, StandardCharsets.UTF_8);
    }
}
