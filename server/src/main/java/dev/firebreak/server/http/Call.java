package dev.firebreak.server.http;

import dev.firebreak.core.approval.Credential;
import dev.firebreak.core.words.Digest;
import dev.firebreak.core.words.Person;
import dev.firebreak.core.words.Sha256;
import dev.firebreak.wire.json.Json;
import dev.firebreak.wire.json.Malformed;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/** A request that was let in, read with limits. One thread, one use of the body. */
public final class Call {
    /** Documents that people write, and commands, are far shorter. */
    public static final int MOST_BYTES = 4 << 20;

    private final ServerRequest request;
    private final Optional<Credential> caller;
    private Optional<byte[]> read = Optional.empty();

    Call(ServerRequest request, Optional<Credential> caller) {
        this.request = request;
        this.caller = caller;
    }

    /** With which credential it was made. */
    public Credential caller() {
        return caller.orElseThrow(
                () ->
                        new IllegalStateException(
                                "expected a token, found an open route: name roles"));
    }

    /** Who made it. */
    public Person person() {
        return caller().person();
    }

    /** The part of the path that the pattern calls {@code name}, decoded. */
    public String path(String name) {
        return request.path().pathParameters().get(name);
    }

    /**
     * The same as a value.
     *
     * @throws Refused with NOT_FOUND if the text cannot name one: then there is no such thing
     */
    public <T> T path(String name, Function<String, T> parse) throws Refused {
        try {
            return parse.apply(path(name));
        } catch (IllegalArgumentException e) {
            throw Refused.of(ProblemKind.NOT_FOUND, message(e));
        }
    }

    /** The first value of a query parameter. */
    public Optional<String> query(String name) {
        return request.query().contains(name)
                ? Optional.of(request.query().get(name))
                : Optional.empty();
    }

    /**
     * Whether a query parameter says true; present without a value, it does.
     *
     * @throws Refused if it says anything but true or false
     */
    public boolean says(String name) throws Refused {
        var value = query(name);
        if (value.isEmpty() || value.get().equals("false")) {
            return false;
        }
        if (value.get().isEmpty() || value.get().equals("true")) {
            return true;
        }
        throw Refused.of(
                ProblemKind.MALFORMED,
                "expected %s=true or %s=false, found '%s': correct it"
                        .formatted(name, name, value.get()));
    }

    /** A header's first value. */
    public Optional<String> header(String name) {
        return request.headers().first(HeaderNames.create(name));
    }

    /** Whether the caller would rather have {@code type} than {@code other}. */
    public boolean prefers(String type, String other) {
        var accepted = Accepted.of(header("Accept"));
        return accepted.quality(type) > accepted.quality(other);
    }

    /** Tells this request from another one; reads the body. */
    Digest digest() throws Refused, IOException {
        var head =
                "%s %s?%s\n%s"
                        .formatted(
                                request.prologue().method().text(),
                                request.path().absolute().rawPath(),
                                request.query().rawValue(),
                                Sha256.of(bytes()));
        return Sha256.of(head);
    }

    /**
     * Which part of a list is wanted.
     *
     * @param parse makes the name of an item out of text
     * @throws Refused if the query asks for no part of a list
     */
    public <K extends Comparable<? super K>> Page<K> page(Function<String, K> parse)
            throws Refused {
        return Page.of(query("limit"), query("after"), parse);
    }

    /** The body's media type in lower case, without parameters; empty if none is named. */
    public String contentType() {
        return header("Content-Type")
                .map(type -> type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT))
                .orElse("");
    }

    /** How long the body is said to be. */
    public OptionalLong announcedBytes() {
        return request.headers().contentLength();
    }

    /** The body as it comes; the caller sees to its limit. */
    public InputStream stream() {
        return Incoming.of(request);
    }

    /**
     * The whole body.
     *
     * @throws Refused if it is longer than {@link #MOST_BYTES}
     */
    public byte[] bytes() throws Refused, IOException {
        if (read.isEmpty()) {
            read = Optional.of(limited());
        }
        return read.get();
    }

    private byte[] limited() throws Refused, IOException {
        if (announcedBytes().orElse(0) > MOST_BYTES) {
            throw tooLarge();
        }
        var bytes = stream().readNBytes(MOST_BYTES + 1);
        if (bytes.length > MOST_BYTES) {
            throw tooLarge();
        }
        return bytes;
    }

    /**
     * The whole body as text in UTF-8.
     *
     * @throws Refused if it is too long or other bytes
     */
    public String text() throws Refused, IOException {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes())).toString();
        } catch (CharacterCodingException e) {
            throw Refused.of(
                    ProblemKind.MALFORMED, "expected text in UTF-8, found other bytes: convert it");
        }
    }

    /**
     * The body as one JSON object.
     *
     * @throws Refused if it is too long or anything else
     */
    public <T> T json(Class<T> type) throws Refused, IOException {
        try {
            return Json.read(bytes(), type);
        } catch (Malformed e) {
            throw malformed(e);
        }
    }

    /**
     * The same where a body may be left out.
     *
     * @throws Refused if there is one, and it is anything else
     */
    public <T> Optional<T> jsonIfAny(Class<T> type) throws Refused, IOException {
        return bytes().length == 0 ? Optional.empty() : Optional.of(json(type));
    }

    /**
     * What is wrong with JSON: MALFORMED if it cannot be read, INVALID with the place if it can.
     */
    public static Refused malformed(Malformed e) {
        return e.path().isEmpty()
                ? Refused.of(ProblemKind.MALFORMED, e.getMessage())
                : Refused.invalid(
                        "expected a valid body, found a fault in '%s': mend it".formatted(e.path()),
                        List.of(new Refused.Fault(e.path(), e.getMessage())));
    }

    /** The message of a value that refused to be made. */
    public static String message(IllegalArgumentException e) {
        var message = e.getMessage();
        return message == null ? "expected another value: see the API's description" : message;
    }

    private static Refused tooLarge() {
        return Refused.of(
                ProblemKind.TOO_LARGE,
                "expected at most %d bytes, found more: send less".formatted(MOST_BYTES));
    }
}
