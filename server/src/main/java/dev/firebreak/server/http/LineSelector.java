package dev.firebreak.server.http;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataReader;
import io.helidon.common.buffers.DataWriter;
import io.helidon.common.concurrency.limits.Limit;
import io.helidon.common.socket.HelidonSocket;
import io.helidon.common.socket.PeerInfo;
import io.helidon.common.task.InterruptableTask;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.ListenerContext;
import io.helidon.webserver.ProxyProtocolData;
import io.helidon.webserver.Router;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.spi.ServerConnection;
import io.helidon.webserver.spi.ServerConnectionSelector;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.function.Predicate;

/**
 * Puts each connection of the web server on a {@link Line}: its bytes pass here on their way in and
 * out. The web server's own limit on idleness looks only at connections between two requests.
 *
 * @param inner what speaks the protocol
 * @param lines the connections that are open
 * @param proxy who may come from one address for many
 */
public record LineSelector(
        ServerConnectionSelector inner, Lines lines, Predicate<InetAddress> proxy)
        implements ServerConnectionSelector {
    private static final ScopedValue<Line> LINE = ScopedValue.newInstance();

    /** What one wait is for at most, so that whoever takes it slowly is not taken for stalled. */
    private static final int PIECE_BYTES = 8 << 10;

    private static final int NETWORK_BYTES = 8;

    private static final String RETRY_SECONDS = "5";

    /** What operators and those who watch over the server ask for. */
    private static final List<String> OPERATORS =
            List.of("/api/", "/healthz", "/readyz", "/metrics");

    private static final byte[] ENOUGH =
            "HTTP/1.1 429 Too Many Requests\r\nRetry-After: 5\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
                    .getBytes(StandardCharsets.US_ASCII);

    /**
     * Answers only operators on the places that are kept for them, and once for each connection.
     */
    public static Filter keepingPlaces() {
        return (chain, request, response) -> {
            if (LINE.isBound() && LINE.get().spare()) {
                response.header(HeaderNames.CONNECTION, "close");
                if (OPERATORS.stream().noneMatch(request.path().absolute().rawPath()::startsWith)) {
                    response.header(HeaderNames.RETRY_AFTER, RETRY_SECONDS);
                    response.status(Status.TOO_MANY_REQUESTS_429).send();
                    return;
                }
            }
            chain.proceed();
        };
    }

    @Override
    public int bytesToIdentifyConnection() {
        return inner.bytesToIdentifyConnection();
    }

    @Override
    public Support supports(BufferData data) {
        return inner.supports(data);
    }

    @Override
    public Set<String> supportedApplicationProtocols() {
        return inner.supportedApplicationProtocols();
    }

    @Override
    public ServerConnection connection(ConnectionContext context) {
        var peer =
                context.remotePeer().address() instanceof InetSocketAddress socket
                        ? Optional.ofNullable(socket.getAddress())
                        : Optional.<InetAddress>empty();
        var limited = peer.filter(it -> !it.isLoopbackAddress() && !proxy.test(it)).isPresent();
        return lines.begin(peer.map(LineSelector::party).orElse(""), limited)
                .<ServerConnection>map(
                        line ->
                                new Served(
                                        inner.connection(new Tapped(context, line, lines)),
                                        line,
                                        lines))
                .orElseGet(() -> new Turned(context));
    }

    /** Of IPv6 one party has a whole network. */
    private static String party(InetAddress address) {
        return address instanceof Inet6Address
                ? HexFormat.of().formatHex(Arrays.copyOf(address.getAddress(), NETWORK_BYTES))
                : address.getHostAddress();
    }

    /** A connection that has its line. */
    private record Served(ServerConnection inner, Line line, Lines lines)
            implements ServerConnection, InterruptableTask<Void> {
        @Override
        public void handle(Limit limit) throws InterruptedException {
            try {
                ScopedValue.where(LINE, line)
                        .call(
                                () -> {
                                    inner.handle(limit);
                                    return line;
                                });
            } finally {
                lines.end(line);
            }
        }

        @Override
        public Duration idleTime() {
            return inner.idleTime();
        }

        @Override
        public void close(boolean interrupt) {
            inner.close(interrupt);
        }

        @Override
        public boolean canInterrupt() {
            return inner instanceof InterruptableTask<?> task && task.canInterrupt();
        }

        @Override
        public Void call() {
            throw new UnsupportedOperationException("it is handled, not called");
        }

        @Override
        public void run() {
            throw new UnsupportedOperationException("it is handled, not run");
        }
    }

    /** A connection for which there is no line. */
    private record Turned(ConnectionContext context) implements ServerConnection {
        @Override
        public void handle(Limit limit) {
            context.dataWriter().writeNow(BufferData.create(ENOUGH));
        }

        @Override
        public Duration idleTime() {
            return Duration.ZERO;
        }

        @Override
        public void close(boolean interrupt) {
            // It closes at once by itself.
        }
    }

    /** Reads and writes under a line's eye. */
    private static final class Tapped implements ConnectionContext {
        private final ConnectionContext inner;
        private final Line line;
        private final Lines lines;
        private final DataReader reader;
        private final DataWriter writer;

        Tapped(ConnectionContext inner, Line line, Lines lines) {
            this.inner = inner;
            this.line = line;
            this.lines = lines;
            this.reader = DataReader.create(this::read);
            this.writer = new Writer();
        }

        private byte[] read() {
            var from = inner.dataReader();
            line.reading(lines.now());
            var moved = 0;
            try {
                from.ensureAvailable();
                moved = from.available();
            } finally {
                over(moved);
            }
            return from.readBytes(moved);
        }

        private void over(int moved) {
            if (line.waited(moved, lines.now())) {
                throw new CloseConnectionException("the client let the server wait for too long");
            }
        }

        /** Writes a piece at a time. */
        private final class Writer implements DataWriter {
            @Override
            public void write(BufferData... buffers) {
                writeNow(buffers);
            }

            @Override
            public void write(BufferData buffer) {
                writeNow(buffer);
            }

            @Override
            public void writeNow(BufferData... buffers) {
                for (var buffer : buffers) {
                    writeNow(buffer);
                }
            }

            @Override
            public void writeNow(BufferData buffer) {
                while (buffer.available() > PIECE_BYTES) {
                    var piece = new byte[PIECE_BYTES];
                    buffer.read(piece);
                    one(BufferData.create(piece));
                }
                one(buffer);
            }

            private void one(BufferData buffer) {
                var size = buffer.available();
                line.writing(lines.now());
                var moved = 0;
                try {
                    inner.dataWriter().writeNow(buffer);
                    moved = size;
                } finally {
                    over(moved);
                }
            }

            @Override
            public void flush() {
                inner.dataWriter().flush();
            }

            @Override
            public void close() {
                inner.dataWriter().close();
            }
        }

        @Override
        public DataReader dataReader() {
            return reader;
        }

        @Override
        public DataWriter dataWriter() {
            return writer;
        }

        @Override
        public ListenerContext listenerContext() {
            return inner.listenerContext();
        }

        @Override
        public ExecutorService executor() {
            return inner.executor();
        }

        @Override
        public Router router() {
            return inner.router();
        }

        @Override
        public Optional<ProxyProtocolData> proxyProtocolData() {
            return inner.proxyProtocolData();
        }

        @Override
        public HelidonSocket serverSocket() {
            return inner.serverSocket();
        }

        @Override
        public PeerInfo remotePeer() {
            return inner.remotePeer();
        }

        @Override
        public PeerInfo localPeer() {
            return inner.localPeer();
        }

        @Override
        public boolean isSecure() {
            return inner.isSecure();
        }

        @Override
        public String socketId() {
            return inner.socketId();
        }

        @Override
        public String childSocketId() {
            return inner.childSocketId();
        }
    }
}
