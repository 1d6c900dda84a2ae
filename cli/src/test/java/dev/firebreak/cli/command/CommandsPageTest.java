package dev.firebreak.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firebreak.cli.Exit;
import dev.firebreak.cli.demo.DemoVerb;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** docs/cli.md tells the tool as it is: nothing is missing there, and nothing is stale. */
final class CommandsPageTest {
    private static final Path PAGE = Path.of("..", "docs", "cli.md");
    private static final Pattern HEAD = Pattern.compile("(?m)^### `([^`]+)`$");
    private static final Pattern ROW = Pattern.compile("(?m)^- `--([a-z-]+)`: (.+)$");
    private static final Pattern CODE = Pattern.compile("(?m)^\\| ([0-9]+) \\| (.+) \\|$");
    private static final Pattern EXAMPLE = Pattern.compile("(?m)^Example: `firebreak (.+)`$");
    private static final Pattern WORD = Pattern.compile("'([^']*)'|[^ ']+");
    private static final String GLOBAL = "## Options of every command";

    @TempDir private Path folder;

    @Test
    void everyCommandHasItsPlaceAndNoneIsStale() throws IOException {
        assertThat(sections().keySet()).containsExactlyElementsOf(commands().keySet());
    }

    @Test
    void everyOptionIsToldAsTheToolTellsIt() throws IOException {
        var sections = sections();
        commands()
                .forEach(
                        (name, command) ->
                                assertThat(rows(sections.getOrDefault(name, "")))
                                        .as("the options of " + name)
                                        .isEqualTo(options(command.getCommandSpec())));
        var page = Files.readString(PAGE);
        var global = page.substring(page.indexOf(GLOBAL), page.indexOf("## Commands"));
        assertThat(rows(global)).isEqualTo(options(line().getCommandSpec()));
    }

    @Test
    void everyCommandHasAnExampleThatTheToolTakes() throws IOException {
        var wrong = new ArrayList<String>();
        sections()
                .forEach(
                        (name, text) -> {
                            var example = EXAMPLE.matcher(text);
                            if (!example.find()
                                    || !(example.group(1) + " ").startsWith(name + " ")) {
                                wrong.add(name + ": expected an example, found none");
                                return;
                            }
                            try {
                                line().parseArgs(words(example.group(1)));
                            } catch (ParameterException e) {
                                wrong.add(name + ": " + e.getMessage());
                            }
                        });
        assertThat(wrong).isEmpty();
    }

    @Test
    void everyExitCodeIsTold() throws IOException {
        var told = new TreeMap<Integer, String>();
        var code = CODE.matcher(Files.readString(PAGE));
        while (code.find()) {
            told.put(Integer.valueOf(code.group(1)), code.group(2));
        }
        var there = new TreeMap<Integer, String>();
        Arrays.stream(Exit.values()).forEach(exit -> there.put(exit.code(), exit.meaning()));
        assertThat(told).isEqualTo(there);
    }

    private CommandLine line() {
        return new Tool(folder).firebreak().with("demo", DemoVerb::new).line();
    }

    /** Every command that does something by itself, by its words. */
    private Map<String, CommandLine> commands() {
        var found = new TreeMap<String, CommandLine>();
        below(line())
                .filter(
                        command ->
                                command.getSubcommands().isEmpty()
                                        || command.getCommand() instanceof HoldVerbs)
                .forEach(
                        command ->
                                found.put(
                                        command.getCommandSpec()
                                                .qualifiedName()
                                                .replaceFirst("^firebreak ", ""),
                                        command));
        return found;
    }

    private static Stream<CommandLine> below(CommandLine line) {
        return line.getSubcommands().values().stream()
                .flatMap(command -> Stream.concat(Stream.of(command), below(command)));
    }

    private static Map<String, String> options(CommandSpec spec) {
        var found = new TreeMap<String, String>();
        for (var option : spec.options()) {
            var help = option.usageHelp() || option.versionHelp();
            if (!option.inherited() && !help) {
                found.put(
                        option.longestName().replaceFirst("^--", ""),
                        String.join(" ", option.description()));
            }
        }
        return found;
    }

    private static Map<String, String> sections() throws IOException {
        var page = Files.readString(PAGE);
        var found = new TreeMap<String, String>();
        var head = HEAD.matcher(page);
        while (head.find()) {
            int next = page.indexOf("\n### ", head.end());
            found.put(head.group(1), page.substring(head.end(), next < 0 ? page.length() : next));
        }
        return found;
    }

    private static Map<String, String> rows(String text) {
        var found = new TreeMap<String, String>();
        var row = ROW.matcher(text);
        while (row.find()) {
            found.put(row.group(1), row.group(2));
        }
        return found;
    }

    private static String[] words(String example) {
        var words = new ArrayList<String>();
        var word = WORD.matcher(example.replaceFirst(" > .*$", ""));
        while (word.find()) {
            words.add(word.group().replace("'", ""));
        }
        return List.copyOf(words).toArray(String[]::new);
    }
}
