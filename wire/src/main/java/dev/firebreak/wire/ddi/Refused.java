package dev.firebreak.wire.ddi;

import dev.firebreak.wire.json.Json;

/**
 * A device's request that cannot be carried out. Clients look at the status alone; the body is for
 * people who read traffic.
 */
public final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Why, and with which status. */
    public enum Why {
        NOT_READABLE(400, "rest.body.notReadable"),
        INVALID_ATTRIBUTES(400, "repo.invalidTargetAttributes"),
        NOT_FOUND(404, "repo.entityNotFound"),
        ALWAYS_CONFIRMED(409, "repo.autoConfAlreadyActive"),
        NOT_CANCELABLE(405, "action.notCancelable"),
        TOO_MANY(429, "quota.tooManyEntries");

        private final int status;
        private final String code;

        Why(int status, String code) {
            this.status = status;
            this.code = "hawkbit.server.error." + code;
        }
    }

    /** As it is written. */
    private record Body(String errorCode, String exceptionClass, String message) {}

    private final Why why;

    public Refused(Why why, String message) {
        super(message);
        this.why = why;
    }

    /** The HTTP status to answer with. */
    public int status() {
        return why.status;
    }

    /** The JSON to answer with, {@code application/json} whatever was asked for. */
    public byte[] body() {
        return body(why, String.valueOf(getMessage()));
    }

    /** The JSON for a request that was refused elsewhere. */
    public static byte[] body(Why why, String message) {
        return Json.bytes(new Body(why.code, Refused.class.getName(), message));
    }
}
