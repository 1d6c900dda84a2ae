package dev.firebreak.server.http;

/**
 * The kinds of refusal: each has one status and one {@code type} (RFC 9457), so that a program can
 * tell them apart without reading sentences.
 */
public enum ProblemKind {
    /** It cannot be read at all. */
    MALFORMED(400, "The request cannot be read"),
    /** No token, or one that is not known. */
    UNAUTHENTICATED(401, "A valid token is needed"),
    /** The token's role, or the person, may not do this. */
    NOT_ALLOWED(403, "This is not allowed"),
    /** There is no such thing. */
    NOT_FOUND(404, "There is no such thing"),
    /** The thing exists, the method does not. */
    METHOD(405, "This method is not known here"),
    /** The state has moved on. */
    CONFLICT(409, "The state has moved on"),
    /** The gate is not cleared. */
    GATE(409, "The gate is not cleared"),
    /** There are as many of its kind as there may be. */
    FULL(409, "There are too many already"),
    /** It was there and is closed. */
    GONE(410, "It is closed"),
    /** The condition in If-Match does not hold. */
    PRECONDITION(412, "It was changed since it was read"),
    /** More bytes than are taken. */
    TOO_LARGE(413, "It is too large"),
    /** Another content type than is understood. */
    UNSUPPORTED(415, "This content type is not understood"),
    /** The part does not fit to what was received. */
    RANGE(416, "The part does not fit"),
    /** It can be read and makes no sense. */
    INVALID(422, "The content is not valid"),
    /** Too many failures from one address. */
    TOO_MANY(429, "Too many attempts"),
    /** A bug of ours. */
    FAULT(500, "The server failed"),
    /** The server cannot make anything durable now. */
    UNAVAILABLE(503, "The server cannot do this now"),
    /** The disk is too full. */
    NO_ROOM(507, "There is no room for it");

    private final int status;
    private final String title;

    ProblemKind(int status, String title) {
        this.status = status;
        this.title = title;
    }

    /** The HTTP status. */
    public int status() {
        return status;
    }

    /** What it means, the same for all problems of the kind. */
    public String title() {
        return title;
    }

    /** What identifies the kind: a name, not an address to fetch. */
    public String type() {
        return "urn:firebreak:problem:"
                + name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }
}
