package dev.firebreak.server.http;

/**
 * One line of the table of what the server understands.
 *
 * @param method GET, PUT, POST or DELETE
 * @param pattern the path, with names in braces
 * @param access who may call it
 * @param repeat what comes of calling it twice
 * @param endpoint what it does
 */
public record Route(
        String method, String pattern, Access access, Repeat repeat, Endpoint endpoint) {
    /** What comes of calling it twice. */
    enum Repeat {
        /** The same as of calling it once. */
        HARMLESS,
        /** Another thing, or a refusal, unless both calls bear one {@code Idempotency-Key}. */
        BY_KEY
    }

    /** A route that reads; it answers HEAD too. */
    public static Route get(String pattern, Access access, Endpoint endpoint) {
        return new Route("GET", pattern, access, Repeat.HARMLESS, endpoint);
    }

    /** A route that makes or does something. */
    public static Route post(String pattern, Access access, Endpoint endpoint) {
        return new Route("POST", pattern, access, Repeat.BY_KEY, endpoint);
    }

    /** A route that takes a long body; to send it again changes nothing. */
    public static Route upload(String pattern, Access access, Endpoint endpoint) {
        return new Route("POST", pattern, access, Repeat.HARMLESS, endpoint);
    }

    /** A route that replaces something. */
    public static Route put(String pattern, Access access, Endpoint endpoint) {
        return new Route("PUT", pattern, access, Repeat.HARMLESS, endpoint);
    }

    /** A route that removes something. */
    public static Route delete(String pattern, Access access, Endpoint endpoint) {
        return new Route("DELETE", pattern, access, Repeat.HARMLESS, endpoint);
    }
}
