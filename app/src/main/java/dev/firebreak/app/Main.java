package dev.firebreak.app;

import dev.firebreak.cli.Terminal;

import java.util.List;
import java.util.Optional;

/** The entry of the one jar. Exit codes: 0 done, 2 wrong usage. */
public final class Main {
    private static final int WRONG_USAGE = 2;

    private Main() {}

    /** Runs one command and ends the process with its exit code. */
    public static void main(String[] args) {
        System.exit(run(List.of(args), Terminal.ofProcess()));
    }

    static int run(List<String> args, Terminal terminal) {
        if (args.equals(List.of("version"))) {
            terminal.result("firebreak " + version());
            return 0;
        }
        terminal.say("expected a command, found %s: try 'firebreak version'".formatted(args));
        return WRONG_USAGE;
    }

    /** The version in the manifest; classes outside a jar have none. */
    private static String version() {
        return Optional.ofNullable(Main.class.getPackage().getImplementationVersion())
                .orElse("development");
    }
}
