package dev.firebreak.app;

import dev.firebreak.cli.Terminal;
import dev.firebreak.cli.command.Firebreak;
import dev.firebreak.cli.command.Surroundings;
import dev.firebreak.cli.demo.DemoVerb;

import java.util.List;

/** The entry of the one jar: the tool, with the verbs that need the server's classes. */
public final class Main {
    private Main() {}

    /** Runs one command and ends the process with its exit code. */
    public static void main(String[] args) {
        System.exit(run(List.of(args), Terminal.ofProcess()));
    }

    static int run(List<String> args, Terminal terminal) {
        return new Firebreak(terminal, Surroundings.ofProcess())
                .reading(Folders::read)
                .starting(Servers::start)
                .with("demo", DemoVerb::new)
                .run(args);
    }
}
