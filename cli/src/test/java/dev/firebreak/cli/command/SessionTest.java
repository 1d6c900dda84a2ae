package dev.firebreak.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;

import dev.firebreak.cli.Terminal;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** Who asks, where several could: the nearest word counts. */
final class SessionTest {
    private static final byte[] NONE = "{\"items\":[]}".getBytes(StandardCharsets.UTF_8);

    private final BlockingQueue<String> asked = new LinkedBlockingQueue<>();
    private final Map<String, String> environment = new TreeMap<>();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @TempDir private Path folder;
    private HttpServer server;

    @BeforeEach
    void aServerThatNotesWhoAsks() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(
                "/",
                exchange -> {
                    asked.add(exchange.getRequestHeaders().getFirst("Authorization"));
                    exchange.sendResponseHeaders(200, NONE.length);
                    exchange.getResponseBody().write(NONE);
                    exchange.close();
                });
        server.start();
        environment.put("FIREBREAK_SERVER", "http://127.0.0.1:" + server.getAddress().getPort());
        Files.writeString(folder.resolve("near.token"), "near\n");
        Files.writeString(folder.resolve("far.token"), "far\n");
    }

    @AfterEach
    void noServerIsLeft() {
        server.stop(0);
    }

    @Test
    void aFileNamedOnTheCommandLineIsStrongerThanTheVariable() {
        environment.put("FIREBREAK_TOKEN", "variable");
        assertThat(run("--token-file", "near.token", "release", "list")).isZero();
        assertThat(run("release", "list")).isZero();
        assertThat(run("--token", "word", "--token-file", "near.token", "release", "list"))
                .isZero();
        assertThat(asked).containsExactly("Bearer near", "Bearer variable", "Bearer word");
    }

    @Test
    void aVariableIsStrongerThanTheFileOfSettings() throws IOException {
        Files.writeString(folder.resolve("firebreak.yaml"), "tokenFile: near.token\n");
        assertThat(run("release", "list")).isZero();
        environment.put("FIREBREAK_TOKEN_FILE", "far.token");
        assertThat(run("release", "list")).isZero();
        assertThat(asked).containsExactly("Bearer near", "Bearer far");
    }

    @Test
    void whatIsNotThereIsToldWithTheCommandThatListsIt() {
        environment.put("FIREBREAK_TOKEN", "t");
        assertThat(run("rollout", "show")).isEqualTo(5);
        assertThat(run("release", "show", "ab")).isEqualTo(5);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .isEqualTo(
                        """
                        expected a rollout that is not over, found none: see 'firebreak rollout list'
                        expected a release 'ab' (of a digest at least 4 digits), found none: see \
                        'firebreak release list'
                        """);
    }

    @Test
    void aHoldOverNobodyIsNoted() {
        environment.put("FIREBREAK_TOKEN", "t");
        assertThat(run("hold", "place", "--region", "nroth", "--reason", "storm")).isZero();
        assertThat(err.toString(StandardCharsets.UTF_8))
                .contains("note: no device is in the region 'nroth' now");
    }

    @Test
    void ofSeveralFilesTheWrongOneIsNamed() throws IOException {
        Files.writeString(folder.resolve("plan.yaml"), "plan: x\n");
        var digest = "0".repeat(64);
        assertThat(run("evidence", "sign", digest, "--result", "plan.yaml", "--key", "near.token"))
                .isEqualTo(2);
        Files.writeString(
                folder.resolve("run.json"),
                """
                {"check":"test","result":"PASS","finishedAt":"2026-01-01T00:00:00Z","environments":[],"controls":[]}
                """);
        assertThat(run("evidence", "sign", digest, "--result", "run.json", "--key", "near.token"))
                .isEqualTo(2);
        assertThat(run("evidence", "add", "run.json")).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8).lines())
                .hasSize(3)
                .satisfiesExactly(
                        line ->
                                assertThat(line)
                                        .startsWith("plan.yaml: expected the JSON of a run,"),
                        line -> assertThat(line).startsWith("near.token: expected a key,"),
                        line ->
                                assertThat(line)
                                        .startsWith(
                                                "run.json: expected what 'evidence sign' wrote,"));
    }

    private int run(String... words) {
        var stream = new PrintStream(err, true, StandardCharsets.UTF_8);
        return new Firebreak(Terminal.of(stream, stream), new Surroundings(environment, folder))
                .run(List.of(words));
    }
}
