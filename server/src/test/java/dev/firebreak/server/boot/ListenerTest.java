package dev.firebreak.server.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firebreak.server.api.LiveServer;
import dev.firebreak.server.http.Lines;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Clients that hold connections and do nothing with them, over real sockets. */
@Timeout(60)
final class ListenerTest {
    @TempDir private Path folder;
    private final List<Socket> sockets = new ArrayList<>();

    private Socket socket(LiveServer live, String bytes) throws IOException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), live.server().port());
        sockets.add(socket);
        socket.getOutputStream().write(bytes.getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    /** What still comes until the other side ends it. */
    private static String rest(Socket socket) throws IOException {
        try {
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        } catch (SocketException e) {
            return "reset";
        }
    }

    private LiveServer live(int most, int spare, Duration patience) throws IOException {
        return LiveServer.in(
                folder, it -> it.connections(new Lines.Limits(most, spare, 5, patience)));
    }

    @Test
    void whoSendsNothingOrHalfARequestIsCutOff() throws Exception {
        try (var live = live(100, 10, Duration.ofMillis(500))) {
            assertThat(rest(socket(live, ""))).isIn("", "reset");
            assertThat(rest(socket(live, "GET /healthz HTTP/1.1\r\nHo"))).isIn("", "reset");
            var body =
                    "PUT /DEFAULT/controller/v1/d/configData HTTP/1.1\r\nHost: a\r\n"
                            + "Content-Length: 100\r\n\r\n{";
            assertThat(rest(socket(live, body))).isNotNull();
            live.admin().get("/devices").is(200);
            assertThat(live.stranger().get("/metrics").text())
                    .contains("firebreak_connections_cut_total");
        }
    }

    @Test
    void whoeverHoldsAllConnectionsDoesNotKeepOperatorsOut() throws Exception {
        try (var live = live(40, 10, Duration.ofSeconds(50))) {
            for (int i = 0; i < 32; i++) {
                socket(live, "GET /DEFAULT/controller/v1/d");
            }
            var device = "GET /DEFAULT/controller/v1/d HTTP/1.1\r\nHost: a\r\n\r\n";
            assertThat(rest(socket(live, device))).startsWith("HTTP/1.1 429").contains("Retry-");
            live.admin().get("/devices").is(200);
            live.stranger().get("/readyz").is(200);
            for (var socket : sockets) {
                socket.close();
            }
        }
    }
}
