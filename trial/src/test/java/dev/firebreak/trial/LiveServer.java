package dev.firebreak.trial;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
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
    private static final Path JAR = Path.of(System.getProperty("firebreak.jar", "firebreak.jar"));
    private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");
    private static final Duration READY = Duration.ofSeconds(90);

    private final HttpClient client = HttpClient.newHttpClient();
    private final Path folder;
    private final List<String> options;
    private final int port;
    private Process process;

    private LiveServer(Path folder, List<String> options, int port) throws IOException {
        this.folder = folder;
        this.options = options;
        this.port = port;
        this.process = launch();
    }

    /** Starts over {@code folder} on a free port; returns when it is ready. */
    static LiveServer start(Path folder, String... options) throws IOException {
        int port;
        try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        var server = new LiveServer(folder, List.of(options), port);
        server.awaitReady();
        return server;
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

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
        client.shutdownNow();
    }

    private Process launch() throws IOException {
        var words =
                new ArrayList<>(
                        List.of(
                                JAVA.toString(),
                                "--enable-native-access=ALL-UNNAMED",
                                "-XX:+UseSerialGC",
                                "-Xmx512m",
                                "-jar",
                                JAR.toAbsolutePath().toString(),
                                "up",
                                "--port",
                                Integer.toString(port),
                                "--data",
                                data().toString()));
        words.addAll(options);
        return new ProcessBuilder(words)
                .redirectErrorStream(true)
                .redirectOutput(
                        ProcessBuilder.Redirect.appendTo(folder.resolve("server.log").toFile()))
                .start();
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
                            .formatted(
                                    process.exitValue(),
                                    Files.readString(folder.resolve("server.log"))));
        }
        try {
            var request = HttpRequest.newBuilder(url().resolve("/readyz")).GET().build();
            return client.send(request, BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }
}
