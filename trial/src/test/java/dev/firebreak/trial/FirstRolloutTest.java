package dev.firebreak.trial;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * docs/first-rollout.md, carried out word for word: its files are saved, its commands run in one
 * shell one after the other, and each line after {@code # →} is looked for in what its block said.
 */
@Tag("slow")
final class FirstRolloutTest {
    private static final Path PAGE = Path.of("..", "docs", "first-rollout.md");
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```(\\w+)\n(.*?)^```$");
    private static final Pattern FILE_NAME = Pattern.compile("# ([a-z0-9.-]+)");
    private static final String EXPECTED = "# → ";
    private static final String END = "@@ end of block ";
    private static final String PORT_OF_THE_PAGE = "8080";
    private static final int PATIENCE_MINUTES = 8;

    @TempDir private Path folder;

    @Test
    void thePageDoesWhatItSays() throws IOException, InterruptedException {
        var blocks = new ArrayList<String>();
        var matcher = BLOCK.matcher(Files.readString(PAGE));
        while (matcher.find()) {
            switch (matcher.group(1)) {
                case "bash" -> blocks.add(matcher.group(2));
                case "yaml" -> save(matcher.group(2));
                default -> throw new AssertionError("expected bash or yaml: " + matcher.group());
            }
        }
        assertThat(blocks).as("blocks of commands").hasSizeGreaterThan(8);
        var said = run(blocks);
        var wrong = new ArrayList<String>();
        for (int i = 0; i < blocks.size(); i++) {
            int from = i == 0 ? 0 : said.indexOf(END + i);
            int to = said.indexOf(END + (i + 1) + "\n");
            assertThat(to).as("block %d ends; all that was said:\n%s", i + 1, said).isPositive();
            wrong.addAll(missing(blocks.get(i), said.substring(from, to)));
        }
        assertThat(wrong).as("lines that nothing said; all that was said:\n%s", said).isEmpty();
    }

    private void save(String text) throws IOException {
        var name = FILE_NAME.matcher(text);
        assertThat(name.lookingAt()).as("a file begins with its name:\n%s", text).isTrue();
        Files.writeString(folder.resolve(name.group(1)), text);
    }

    /** What the commands said, with a line after each block. */
    private String run(List<String> blocks) throws IOException, InterruptedException {
        var port = Integer.toString(Jvm.freePort());
        var script = new StringBuilder("set -euo pipefail\ntrap 'kill $(jobs -p) || true' EXIT\n");
        for (int i = 0; i < blocks.size(); i++) {
            script.append(blocks.get(i).replace(PORT_OF_THE_PAGE, port));
            script.append("\necho \"").append(END).append(i + 1).append("\"\n");
        }
        Files.writeString(folder.resolve("page.sh"), script);
        var output = folder.resolve("page.log");
        var shell = new ProcessBuilder("bash", "page.sh").directory(folder.toFile());
        shell.environment().put("PATH", bin() + ":" + System.getenv("PATH"));
        var process = shell.redirectErrorStream(true).redirectOutput(output.toFile()).start();
        var ended = process.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES);
        if (!ended) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly().waitFor();
        }
        return Files.readString(output);
    }

    /** A folder with {@code firebreak} in it, as the script at the root runs it. */
    private Path bin() throws IOException {
        var bin = Files.createDirectory(folder.resolve("bin"));
        var command = bin.resolve("firebreak");
        Files.writeString(
                command,
                """
                #!/bin/sh
                case $1 in
                    up) exec %s "$@" ;;
                    *) exec %s "$@" ;;
                esac
                """
                        .formatted(quoted(Jvm.server(List.of())), quoted(Jvm.command(List.of()))));
        Files.setPosixFilePermissions(command, PosixFilePermissions.fromString("rwxr-xr-x"));
        return bin;
    }

    private static String quoted(List<String> words) {
        return words.stream().map(word -> "'" + word + "'").collect(Collectors.joining(" "));
    }

    /** The expectations of {@code block} that no line of {@code said} meets. */
    private static List<String> missing(String block, String said) {
        return block.lines()
                .filter(line -> line.startsWith(EXPECTED))
                .map(line -> line.substring(EXPECTED.length()))
                .filter(expected -> said.lines().noneMatch(line -> meets(line, expected)))
                .toList();
    }

    /** Whether {@code line} has the parts of {@code expected} in their order. */
    private static boolean meets(String line, String expected) {
        int at = 0;
        for (var part : expected.split("…", -1)) {
            int found = line.indexOf(part, at);
            if (found < 0) {
                return false;
            }
            at = found + part.length();
        }
        return true;
    }
}
