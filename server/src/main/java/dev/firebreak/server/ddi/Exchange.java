package dev.firebreak.server.ddi;

import dev.firebreak.core.words.DeviceId;
import dev.firebreak.core.words.Sha256;
import dev.firebreak.server.http.Incoming;
import dev.firebreak.wire.ddi.DeviceUrl;
import dev.firebreak.wire.ddi.Format;
import dev.firebreak.wire.ddi.Refused;

import io.helidon.http.Header;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * One request of a device and its answer. Every answer says how long it is: small clients count the
 * bytes and drop an answer that does not.
 */
final class Exchange {
    static final int OK = 200;
    static final int CREATED = 201;
    static final int NOT_MODIFIED = 304;
    static final int BAD = 400;
    static final int UNAUTHENTICATED = 401;
    static final int NOT_FOUND = 404;
    static final int METHOD = 405;
    static final int NOT_ACCEPTABLE = 406;
    static final int GONE = 410;
    static final int PRECONDITION = 412;
    static final int TOO_LARGE = 413;
    static final int UNSUPPORTED = 415;
    static final int TOO_MANY = 429;
    static final int UNAVAILABLE = 503;

    /** SWUpdate's longest log and a hundred of the longest attributes fit several times. */
    private static final int MOST_BYTES = 256 << 10;

    /** What every answer bears, made once. */
    private static final Header[] EVERY = {
        HeaderValues.createCached("X-Content-Type-Options", "nosniff"),
        HeaderValues.createCached("X-XSS-Protection", "0"),
        HeaderValues.createCached("X-Frame-Options", "DENY"),
        HeaderValues.createCached(
                "Cache-Control", "no-cache, no-store, max-age=0, must-revalidate"),
        HeaderValues.createCached("Pragma", "no-cache"),
        HeaderValues.createCached("Expires", "0")
    };

    /** As long as clients know entity tags from other servers. */
    private static final int TAG_DIGITS = 32;

    private final ServerRequest request;
    private final ServerResponse response;
    private final String tenant;
    private final Proxies proxies;
    private final Supplier<Instant> now;

    /**
     * @param tenant as the device wrote it: links repeat it
     */
    Exchange(
            ServerRequest request,
            ServerResponse response,
            String tenant,
            Proxies proxies,
            Supplier<Instant> now) {
        this.proxies = proxies;
        this.now = now;
        this.request = request;
        this.response = response;
        this.tenant = tenant;
    }

    ServerResponse response() {
        return response;
    }

    String method() {
        return request.prologue().method().text();
    }

    /** Whether it is one of these methods; if not, the answer says so and is given. */
    boolean is(String... methods) {
        if (Stream.of(methods).anyMatch(method()::equals)) {
            return true;
        }
        response.header(HeaderNames.ALLOW, String.join(", ", methods));
        refuseAll(METHOD, "Method Not Allowed");
        return false;
    }

    /** The address of who asks: a trusted proxy's word for it, else where the bytes come from. */
    String peer() {
        return proxy().map(
                        address ->
                                proxies.client(
                                        address,
                                        request.headers().values(HeaderNames.X_FORWARDED_FOR)))
                .orElseGet(() -> request.remotePeer().host());
    }

    /** Whether a trusted proxy saw the certificate of {@code device}. */
    boolean vouched(DeviceId device) {
        return proxy().isPresent() && proxies.vouches(request.headers(), device.value());
    }

    /** The trusted proxy that the bytes come from, if they come from one. */
    private Optional<InetAddress> proxy() {
        return !proxies.trusted().isEmpty()
                        && request.remotePeer().address() instanceof InetSocketAddress socket
                        && proxies.trusts(socket.getAddress())
                ? Optional.of(socket.getAddress())
                : Optional.empty();
    }

    /** The proxy's own word: of several the last, for those before it may come from outside. */
    private Optional<String> forwarded(HeaderName name) {
        var all = String.join(",", request.headers().values(name));
        return Optional.of(all.substring(all.lastIndexOf(',') + 1).strip())
                .filter(said -> !said.isEmpty());
    }

    /** Scheme, host and port by which the device reaches us. */
    private String origin() {
        var scheme = request.isSecure() ? "https" : "http";
        if (proxy().isEmpty()) {
            return scheme + "://" + request.authority();
        }
        scheme =
                forwarded(HeaderNames.X_FORWARDED_PROTO)
                        .map(said -> said.toLowerCase(Locale.ROOT))
                        .filter(said -> said.equals("http") || said.equals("https"))
                        .orElse(scheme);
        var host = forwarded(HeaderNames.X_FORWARDED_HOST);
        var usual = scheme.equals("https") ? "443" : "80";
        var port =
                forwarded(HeaderNames.X_FORWARDED_PORT)
                        .filter(said -> !said.equals(usual) && said.matches("[0-9]{1,5}"))
                        .filter(_ -> host.filter(said -> !said.matches(".*:[0-9]+")).isPresent())
                        .map(said -> ":" + said)
                        .orElse("");
        return scheme + "://" + host.orElse(request.authority()) + port;
    }

    Optional<String> header(HeaderName name) {
        return request.headers().first(name);
    }

    /**
     * The whole number in the query under {@code name}, if it is there.
     *
     * @throws Refused if it is no number
     */
    Optional<Integer> number(String name) {
        if (!request.query().contains(name)) {
            return Optional.empty();
        }
        var text = request.query().get(name);
        if (!text.matches("-?[0-9]{1,9}")) {
            throw new Refused(
                    Refused.Why.NOT_READABLE,
                    "expected a whole number as '%s', found other text: correct it"
                            .formatted(name));
        }
        return Optional.of(Integer.parseInt(text));
    }

    /**
     * The addresses of the device's resources, with the host as the device wrote it.
     *
     * @throws Refused if that is no host
     */
    DeviceUrl url(DeviceId device) {
        try {
            return DeviceUrl.of(origin() + "/" + tenant, device);
        } catch (IllegalArgumentException e) {
            throw new Refused(Refused.Why.NOT_READABLE, String.valueOf(e.getMessage()));
        }
    }

    /** The form of the request's body, if it is one that we read; the answer is given if not. */
    Optional<Format> bodyFormat() {
        var format = header(HeaderNames.CONTENT_TYPE).flatMap(Format::ofContent);
        if (format.isEmpty()) {
            response.header(HeaderNames.ACCEPT, "application/json, application/cbor");
            refuseAll(UNSUPPORTED, "Unsupported Media Type");
        }
        return format;
    }

    /**
     * The whole body, if it is no longer than any device's report; the answer is given if it is.
     */
    Optional<byte[]> body() throws IOException {
        var bytes = Incoming.of(request).readNBytes(MOST_BYTES + 1);
        if (bytes.length > MOST_BYTES) {
            response.header(HeaderNames.CONNECTION, "close");
            empty(TOO_LARGE);
            return Optional.empty();
        }
        return Optional.of(bytes);
    }

    /** The form that the client wants, if it is one that we write; the answer is given if not. */
    Optional<Format> wanted() {
        var accept = request.headers().values(HeaderNames.ACCEPT);
        var format =
                Format.accepted(
                        accept.isEmpty()
                                ? Optional.empty()
                                : Optional.of(String.join(",", accept)));
        if (format.isEmpty()) {
            empty(NOT_ACCEPTABLE);
        }
        return format;
    }

    /** Answers with nothing but a status. */
    void empty(int status) {
        head(status);
        response.send();
    }

    /** Answers that it is to be tried again. */
    void later(int status, int seconds) {
        response.header(HeaderNames.RETRY_AFTER, Integer.toString(seconds));
        empty(status);
    }

    /** Answers with an error that people may read; clients look at the status only. */
    void refuse(Refused why) {
        head(why.status());
        response.header(HeaderNames.CONTENT_TYPE, Format.JSON.mediaType());
        response.send(why.body());
    }

    /** Answers that there is no such thing, with a body for people. */
    void unknown(byte[] body) {
        head(NOT_FOUND);
        response.header(HeaderNames.CONTENT_TYPE, Format.JSON.mediaType());
        response.send(body);
    }

    /** Answers that no such request is taken, whoever sends it, in the protocol's other form. */
    private void refuseAll(int status, String error) {
        if (method().equals("HEAD")) {
            empty(status);
            return;
        }
        head(status);
        response.header(HeaderNames.CONTENT_TYPE, Format.JSON.mediaType());
        response.send(Refused.body(now.get(), status, error));
    }

    /** Answers with data, or with 304 to a client that says that it has the same. */
    void data(byte[] json, Format format) {
        var body = format.write(json);
        var tag = "\"0" + Sha256.of(body).hex().substring(0, TAG_DIGITS) + "\"";
        head(OK);
        response.header(HeaderNames.ETAG, tag);
        if (header(HeaderNames.IF_NONE_MATCH).filter(known -> names(known, tag)).isPresent()) {
            response.status(Status.NOT_MODIFIED_304);
            response.send();
            return;
        }
        response.header(HeaderNames.CONTENT_TYPE, format.mediaType());
        response.send(body);
    }

    /** Whether a list of entity tags names {@code tag}; clients leave out the quotes at times. */
    static boolean names(String list, String tag) {
        return Stream.of(list.split(",", -1))
                .map(String::strip)
                .map(one -> one.startsWith("W/") ? one.substring(2) : one)
                .anyMatch(one -> one.equals("*") || one.equals(tag) || tag.equals('"' + one + '"'));
    }

    /** The headers that every answer has. */
    void head(int status) {
        response.status(Status.create(status));
        for (var header : EVERY) {
            response.header(header);
        }
    }
}
