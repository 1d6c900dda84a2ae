package dev.firebreak.wire.ddi;

import dev.firebreak.core.words.ActionId;
import dev.firebreak.wire.json.Json;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

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

    /** The same for something that is not there. */
    private record Missing(String errorCode, String exceptionClass, Entity info, String message) {}

    /** What is not there. */
    private record Entity(int entityId, String type) {}

    /** As it is written where no such request is taken at all. */
    private record Untaken(String timestamp, int status, String error) {}

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

    /** The JSON for an action that the device does not have, with 404. */
    public static byte[] unknown(ActionId action, String message) {
        var info = new Entity(action.number(), "Action");
        return Json.bytes(new Missing(Why.NOT_FOUND.code, Refused.class.getName(), info, message));
    }

    /** The JSON for a method or a media type that is not taken. */
    public static byte[] body(Instant now, int status, String error) {
        var millis = now.truncatedTo(ChronoUnit.MILLIS);
        return Json.bytes(new Untaken(millis.toString(), status, error));
    }

    /** The JSON for a request that was refused elsewhere. */
    public static byte[] body(Why why, String message) {
        return Json.bytes(new Body(why.code, Refused.class.getName(), message));
    }
}
