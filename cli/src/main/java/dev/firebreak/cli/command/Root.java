package dev.firebreak.cli.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

import java.util.Optional;

/** The word {@code firebreak} itself, with the options that every verb takes. */
@Command(
        name = "firebreak",
        description = "Ships updates so that a bad one harms dozens of machines, not millions.",
        mixinStandardHelpOptions = true,
        scope = ScopeType.INHERIT,
        versionProvider = Root.Version.class,
        synopsisSubcommandLabel = "COMMAND",
        usageHelpAutoWidth = false,
        sortOptions = false)
final class Root {
    /** In which form a result is written. */
    enum Output {
        text,
        json,
        yaml
    }

    @Option(
            names = "--server",
            scope = ScopeType.INHERIT,
            paramLabel = "URL",
            description = "which server (default: http://127.0.0.1:8080)")
    Optional<String> server = Optional.empty();

    @Option(
            names = "--token",
            scope = ScopeType.INHERIT,
            paramLabel = "SECRET",
            description = "who asks; better in FIREBREAK_TOKEN, where no process list shows it")
    Optional<String> token = Optional.empty();

    @Option(
            names = "--token-file",
            scope = ScopeType.INHERIT,
            paramLabel = "FILE",
            description =
                    "a file with the token (default for a server on this machine:"
                            + " firebreak-data/admin.token)")
    Optional<String> tokenFile = Optional.empty();

    @Option(
            names = {"-o", "--output"},
            scope = ScopeType.INHERIT,
            paramLabel = "FORMAT",
            description = "text, json or yaml")
    Optional<String> output = Optional.empty();

    @Option(
            names = "--json",
            scope = ScopeType.INHERIT,
            description = "as -o json: the last line of standard output is one JSON object")
    boolean json;

    @Option(names = "--quiet", scope = ScopeType.INHERIT, description = "results only")
    boolean quiet;

    @Option(
            names = "--plain",
            scope = ScopeType.INHERIT,
            description = "no cursor movement, no colour: one line for each change")
    boolean plain;

    @Option(names = "--no-color", scope = ScopeType.INHERIT, description = "no colour")
    boolean noColor;

    @Option(
            names = "--yes",
            scope = ScopeType.INHERIT,
            description = "do not ask before what cannot be undone")
    boolean yes;

    /** The version in the jar's manifest; classes outside a jar have none. */
    static final class Version implements picocli.CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"firebreak " + current()};
        }

        static String current() {
            return Optional.ofNullable(Root.class.getPackage().getImplementationVersion())
                    .orElse("development");
        }
    }
}
