package dev.firebreak.server.http;

import dev.firebreak.core.approval.Credential;
import dev.firebreak.core.words.Role;
import dev.firebreak.wire.json.Json;

import io.helidon.http.HeaderNames;
import io.helidon.http.Method;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The manners that all routes share: who may call, what every answer bears, and how a refusal
 * looks.
 */
public final class Web {
    /** Which of the two is nothing for a stranger to know. */
    private static final String OTHER = "one that was never made here, or is revoked";

    private static final Logger LOG = LoggerFactory.getLogger(Web.class);

    private static final String REQUEST_ID = "X-Request-Id";
    private static final Pattern REQUEST_ID_SHAPE = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    /**
     * A body of a refused request is read to its end if it is no longer; else the line is cut, and
     * the client may not see why. What is only a little too long is to see it.
     */
    private static final long DRAIN_BYTES = 2L * Call.MOST_BYTES;

    private static final SecureRandom RANDOM = new SecureRandom();

    /** Answers are data, never pages, and are about this moment. */
    private static final Map<String, String> ALWAYS =
            Map.of(
                    "Cache-Control", "no-store",
                    "Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'",
                    "Referrer-Policy", "no-referrer",
                    "X-Content-Type-Options", "nosniff");

    private final Tokens tokens;
    private final Throttle throttle;
    private final Repeats repeats;

    /** An error as RFC 9457 has it, with the id under which the log knows the request. */
    private record Problem(
            String type,
            String title,
            int status,
            String detail,
            String instance,
            String requestId,
            Optional<Boolean> inForce,
            List<Refused.Fault> errors) {}

    /** {@code nanos} tells how long ago an answer was given; it never goes back. */
    public Web(Tokens tokens, Throttle throttle, LongSupplier nanos) {
        this.tokens = tokens;
        this.throttle = throttle;
        this.repeats = new Repeats(nanos);
    }

    /** Puts {@code routes} into {@code routing}, and 405 for their other methods. */
    public void mount(HttpRouting.Builder routing, List<Route> routes) {
        for (var route : routes) {
            for (var method : methods(route)) {
                routing.route(
                        method,
                        route.pattern(),
                        (request, response) -> serve(route, request, response));
            }
        }
        var methods =
                routes.stream()
                        .collect(
                                Collectors.groupingBy(
                                        Route::pattern,
                                        TreeMap::new,
                                        Collectors.flatMapping(
                                                route -> methods(route).stream().map(Method::text),
                                                Collectors.joining(", "))));
        methods.forEach(
                (pattern, allowed) ->
                        routing.any(
                                pattern,
                                (request, response) ->
                                        refuse(request, response, otherMethod(request, allowed))));
    }

    /** What can be read can be asked about (RFC 9110, section 9.3.2). */
    private static List<Method> methods(Route route) {
        var own = Method.create(route.method());
        return own.equals(Method.GET) ? List.of(own, Method.HEAD) : List.of(own);
    }

    /** Answers everything that no route takes; to be mounted last. */
    public void mountNothingElse(HttpRouting.Builder routing) {
        routing.any(
                (request, response) ->
                        refuse(
                                request,
                                response,
                                Refused.of(
                                        ProblemKind.NOT_FOUND,
                                        "expected a path of the API, found '%s': see /api/openapi.yaml"
                                                .formatted(request.path().rawPath()))));
    }

    private void serve(Route route, ServerRequest request, ServerResponse response) {
        try {
            var caller =
                    route.access().open() ? Optional.<Credential>empty() : admit(route, request);
            send(answer(route, new Call(request, caller)), request, response);
        } catch (Refused e) {
            refuse(request, response, e);
        } catch (Incoming.Garbled e) {
            refuse(
                    request,
                    response,
                    Refused.of(ProblemKind.MALFORMED, e.getMessage() + ": correct the client")
                            .with("Connection", "close"));
        } catch (IOException | UncheckedIOException e) {
            fault(request, response, e);
        } catch (CloseConnectionException e) {
            throw e;
        } catch (RuntimeException e) {
            // The last wall: a bug must not show a stranger more than that there is one.
            fault(request, response, e);
        }
    }

    private Answer answer(Route route, Call call) throws Refused, IOException {
        var key = call.header(Repeats.HEADER);
        return key.isEmpty() || route.repeat() == Route.Repeat.HARMLESS || route.access().open()
                ? route.endpoint().answer(call)
                : repeats.once(
                        call.person(),
                        key.get(),
                        call.digest(),
                        () -> route.endpoint().answer(call));
    }

    private Optional<Credential> admit(Route route, ServerRequest request) throws Refused {
        var caller = bearer(request).flatMap(tokens::find);
        if (caller.isEmpty()) {
            throw throttle.failed(request.remotePeer().host())
                    ? Refused.of(
                                    ProblemKind.TOO_MANY,
                                    "expected a valid token, found too many wrong ones from this address:"
                                            + " wait a minute")
                            .with("Retry-After", "60")
                    : Refused.of(
                                    ProblemKind.UNAUTHENTICATED,
                                    "expected 'Authorization: Bearer' with a valid token, found %s: %s"
                                            .formatted(
                                                    bearer(request).isPresent() ? OTHER : "none",
                                                    "an admin makes one, 'firebreak token create'"))
                            .with("WWW-Authenticate", "Bearer realm=\"firebreak\"");
        }
        var role = caller.get().role();
        if (!route.access().admits(role)) {
            throw Refused.of(
                    ProblemKind.NOT_ALLOWED,
                    "expected a token with the role %s, found %s: use such a token"
                            .formatted(names(route.access()), name(role)));
        }
        return caller;
    }

    private static Optional<String> bearer(ServerRequest request) {
        return request.headers()
                .first(HeaderNames.AUTHORIZATION)
                .filter(value -> value.regionMatches(true, 0, "Bearer ", 0, 7))
                .map(value -> value.substring(7).strip())
                .filter(value -> !value.isEmpty());
    }

    private static String names(Access access) {
        return access.roles().stream().sorted().map(Web::name).collect(Collectors.joining(" or "));
    }

    private static String name(Role role) {
        return role.name().toLowerCase(Locale.ROOT);
    }

    private static Refused otherMethod(ServerRequest request, String allowed) {
        return Refused.of(
                        ProblemKind.METHOD,
                        "expected %s, found %s: use one of those"
                                .formatted(allowed, request.prologue().method().text()))
                .with("Allow", allowed);
    }

    private void send(Answer answer, ServerRequest request, ServerResponse response) {
        heads(answer.status(), requestId(request), answer.headers(), response);
        switch (answer.body()) {
            case Answer.Body.None _ -> response.send();
            case Answer.Body.Text(var type, var text) -> {
                response.header(HeaderNames.CONTENT_TYPE, type);
                sendBytes(text.getBytes(StandardCharsets.UTF_8), request, response);
            }
            case Answer.Body.Stream(var type, var writing) -> {
                response.header(HeaderNames.CONTENT_TYPE, type);
                if (isHead(request)) {
                    response.send(); // how long it would be is not known before it is made
                } else {
                    stream(writing, request, response);
                }
            }
        }
    }

    private static void sendBytes(byte[] bytes, ServerRequest request, ServerResponse response) {
        if (isHead(request)) {
            response.contentLength(bytes.length);
            response.send();
        } else {
            response.send(bytes);
        }
    }

    private static boolean isHead(ServerRequest request) {
        return request.prologue().method().equals(Method.HEAD);
    }

    private static void stream(
            Answer.Writing writing, ServerRequest request, ServerResponse response) {
        try {
            var out = response.outputStream();
            writing.to(out);
            // Not in a finally: closing after a fault would make half an answer look whole.
            out.close();
        } catch (IOException | RuntimeException e) {
            LOG.warn("the answer to {} was cut", request.path().rawPath(), e);
            throw new CloseConnectionException("the answer was begun and cannot be ended", e);
        }
    }

    private void fault(ServerRequest request, ServerResponse response, Exception e) {
        LOG.error(
                "request {} {} failed",
                request.prologue().method().text(),
                request.path().rawPath(),
                e);
        refuse(
                request,
                response,
                Refused.of(
                        ProblemKind.FAULT,
                        "expected an answer, found a fault of the server: look into its log"));
    }

    private void refuse(ServerRequest request, ServerResponse response, Refused refused) {
        var kind = refused.kind();
        var id = requestId(request);
        heads(kind.status(), id, refused.headers(), response);
        response.header(HeaderNames.CONTENT_TYPE, "application/problem+json");
        if (request.headers().contentLength().orElse(tooLongToDrain(request)) > DRAIN_BYTES) {
            response.header(HeaderNames.CONNECTION, "close");
        }
        sendBytes(
                Json.bytes(
                        new Problem(
                                kind.type(),
                                kind.title(),
                                kind.status(),
                                refused.detail(),
                                request.path().absolute().rawPath(),
                                id,
                                refused.inForce() ? Optional.of(true) : Optional.empty(),
                                refused.faults())),
                request,
                response);
    }

    /** A body of unknown length is not drained; a request without a body has none. */
    private static long tooLongToDrain(ServerRequest request) {
        return request.content().hasEntity() ? Long.MAX_VALUE : 0;
    }

    private static void heads(
            int status, String requestId, Map<String, String> headers, ServerResponse response) {
        response.status(Status.create(status));
        ALWAYS.forEach(response::header);
        response.header(REQUEST_ID, requestId);
        headers.forEach(response::header);
    }

    /** The caller's own id if it is a plain one; else one of ours. */
    private static String requestId(ServerRequest request) {
        return request.headers()
                .first(HeaderNames.create(REQUEST_ID))
                .filter(id -> REQUEST_ID_SHAPE.matcher(id).matches())
                .orElseGet(Web::newRequestId);
    }

    private static String newRequestId() {
        var bytes = new byte[8];
        RANDOM.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
