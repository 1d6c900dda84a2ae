package dev.firebreak.cli.command;

import dev.firebreak.cli.Terminal;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The tool in a folder, without a terminal; what it wrote last. */
final class Tool {
    /** Nobody may listen there: the port is reserved. */
    static final String NOBODY = "http://127.0.0.1:1";

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final Path folder;

    Tool(Path folder) {
        this.folder = folder;
    }

    /** Runs one command line, of which there is no server; the exit code. */
    int run(String... args) {
        out.reset();
        err.reset();
        return firebreak().run(List.of(args));
    }

    Firebreak firebreak() {
        return new Firebreak(
                Terminal.of(
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8)),
                new Surroundings(Map.of("FIREBREAK_SERVER", NOBODY), folder));
    }

    String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    String err() {
        return err.toString(StandardCharsets.UTF_8);
    }
}
