package dev.firebreak.cli.command;

import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What is wrong with a command line, in the words of all our messages. */
final class Wrong {
    /** A slip of the finger or two. */
    private static final int NEAR = 2;

    /** Commands that are promised, and not there: nobody shall look for the slip of the finger. */
    private static final Set<String> LATER = Set.of("notify", "sim", "lab", "bench");

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

    /** Whether a command was left out, not written wrong. */
    static boolean isNone(ParameterException e) {
        return String.valueOf(e.getMessage()).startsWith("Missing required subcommand");
    }

    private static String unknown(UnmatchedArgumentException e) {
        var command = e.getCommandLine();
        var word = e.getUnmatched().getFirst();
        if (command.getParent() == null && LATER.contains(word)) {
            return "expected a command of 'firebreak', found '%s': this version has none yet"
                    .formatted(word);
        }
        var known = new ArrayList<>(command.getSubcommands().keySet());
        if (word.startsWith("-")) {
            known.clear();
            command.getCommandSpec().options().forEach(option -> known.add(option.longestName()));
        }
        var near = known.stream().filter(other -> changes(word, other) <= NEAR).toList();
        return "expected %s, found '%s': %s"
                .formatted(
                        expected(command, word),
                        word,
                        near.isEmpty()
                                ? "correct it, or leave it out"
                                : "did you mean " + String.join(" or ", near) + "?");
    }

    private static String expected(CommandLine command, String word) {
        var name = command.getCommandSpec().qualifiedName();
        if (word.startsWith("-")) {
            return "an option of '%s'".formatted(name);
        }
        return command.getSubcommands().isEmpty()
                ? "no further word after '%s'".formatted(name)
                : "a command of '%s'".formatted(name);
    }

    /** How many letters must be changed, left out or put in to make one word of the other. */
    static int changes(String one, String other) {
        var before = new int[other.length() + 1];
        Arrays.setAll(before, i -> i);
        for (int i = 1; i <= one.length(); i++) {
            var now = new int[other.length() + 1];
            now[0] = i;
            for (int j = 1; j <= other.length(); j++) {
                int same = one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1;
                now[j] = Math.min(before[j - 1] + same, Math.min(before[j], now[j - 1]) + 1);
            }
            before = now;
        }
        return before[other.length()];
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
        if (e.getArgSpec() != null && e.getValue() != null) {
            return "expected a whole number for %s, found '%s': correct it"
                    .formatted(name(e.getArgSpec()), e.getValue());
        }
        var message = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
        return isNone(e)
                ? "expected a command of '%s', found none: choose one"
                        .formatted(e.getCommandLine().getCommandSpec().qualifiedName())
                : message;
    }

    private static String name(ArgSpec spec) {
        return spec instanceof OptionSpec option
                ? option.longestName() + " " + option.paramLabel()
                : spec.paramLabel();
    }
}
