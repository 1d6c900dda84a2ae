package dev.firebreak.cli.command;

import dev.firebreak.cli.Exit;

import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/** {@code completion}: a script for the shell, made from the verbs themselves. */
@Exits(Exit.DONE)
@Command(
        name = "completion",
        description = {
            "prints a completion script for a shell",
            "bash: source <(firebreak completion bash); fish: firebreak completion fish | source"
        })
final class CompletionVerb implements Callable<Integer> {
    /** The shells that there is a script for. */
    enum Shell {
        bash,
        zsh,
        fish
    }

    private final Session session;
    private final Firebreak firebreak;

    @Parameters(paramLabel = "SHELL", description = "one of ${COMPLETION-CANDIDATES}")
    private Shell shell = Shell.bash;

    CompletionVerb(Session session, Firebreak firebreak) {
        this.session = session;
        this.firebreak = firebreak;
    }

    @Override
    public Integer call() {
        var line = firebreak.line();
        session.terminal()
                .draw(
                        switch (shell) {
                            // picocli's script looks for zsh itself and loads bashcompinit there
                            case bash, zsh -> AutoComplete.bash("firebreak", line);
                            case fish -> fish(line);
                        });
        return Exit.DONE.code();
    }

    private static String fish(CommandLine line) {
        var lines = new ArrayList<String>();
        lines.add("complete -c firebreak -f");
        options(line, "", lines);
        for (var group : line.getSubcommands().entrySet()) {
            lines.add(fish("__fish_use_subcommand", group.getKey(), described(group.getValue())));
            options(group.getValue(), "__fish_seen_subcommand_from " + group.getKey(), lines);
            var verbs = group.getValue().getSubcommands();
            for (var verb : verbs.entrySet()) {
                lines.add(
                        fish(
                                "__fish_seen_subcommand_from %s; and not __fish_seen_subcommand_from %s"
                                        .formatted(
                                                group.getKey(), String.join(" ", verbs.keySet())),
                                verb.getKey(),
                                described(verb.getValue())));
                options(
                        verb.getValue(),
                        "__fish_seen_subcommand_from %s; and __fish_seen_subcommand_from %s"
                                .formatted(group.getKey(), verb.getKey()),
                        lines);
            }
        }
        return String.join("\n", lines) + "\n";
    }

    private static void options(CommandLine line, String when, List<String> lines) {
        for (var option : line.getCommandSpec().options()) {
            if (option.inherited()) {
                continue;
            }
            lines.add(
                    "complete -c firebreak%s -l %s%s -d %s"
                            .formatted(
                                    when.isEmpty() ? "" : " -n '" + when + "'",
                                    option.longestName().replaceFirst("^-+", ""),
                                    option.arity().max() > 0 ? " -r" : "",
                                    quoted(String.join(" ", option.description()))));
        }
    }

    private static String fish(String when, String word, String description) {
        return "complete -c firebreak -n '%s' -a %s -d %s"
                .formatted(when, word, quoted(description));
    }

    private static String described(CommandLine verb) {
        return String.join("; ", verb.getCommandSpec().usageMessage().description());
    }

    private static String quoted(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }
}
