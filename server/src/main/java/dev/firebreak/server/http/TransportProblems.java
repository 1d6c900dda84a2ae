package dev.firebreak.server.http;

import dev.firebreak.wire.json.Json;

import io.helidon.http.DirectHandler;
import io.helidon.http.HeaderNames;
import io.helidon.http.ServerResponseHeaders;
import io.helidon.http.Status;
import io.helidon.webserver.http.DirectHandlers;

import java.util.Map;

/** The same problems for requests that never reach a route: unreadable, too long, too large. */
public final class TransportProblems {
    private TransportProblems() {}

    /** For every kind of fault that the web server finds by itself. */
    public static DirectHandlers all() {
        var builder = DirectHandlers.builder();
        for (var type : DirectHandler.EventType.values()) {
            builder.addHandler(type, TransportProblems::answer);
        }
        return builder.build();
    }

    private static DirectHandler.TransportResponse answer(
            DirectHandler.TransportRequest request,
            DirectHandler.EventType type,
            Status status,
            ServerResponseHeaders headers,
            String message) {
        var kind = kind(status);
        var body =
                Json.bytes(
                        Map.of(
                                "type", kind.type(),
                                "title", kind.title(),
                                "status", status.code(),
                                "detail", detail(kind)));
        return DirectHandler.TransportResponse.builder()
                .status(status)
                .headers(headers)
                .header(HeaderNames.CONTENT_TYPE, "application/problem+json")
                .entity(body)
                .build();
    }

    private static ProblemKind kind(Status status) {
        return switch (status.code()) {
            case 404 -> ProblemKind.NOT_FOUND;
            case 413 -> ProblemKind.TOO_LARGE;
            case 503 -> ProblemKind.UNAVAILABLE;
            default -> status.code() >= 500 ? ProblemKind.FAULT : ProblemKind.MALFORMED;
        };
    }

    /** Fixed words: the server's own message may repeat what a stranger sent. */
    private static String detail(ProblemKind kind) {
        return kind == ProblemKind.MALFORMED
                ? "expected an HTTP request within the limits, found another: send less, or correct it"
                : kind.title();
    }
}
