package dev.firebreak.cli.command;

import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

import java.util.ArrayList;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** What is wrong with a command line, in the words of all our messages. */
final class Wrong {
    private Wrong() {}

    static String told(ParameterException e) {
        return switch (e) {
            case UnmatchedArgumentException more -> unknown(more);
            case MissingParameterException missing when !missing.getMissing().isEmpty() ->
                    "expected %s, found nothing there: add it"
                            .formatted(
                                    missing.getMissing().stream()
                                            .map(Wrong::name)
                                            .collect(Collectors.joining(" and ")));
            case MissingParameterException _ -> plain(e);
            default -> chosen(e).orElseGet(() -> plain(e));
        };
    }

    private static String unknown(UnmatchedArgumentException e) {
        var groups = !e.getCommandLine().getSubcommands().isEmpty();
        var near = e.getSuggestions();
        return "expected %s, found '%s': %s"
                .formatted(
                        groups ? "a command" : "no such word",
                        e.getUnmatched().getFirst(),
                        near.isEmpty()
                                ? "correct it, or leave it out"
                                : "did you mean " + String.join(" or ", near) + "?");
    }

    /** A value that is none of the few there are. */
    private static Optional<String> chosen(ParameterException e) {
        var there = new ArrayList<String>();
        Optional.ofNullable(e.getArgSpec())
                .flatMap(option -> Optional.ofNullable(option.completionCandidates()))
                .ifPresent(
                        words -> words.forEach(word -> there.add(word.toLowerCase(Locale.ROOT))));
        return there.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        "expected one of %s for %s, found '%s': choose one"
                                .formatted(
                                        String.join(", ", there),
                                        name(e.getArgSpec()),
                                        e.getValue()));
    }

    private static String plain(ParameterException e) {
        var message = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
        return message.startsWith("Missing required subcommand")
                ? "expected a command, found none: choose one"
                : message;
    }

    private static String name(ArgSpec spec) {
        return spec instanceof OptionSpec option
                ? option.longestName() + " " + option.paramLabel()
                : spec.paramLabel();
    }
}
