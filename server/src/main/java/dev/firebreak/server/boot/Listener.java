package dev.firebreak.server.boot;

import dev.firebreak.server.api.Metrics;
import dev.firebreak.server.http.LineSelector;
import dev.firebreak.server.http.Lines;
import dev.firebreak.server.http.TransportProblems;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.http1.Http1ConnectionSelector;

import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;

/** The socket and its limits: one virtual thread for each connection, and a bound on everything. */
final class Listener {
    private static final int BACKLOG = 4_096;

    /** A line of request, and all headers together. */
    private static final int LONGEST_PROLOGUE_BYTES = 8 << 10;

    private static final int MOST_HEADER_BYTES = 16 << 10;

    /** Beside files: an import of millions of devices. */
    private static final long MOST_BODY_BYTES = 2L << 30;

    /** What is under way when the server is stopped may take so long to end. */
    private static final Duration DRAIN = Duration.ofSeconds(10);

    private Listener() {}

    /** What every answer bears, whichever route gives it. */
    static void frame(HttpRouting.Builder routing, int timeFactor, Metrics metrics) {
        if (timeFactor != 1) {
            var name = HeaderNames.create("X-Firebreak-Time-Factor");
            var value = Integer.toString(timeFactor);
            routing.addFilter(
                    (chain, _, response) -> {
                        response.header(name, value);
                        chain.proceed();
                    });
        }
        routing.addFilter(LineSelector.keepingPlaces());
        routing.addFilter(
                (chain, request, response) -> {
                    chain.proceed();
                    metrics.answered(
                            request.prologue().method().text(),
                            request.path().rawPath(),
                            response.status().code());
                });
    }

    static WebServer listen(ServerOptions options, Lines lines, HttpRouting.Builder routing)
            throws IOException {
        free(options);
        var http1 =
                Http1Config.builder()
                        .maxPrologueLength(LONGEST_PROLOGUE_BYTES)
                        .maxHeadersSize(MOST_HEADER_BYTES)
                        .build();
        // The only one: of two the web server would choose by the first byte, and wait for that
        // without a limit, before the connection has its line.
        var selector =
                new LineSelector(
                        Http1ConnectionSelector.builder().config(http1).build(),
                        lines,
                        options.proxies()::trusts);
        var web =
                WebServer.builder()
                        .host(options.host())
                        .port(options.port())
                        .backlog(BACKLOG)
                        .shutdownHook(false)
                        .shutdownGracePeriod(DRAIN)
                        .maxTcpConnections(options.connections().most())
                        .maxPayloadSize(Math.max(options.artifactLimitBytes(), MOST_BODY_BYTES))
                        .protocolsDiscoverServices(false)
                        .addConnectionSelector(selector)
                        .directHandlers(TransportProblems.all())
                        .routing(routing)
                        .build()
                        .start();
        if (!web.isRunning()) { // it says why in its log, and throws nothing
            throw new IOException(taken(options, "it cannot be had"));
        }
        return web;
    }

    /** Looked at first: the web server would tell a person by a stack trace in its log. */
    private static void free(ServerOptions options) throws IOException {
        var address = new InetSocketAddress(options.host(), options.port());
        if (address.isUnresolved()) {
            throw new IOException(
                    "expected an address of this machine, found '%s': correct --host"
                            .formatted(options.host()));
        }
        try (var probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(address);
        } catch (BindException e) {
            throw new IOException(taken(options, String.valueOf(e.getMessage())), e);
        }
    }

    private static String taken(ServerOptions options, String why) {
        return ("expected to listen on %s:%d, found that it cannot be (%s): stop what listens there,"
                        + " or choose another with --port or --host")
                .formatted(options.host(), options.port(), why);
    }
}
