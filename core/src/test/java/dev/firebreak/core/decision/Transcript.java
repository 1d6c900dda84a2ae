package dev.firebreak.core.decision;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * A test that reads like minutes: paragraphs of commands, a line {@code ----}, and what they were
 * answered. {@code #} begins a remark. {@code -Drewrite} puts the answers of today in the place of
 * those in the file: read the difference before it is committed.
 */
final class Transcript {
    private static final String RULE = "----";
    private static final int WIDTH = 100;
    private static final String INDENT = " ".repeat(13);

    /** Commands that are answered together. */
    private record Paragraph(List<String> asked) {
        String played(UnaryOperator<String> answer) {
            var answers =
                    asked.stream()
                            .filter(line -> !line.startsWith("#"))
                            .map(answer)
                            .flatMap(String::lines)
                            .map(Transcript::wrapped)
                            .collect(Collectors.joining());
            return String.join("\n", asked) + "\n" + RULE + "\n" + answers;
        }
    }

    private Transcript() {}

    /** The line, broken where it is wider than a page; what follows is indented. */
    private static String wrapped(String line) {
        var rest = line;
        var out = new StringBuilder();
        while (rest.length() > WIDTH) {
            int space = rest.lastIndexOf(' ', WIDTH);
            if (space <= INDENT.length()) {
                break;
            }
            out.append(rest, 0, space).append('\n');
            rest = INDENT + rest.substring(space + 1);
        }
        return out.append(rest).append('\n').toString();
    }

    /** Plays {@code file}; each answer is empty or lines that end in a line feed. */
    static void play(Path file, UnaryOperator<String> answer) throws IOException {
        var written = Files.readString(file);
        var played =
                paragraphs(file, written).stream()
                        .map(paragraph -> paragraph.played(answer))
                        .collect(Collectors.joining("\n"));
        if (System.getProperty("rewrite") != null) {
            Files.writeString(file, played);
            return;
        }
        assertEquals(
                written,
                played,
                file.getFileName() + ": if the new answers are right, run with -Drewrite");
    }

    private static List<Paragraph> paragraphs(Path file, String text) {
        var found = new ArrayList<Paragraph>();
        for (var block : text.strip().split("\n\n+", -1)) {
            var asked = block.lines().takeWhile(line -> !line.equals(RULE)).toList();
            if (asked.size() == block.lines().count()) {
                throw new IllegalArgumentException(
                        "%s: expected a line '%s' in the paragraph '%s', found none: add it"
                                .formatted(file.getFileName(), RULE, asked.getFirst()));
            }
            found.add(new Paragraph(asked));
        }
        return found;
    }
}
