package dev.firebreak.app;

import dev.firebreak.cli.Exit;
import dev.firebreak.cli.Terminal;
import dev.firebreak.server.boot.FirebreakServer;
import dev.firebreak.server.boot.ServerOptions;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.logging.Level;
import java.util.logging.Logger;

/** {@code firebreak up}: the server, until SIGTERM or SIGINT drains it. */
@Command(
        name = "up",
        mixinStandardHelpOptions = true,
        description = "Starts the server over a data folder; SIGTERM drains it.")
final class UpVerb implements Callable<Integer> {
    /** Kept here, because the level of a logger that nobody holds is forgotten. */
    private static final Logger WEB = Logger.getLogger("io.helidon");

    private final Terminal terminal;

    @Option(
            names = "--port",
            defaultValue = "8080",
            description = "0 = any free one (default ${DEFAULT-VALUE})")
    private int port;

    @Option(
            names = "--host",
            defaultValue = "127.0.0.1",
            description = "the address to listen on (default ${DEFAULT-VALUE}: this machine only)")
    private String host = "127.0.0.1";

    @Option(
            names = "--data",
            defaultValue = "firebreak-data",
            description = "the folder of log, keys and artifacts (default ${DEFAULT-VALUE})")
    private Path data = Path.of("firebreak-data");

    @Option(
            names = "--time-factor",
            defaultValue = "1",
            description = "speeds the clock up, for demonstrations on this machine only")
    private int timeFactor;

    UpVerb(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws InterruptedException {
        WEB.setLevel(Level.WARNING);
        try {
            var options = ServerOptions.local(data).port(port).host(host).timeFactor(timeFactor);
            var server = FirebreakServer.start(options);
            var ended = new CountDownLatch(1);
            Runtime.getRuntime()
                    .addShutdownHook(
                            Thread.ofPlatform()
                                    .name("drain")
                                    .unstarted(
                                            () -> {
                                                server.close();
                                                ended.countDown();
                                            }));
            terminal.say("Firebreak is up at " + server.url());
            terminal.say("  first person's token: " + server.adminTokenFile());
            terminal.say("  evidence for local use is signed with: " + server.localKeyFile());
            if (timeFactor > 1) {
                terminal.say("  its clock runs %d times as fast".formatted(timeFactor));
            }
            ended.await();
            return Exit.DONE.code();
        } catch (IOException | IllegalArgumentException e) {
            terminal.say(String.valueOf(e.getMessage()));
            return Exit.FAULT.code();
        }
    }
}
