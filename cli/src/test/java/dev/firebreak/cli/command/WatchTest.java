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
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A rollout with more decisions than fit a page, and one that waits. */
final class WatchTest {
    private static final int DECISIONS = 2_005;
    private static final int PAGE = 1_000;

    private static final String WAITING =
            "[{\"why\":\"region eu is held: storm\",\"devices\":6},{\"why\":\"a person's yes\",\"devices\":1}]";

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final AtomicInteger looks = new AtomicInteger();
    private final AtomicInteger endsAt = new AtomicInteger(1);

    @TempDir private Path folder;
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(
                "/api/v1/rollouts/r1",
                exchange -> {
                    var uri = exchange.getRequestURI();
                    asked.add(uri.toString());
                    var body =
                            uri.getPath().endsWith("/decisions") ? page(uri.getQuery()) : rollout();
                    var bytes = body.getBytes(StandardCharsets.UTF_8);
                    exchange.sendResponseHeaders(200, bytes.length);
                    exchange.getResponseBody().write(bytes);
                    exchange.close();
                });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private String rollout() {
        var over = looks.incrementAndGet() >= endsAt.get();
        return "{\"id\":\"r1\",\"state\":\"%s\",\"headline\":\"as it is\",\"waiting\":%s}"
                .formatted(over ? "COMPLETED" : "RUNNING", over ? "[]" : WAITING);
    }

    /** Entry n has the number 2n: the cursor names an entry, not a place in the list. */
    private static String page(String query) {
        var after = query.contains("after=") ? query.replaceFirst("^.*after=", "") : "";
        int first = after.isEmpty() ? 1 : Integer.parseInt(after) / 2 + 1;
        int last = Math.min(DECISIONS, first + PAGE - 1);
        var items =
                IntStream.rangeClosed(first, last)
                        .mapToObj(
                                n ->
                                        "{\"seq\":%d,\"at\":\"2026-01-01T00:00:00Z\","
                                                        .formatted(2 * n)
                                                + "\"what\":\"Held\",\"reason\":\"number %d\"}"
                                                        .formatted(n))
                        .collect(Collectors.joining(","));
        var next = last < DECISIONS ? ",\"next\":\"%d\"".formatted(2 * last) : "";
        return "{\"items\":[%s]%s}".formatted(items, next);
    }

    @Test
    void explainTellsEveryDecisionAndWhoWaits() {
        endsAt.set(Integer.MAX_VALUE);
        assertThat(run("rollout", "explain", "r1")).isZero();
        assertThat(out().lines().filter(line -> line.contains("number "))).hasSize(DECISIONS);
        assertThat(out())
                .contains("Waiting: 6 devices: region eu is held: storm")
                .contains("Waiting: 1 device: a person's yes");
    }

    @Test
    void watchReadsEachDecisionOnce() {
        endsAt.set(3);
        assertThat(run("rollout", "watch", "r1", "--plain")).isZero();
        assertThat(out().lines().filter(line -> line.contains(": number "))).hasSize(DECISIONS);
        assertThat(out()).contains("number " + DECISIONS + "\n");
        assertThat(out().lines().filter(line -> line.contains("region eu is held"))).hasSize(1);
        assertThat(asked.stream().filter(it -> it.contains("/decisions")).skip(3))
                .as("after the first look only what is new")
                .isNotEmpty()
                .allMatch(it -> it.endsWith("after=" + 2 * DECISIONS));
    }

    @Test
    void showTellsWhoWaits() {
        endsAt.set(Integer.MAX_VALUE);
        assertThat(run("rollout", "show", "r1")).isZero();
        assertThat(out())
                .contains("Waiting: 6 devices: region eu is held: storm")
                .contains("Waiting: 1 device: a person's yes");
    }

    private int run(String... args) {
        var stream = new PrintStream(out, true, StandardCharsets.UTF_8);
        var silent = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
        var url = "http://127.0.0.1:%d".formatted(server.getAddress().getPort());
        var place = new Surroundings(Map.of("FIREBREAK_SERVER", url), folder);
        return new Firebreak(Terminal.of(stream, silent), place).run(List.of(args));
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8);
    }
}
