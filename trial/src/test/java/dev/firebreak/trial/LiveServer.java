package dev.firebreak.trial;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The built jar as a server in a process of its own, over a folder of its own. */
final class LiveServer implements AutoCloseable {
    private static final Duration READY = Duration.ofSeconds(90);
    private static final Duration ANSWER = Duration.ofSeconds(10);
    private static final int TRIES = 5;

    private final HttpClient client = HttpClient.newHttpClient();
    private final Path folder;
    private List<String> options;
    private final int port;
    private Process process;

    private LiveServer(Path folder, List<String> options, int port) throws IOException {
        this.folder = folder;
        this.options = options;
        this.port = port;
        this.process = launch();
    }

    /**
     * Starts over {@code folder} on a free port; returns when it is ready. A port is free only when
     * it is looked at: where another took it since, another one is tried.
     */
    static LiveServer start(Path folder, String... options) throws IOException {
        for (int left = TRIES; ; left--) {
            var server = new LiveServer(folder, List.of(options), Jvm.freePort());
            try {
                server.awaitReady();
                return server;
            } catch (IllegalStateException e) {
                server.close();
                if (left == 1 || !server.lostItsPort()) {
                    throw e;
                }
                Files.delete(server.log());
            }
        }
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + port);
    }

    Path data() {
        return folder.resolve("data");
    }

    /** SIGKILL. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** SIGTERM; the exit code. */
    int terminate() throws InterruptedException {
        process.destroy();
        return process.waitFor(60, TimeUnit.SECONDS) ? process.exitValue() : -1;
    }

    void restart() throws IOException {
        process = launch();
        awaitReady();
    }

    /** Starts again with other options. */
    void restartWith(String... others) throws IOException {
        options = List.of(others);
        restart();
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
        client.shutdownNow();
    }

    private Process launch() throws IOException {
        var words =
                new ArrayList<>(
                        List.of(
                                "up",
                                "--port",
                                Integer.toString(port),
                                "--data",
                                data().toString()));
        words.addAll(options);
        return new ProcessBuilder(Jvm.server(words))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
                .start();
    }

    private Path log() {
        return folder.resolve("server.log");
    }

    private boolean lostItsPort() throws IOException {
        return Files.readString(log()).contains("Address already in use");
    }

    private void awaitReady() {
        await("the server over " + folder + " to be ready")
                .atMost(READY)
                .pollInterval(Duration.ofMillis(50))
                .until(this::ready);
    }

    private boolean ready() throws InterruptedException, IOException {
        if (!process.isAlive()) {
            throw new IllegalStateException(
                    "expected a server, found that it ended with %d: %s"
                            .formatted(process.exitValue(), Files.readString(log())));
        }
        try {
            var request =
                    HttpRequest.newBuilder(url().resolve("/readyz")).timeout(ANSWER).GET().build();
            return client.send(request, BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }
}
