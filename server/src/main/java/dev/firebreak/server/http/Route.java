package dev.firebreak.server.http;

/**
 * One line of the table of what the server understands.
 *
 * @param method GET, PUT, POST or DELETE
 * @param pattern the path, with names in braces
 * @param access who may call it
 * @param endpoint what it does
 */
public record Route(String method, String pattern, Access access, Endpoint endpoint) {
    /** A route that reads. */
    public static Route get(String pattern, Access access, Endpoint endpoint) {
        return new Route("GET", pattern, access, endpoint);
    }

    /** A route that makes or does something. */
    public static Route post(String pattern, Access access, Endpoint endpoint) {
        return new Route("POST", pattern, access, endpoint);
    }

    /** A route that replaces something. */
    public static Route put(String pattern, Access access, Endpoint endpoint) {
        return new Route("PUT", pattern, access, endpoint);
    }

    /** A route that removes something. */
    public static Route delete(String pattern, Access access, Endpoint endpoint) {
        return new Route("DELETE", pattern, access, endpoint);
    }
}
