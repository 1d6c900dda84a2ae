package dev.firebreak.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firebreak.cli.Terminal;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** How a server is asked for; none is started here. */
final class UpVerbTest {
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final List<ServerStart.Wanted> wanted = new ArrayList<>();

    @TempDir private Path folder;

    @Test
    void anOptionIsStrongerThanAVariableAndThatThanTheFile() throws IOException {
        Files.writeString(
                folder.resolve("firebreak.yaml"),
                "port: 9001\nhost: 127.0.0.9\ndata: kept\ntimeFactor: 7\n");
        assertThat(run(Map.of("FIREBREAK_HOST", "127.0.0.8"), "--port", "9003")).isEqualTo(1);
        assertThat(wanted)
                .containsExactly(
                        new ServerStart.Wanted(folder.resolve("kept"), "127.0.0.8", 9003, 7));
    }

    @Test
    void withoutAWordItListensOnThisMachineOnly() {
        assertThat(run(Map.of())).isEqualTo(1);
        assertThat(wanted)
                .containsExactly(
                        new ServerStart.Wanted(
                                folder.resolve("firebreak-data"), "127.0.0.1", 8080, 1));
    }

    @Test
    void proxiesComeAsAListFromTheFileOrInOneWord() throws IOException {
        Files.writeString(
                folder.resolve("firebreak.yaml"),
                "trustedProxies: [10.0.0.0/8, 192.0.2.7]\nproxyAuthorities: nobody\n");
        assertThat(run(Map.of("FIREBREAK_PROXY_AUTHORITIES", "ab:cd, 12:34"))).isEqualTo(1);
        assertThat(wanted)
                .containsExactly(
                        new ServerStart.Wanted(
                                folder.resolve("firebreak-data"),
                                "127.0.0.1",
                                8080,
                                1,
                                false,
                                List.of("10.0.0.0/8", "192.0.2.7"),
                                List.of("ab:cd", "12:34")));
        Files.writeString(folder.resolve("firebreak.yaml"), "trustedProxies: {a: b}\n");
        assertThat(run(Map.of())).isEqualTo(2);
        assertThat(told()).contains("expected a word or a list of words for 'trustedProxies'");
    }

    @Test
    void whatThisVersionDoesNotHaveIsRefusedAndNothingIsStarted() throws IOException {
        assertThat(run(Map.of(), "--database", "jdbc:postgresql://db/firebreak")).isEqualTo(2);
        assertThat(told()).startsWith("expected no --database, found 'jdbc:");
        assertThat(run(Map.of(), "--demo")).isEqualTo(2);
        assertThat(told()).contains("run 'firebreak demo'");
        Files.writeString(folder.resolve("firebreak.yaml"), "database: x\n");
        assertThat(run(Map.of())).isEqualTo(2);
        assertThat(wanted).isEmpty();
    }

    @Test
    void wrongWordsAreWrongUsage() {
        assertThat(run(Map.of(), "--port", "http")).isEqualTo(2);
        assertThat(told())
                .isEqualTo("expected a whole number for --port, found 'http': correct it\n");
        assertThat(run(Map.of(), "--port", "70000")).isEqualTo(2);
        assertThat(told()).isEqualTo("expected a smaller port\n");
    }

    @Test
    void aFolderThatCannotBeHadIsToldInWords() {
        assertThat(run(Map.of(), "--data", "none")).isEqualTo(1);
        assertThat(told())
                .startsWith("expected a folder to write in, found that none cannot be")
                .contains("--data");
    }

    @Test
    void theHelpNamesEachValueAndNoServerIsNeeded() {
        assertThat(run(Map.of(), "--help")).isZero();
        assertThat(told())
                .contains("--port=PORT")
                .contains("--data=DIR")
                .doesNotContain("=<")
                .doesNotContain("cannot be reached");
    }

    private int run(Map<String, String> environment, String... args) {
        err.reset();
        var words = new ArrayList<>(List.of("up"));
        words.addAll(Arrays.asList(args));
        var stream = new PrintStream(err, true, StandardCharsets.UTF_8);
        return new Firebreak(Terminal.of(stream, stream), new Surroundings(environment, folder))
                .starting(this::refuse)
                .run(words);
    }

    private ServerStart.Started refuse(ServerStart.Wanted asked) throws IOException {
        wanted.add(asked);
        if (asked.port() > 65_535) {
            throw new IllegalArgumentException("expected a smaller port");
        }
        if (asked.data().endsWith("none")) {
            throw new NoSuchFileException("none");
        }
        throw new IOException("not here");
    }

    private String told() {
        return err.toString(StandardCharsets.UTF_8);
    }
}
