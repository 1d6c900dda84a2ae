package dev.firebreak.cli.demo;

import dev.firebreak.cli.Exit;
import dev.firebreak.cli.Trouble;

import java.io.IOException;
import java.net.BindException;
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
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** A real server in a process of its own, which can be killed as a power cut would. */
final class ServerProcess implements AutoCloseable {
    private static final Duration READY = Duration.ofSeconds(60);
    private static final Duration DRAIN = Duration.ofSeconds(10);
    private static final int FIRST_PORT = 12_000;
    private static final int LAST_PORT = 30_000;

    private final Path data;
    private final int factor;
    private final int port;
    private final HttpClient client;
    private Process process;

    private ServerProcess(Path data, int factor, int port, HttpClient client) throws IOException {
        this.data = data;
        this.factor = factor;
        this.port = port;
        this.client = client;
        this.process = launch();
    }

    /** Starts a server over {@code data} on a free port and waits until it is ready. */
    static ServerProcess start(Path data, int factor, HttpClient client)
            throws IOException, InterruptedException {
        var server = new ServerProcess(data, factor, freePort(), client);
        server.awaitReady();
        return server;
    }

    /**
     * A port that nobody listens at, outside of those that a system gives to outgoing connections:
     * while the server is dead, one of a thousand machines that try to reach it could be given it.
     */
    private static int freePort() throws IOException {
        while (true) {
            int port = ThreadLocalRandom.current().nextInt(FIRST_PORT, LAST_PORT);
            try (var _ = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return port;
            } catch (BindException e) {
                // taken: draws another
            }
        }
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + port);
    }

    /** SIGKILL: no goodbye, nothing flushed. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
    }

    /** The same server again, over what the dead one left. */
    void restart() throws IOException, InterruptedException {
        process = launch();
        awaitReady();
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(DRAIN.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private Process launch() throws IOException {
        var java = ProcessHandle.current().info().command().orElse("java");
        var words =
                new ArrayList<>(
                        List.of(
                                java,
                                "--enable-native-access=ALL-UNNAMED",
                                "-XX:+UseSerialGC",
                                "-XX:TieredStopAtLevel=4"));
        // The script names what it keeps for fast starts; the JVM passes over what does not fit.
        Optional.ofNullable(System.getProperty("firebreak.cache"))
                .ifPresent(
                        cache ->
                                words.addAll(
                                        List.of(
                                                "-Xlog:aot*=off",
                                                "-Xlog:cds*=off",
                                                "-XX:AOTCache=" + cache)));
        words.addAll(
                List.of(
                        "-cp",
                        System.getProperty("java.class.path"),
                        "dev.firebreak.app.Main",
                        "up",
                        "--port",
                        Integer.toString(port),
                        "--data",
                        data.toString(),
                        "--time-factor",
                        Integer.toString(factor)));
        return new ProcessBuilder(words)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
                .start();
    }

    private Path log() {
        return data.resolveSibling("server.log");
    }

    private void awaitReady() throws IOException, InterruptedException {
        var ready = HttpRequest.newBuilder(url().resolve("/readyz")).timeout(DRAIN).GET().build();
        long until = System.nanoTime() + READY.toNanos();
        while (System.nanoTime() < until) {
            if (!process.isAlive()) {
                throw failed("ended with %d before it was ready".formatted(process.exitValue()));
            }
            try {
                if (client.send(ready, BodyHandlers.discarding()).statusCode() == 200) {
                    return;
                }
            } catch (IOException e) {
                // not listening yet
            }
            Thread.sleep(50);
        }
        throw failed("was not ready within %d seconds".formatted(READY.toSeconds()));
    }

    private Trouble failed(String what) throws IOException {
        var lines = Files.exists(log()) ? Files.readAllLines(log()) : List.<String>of();
        var tail = lines.subList(Math.max(0, lines.size() - 10), lines.size());
        return new Trouble(
                Exit.FAULT,
                "the demo's server %s; its last words: %s"
                        .formatted(what, String.join(" | ", tail)));
    }
}
