package dev.firebreak.wire.ddi;

import dev.firebreak.core.words.ActionId;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/**
 * The answer to a poll: when to come again, and links to what there is to do. Written by hand: it
 * is by far the most frequent body, and nearly always the same but for eight digits.
 */
public final class PollBody {
    private static final byte[] BEFORE =
            "{\"config\":{\"polling\":{\"sleep\":\"".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] AFTER = "\"}}}".getBytes(StandardCharsets.US_ASCII);
    private static final String LINKS = "\"}},\"_links\":{";

    /** The clock's last second: a longer interval cannot be written. */
    private static final int LONGEST_SECONDS = 24 * 60 * 60 - 1;

    private static final int DIGITS = 8;

    private PollBody() {}

    /** What an open action asks of the device. */
    public sealed interface Work {
        /** Carry it out; {@code state} as in {@link DeviceUrl#deploymentBase}. */
        record Deploy(ActionId action, int state) implements Work {}

        /** Ask a person first; {@code state} as in {@link DeviceUrl#deploymentBase}. */
        record Confirm(ActionId action, int state) implements Work {}

        /** Drop it. */
        record Cancel(ActionId action) implements Work {}
    }

    /** Nothing to do. */
    public static byte[] idle(Duration sleep) {
        var body = new byte[BEFORE.length + DIGITS + AFTER.length];
        System.arraycopy(BEFORE, 0, body, 0, BEFORE.length);
        writeSleep(body, BEFORE.length, seconds(sleep));
        System.arraycopy(AFTER, 0, body, BEFORE.length + DIGITS, AFTER.length);
        return body;
    }

    /**
     * The answer with its links.
     *
     * @param work the open action, if there is one
     * @param installed the last action that ended well, if the device still runs what it brought
     * @param attributes whether the server wants to be told the device's attributes
     */
    public static byte[] of(
            Duration sleep,
            DeviceUrl url,
            Optional<Work> work,
            Optional<ActionId> installed,
            boolean attributes) {
        if (work.isEmpty() && installed.isEmpty() && !attributes) {
            return idle(sleep);
        }
        var text = new StringBuilder(512);
        text.append("{\"config\":{\"polling\":{\"sleep\":\"").append(sleepText(sleep));
        text.append(LINKS);
        work.ifPresent(open -> link(text, open, url));
        installed.ifPresent(action -> link(text, "installedBase", url.installedBase(action)));
        if (attributes) {
            link(text, "configData", url.configData());
        }
        return text.append("}}").toString().getBytes(StandardCharsets.US_ASCII);
    }

    /** The interval as {@code HH:mm:ss}, from one second to the day's last. */
    public static String sleepText(Duration sleep) {
        var digits = new byte[DIGITS];
        writeSleep(digits, 0, seconds(sleep));
        return new String(digits, StandardCharsets.US_ASCII);
    }

    private static void link(StringBuilder text, Work work, DeviceUrl url) {
        switch (work) {
            case Work.Deploy(var action, int state) ->
                    link(text, "deploymentBase", url.deploymentBase(action, state));
            case Work.Confirm(var action, int state) ->
                    link(text, "confirmationBase", url.confirmationBase(action, state));
            case Work.Cancel(var action) -> link(text, "cancelAction", url.cancelAction(action));
        }
    }

    private static void link(StringBuilder text, String rel, String href) {
        if (text.charAt(text.length() - 1) != '{') {
            text.append(',');
        }
        text.append('"').append(rel).append("\":{\"href\":\"").append(href).append("\"}");
    }

    /** Rounded up: to ask a moment later is harmless, zero would be a flood. */
    private static int seconds(Duration sleep) {
        long up = sleep.plusNanos(999_999_999).toSeconds();
        return Math.clamp(up, 1, LONGEST_SECONDS);
    }

    private static void writeSleep(byte[] body, int at, int seconds) {
        two(body, at, seconds / 3600);
        body[at + 2] = ':';
        two(body, at + 3, seconds / 60 % 60);
        body[at + 5] = ':';
        two(body, at + 6, seconds % 60);
    }

    private static void two(byte[] body, int at, int number) {
        body[at] = (byte) ('0' + number / 10);
        body[at + 1] = (byte) ('0' + number % 10);
    }
}
