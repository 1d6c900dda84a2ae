package dev.firebreak.app;

import dev.firebreak.cli.command.ServerStart;
import dev.firebreak.server.boot.FirebreakServer;
import dev.firebreak.server.boot.ServerOptions;
import dev.firebreak.server.ddi.Proxies;

import java.io.IOException;
import java.time.Duration;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Starts the server's classes for {@code up}. */
final class Servers {
    /** Kept here, because the level of a logger that nobody holds is forgotten. */
    private static final Logger WEB = Logger.getLogger("io.helidon");

    /** Tells by a stack trace what an exception tells in words: that a port cannot be had. */
    private static final Logger LISTENER = Logger.getLogger("io.helidon.webserver.LoomServer");

    /** A balancer that looks every second sees that this server is going. */
    private static final Duration DRAIN = Duration.ofSeconds(1);

    private Servers() {}

    static ServerStart.Started start(ServerStart.Wanted wanted) throws IOException {
        WEB.setLevel(Level.WARNING);
        LISTENER.setLevel(Level.OFF);
        var server =
                FirebreakServer.start(
                        ServerOptions.local(wanted.data())
                                .port(wanted.port())
                                .host(wanted.host())
                                .timeFactor(wanted.timeFactor())
                                .drain(DRAIN)
                                .restored(wanted.restored())
                                .proxies(
                                        Proxies.of(
                                                wanted.trustedProxies(),
                                                wanted.proxyAuthorities())));
        return new ServerStart.Started(
                server.url().toString(),
                server.adminTokenFile(),
                server.localKeyFile(),
                server::close);
    }
}
