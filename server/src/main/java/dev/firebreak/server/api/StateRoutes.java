package dev.firebreak.server.api;

import dev.firebreak.server.http.Access;
import dev.firebreak.server.http.Answer;
import dev.firebreak.server.http.Route;
import dev.firebreak.server.loop.Loop;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** How the server is, for those who watch over it; and what it understands. */
final class StateRoutes {
    private static final int UNAVAILABLE = 503;
    private static final String OPENAPI = "/dev/firebreak/server/api/openapi.yaml";

    private final Loop loop;
    private final Metrics metrics;
    private final BooleanSupplier draining;

    /** Up is all that a process can say of itself; a sped-up clock must be seen everywhere. */
    private record Health(String status, Optional<Integer> timeFactor) {}

    private record Readiness(boolean ready, List<String> why) {}

    StateRoutes(Loop loop, Metrics metrics, BooleanSupplier draining) {
        this.loop = loop;
        this.metrics = metrics;
        this.draining = draining;
    }

    List<Route> routes() {
        return List.of(
                Route.get("/healthz", Access.OPEN, _ -> health()),
                Route.get("/readyz", Access.OPEN, _ -> readiness()),
                Route.get(
                        "/metrics",
                        Access.OPEN,
                        _ ->
                                Answer.text(
                                        "text/plain; version=0.0.4; charset=utf-8",
                                        metrics.text())),
                Route.get(
                        "/api/openapi.yaml",
                        Access.OPEN,
                        _ -> Answer.text(Answer.YAML, description())));
    }

    private Answer health() {
        var factor = loop.clock().factor();
        return Answer.json(new Health("up", factor == 1 ? Optional.empty() : Optional.of(factor)));
    }

    private Answer readiness() {
        var why =
                draining.getAsBoolean()
                        ? Optional.of("draining: the server is being stopped, use another one")
                        : loop.trouble();
        var answer = Answer.json(new Readiness(why.isEmpty(), why.stream().toList()));
        return why.isEmpty() ? answer : answer.status(UNAVAILABLE);
    }

    /** The description of the API that the build put beside this class. */
    static String description() throws IOException {
        try (InputStream in = StateRoutes.class.getResourceAsStream(OPENAPI)) {
            if (in == null) {
                throw new IOException("expected %s in the jar, found none".formatted(OPENAPI));
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
