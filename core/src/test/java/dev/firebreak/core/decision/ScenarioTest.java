package dev.firebreak.core.decision;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Tells each story in {@code scenarios/} to a world. After each command a world folded from the
 * facts alone must be the same, and deciding again must give the same facts.
 */
final class ScenarioTest {
    private static final Path SCENARIOS = Path.of("src/test/resources/scenarios");

    static List<Path> stories() throws IOException {
        try (var files = Files.list(SCENARIOS)) {
            return files.sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("stories")
    void goesAsTold(Path file) throws IOException {
        Transcript.play(file, new Story()::tell);
    }
}
