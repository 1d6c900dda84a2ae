package dev.firebreak.wire.ddi;

import dev.firebreak.core.decision.Observation.CancelAnswer;
import dev.firebreak.core.decision.Observation.Report;
import dev.firebreak.core.words.Reason;

import tools.jackson.databind.JsonNode;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * What a device reports on an action or on a cancel. {@code id}, {@code time}, {@code timestamp}
 * and progress are ignored, as are fields that nobody knows.
 *
 * @param execution where it is
 * @param finished how it ended; matters only when closed
 * @param code a number of the device's own
 * @param details its words, cut to {@link #MOST_LINES} lines of {@link #LONGEST_LINE} characters
 */
public record Feedback(
        Execution execution, Finished finished, Optional<Integer> code, List<String> details) {
    /** More than any known client sends at once (48); the rest is dropped, never refused. */
    static final int MOST_LINES = 64;

    static final int LONGEST_LINE = 512;

    private static final int LONGEST_REASON = 500;

    /**
     * The last words of a device before it restarts. Only these, whole: a device taken to restart
     * is given time to be silent, so a guess would hide silence.
     */
    private static final Set<String> RESTARTS =
            Set.of("rebooting", "restarting", "about to reboot", "about to restart");

    public Feedback {
        details = List.copyOf(details);
    }

    /**
     * The feedback in a request's body.
     *
     * @throws Refused 400 if a required field is missing or says what nobody knows
     */
    public static Feedback read(byte[] bytes, Format format) {
        var status = Body.object(bytes, format).path("status");
        var result = status.path("result");
        var execution = Body.text(status, "execution");
        var finished = Body.text(result, "finished");
        var code = status.path("code");
        return new Feedback(
                Execution.of(execution).orElseThrow(() -> unknown("execution", execution)),
                Finished.of(finished).orElseThrow(() -> unknown("finished", finished)),
                code.isInt() ? Optional.of(code.intValue()) : Optional.empty(),
                details(status.path("details")));
    }

    /**
     * What it means for an action that is offered. Closed without success is a failure, also where
     * the device does not say so: no news is not good news.
     */
    public Report report() {
        return switch (execution) {
            case CLOSED -> finished == Finished.SUCCESS ? Report.SUCCEEDED : Report.FAILED;
            case DOWNLOADED -> Report.DOWNLOADED;
            case REJECTED -> Report.REJECTED;
            case PROCEEDING -> announcesRestart() ? Report.RESTARTING : Report.PROCEEDING;
            case CANCELED, SCHEDULED, RESUMED, DOWNLOAD -> Report.PROCEEDING;
        };
    }

    /** What it means for an action that is being cancelled. */
    public CancelAnswer cancelAnswer() {
        return switch (execution) {
            case CLOSED -> finished == Finished.FAILURE ? CancelAnswer.REFUSED : CancelAnswer.DONE;
            case REJECTED -> CancelAnswer.REFUSED;
            case PROCEEDING, CANCELED, SCHEDULED, RESUMED, DOWNLOADED, DOWNLOAD ->
                    CancelAnswer.WORKING;
        };
    }

    /**
     * The device's words in one line. Of many lines the last ones are kept: what went wrong is said
     * at the end.
     */
    public Reason reason() {
        Deque<String> kept = new ArrayDeque<>();
        var head = code.map("code %d: "::formatted).orElse("");
        int length = head.length();
        for (var line : details.reversed()) {
            if (length + line.length() > LONGEST_REASON && !kept.isEmpty()) {
                break;
            }
            kept.addFirst(line);
            length += line.length() + 2;
        }
        return Reason.told(
                kept.isEmpty()
                        ? head
                                + "the device said %s/%s and no more"
                                        .formatted(execution.text(), finished.text())
                        : head + String.join("; ", kept));
    }

    /**
     * What the report says line by line, for those who read the action's history; where the device
     * said nothing, the server says for it what it reported.
     */
    public List<String> messages() {
        var lines = new ArrayList<>(details);
        if (lines.isEmpty()) {
            lines.add("Update Server: Target reported %s.".formatted(execution));
        }
        code.ifPresent(number -> lines.add("Device reported status code: " + number));
        return lines;
    }

    /** Whether it is the device's last word on the action: nothing later says the same again. */
    public boolean closes() {
        return execution == Execution.CLOSED || execution == Execution.REJECTED;
    }

    private boolean announcesRestart() {
        return !details.isEmpty()
                && RESTARTS.contains(
                        details.getLast().toLowerCase(Locale.ROOT).replaceAll("[. !…]+$", ""));
    }

    static List<String> details(JsonNode node) {
        var lines = new ArrayList<String>();
        if (node.isArray()) {
            node.forEach(line -> add(lines, line));
        } else {
            add(lines, node);
        }
        return lines;
    }

    private static void add(List<String> lines, JsonNode line) {
        Body.scalar(line)
                .map(said -> said.replaceAll("\\p{Cntrl}+", " ").strip())
                .filter(said -> !said.isEmpty() && lines.size() < MOST_LINES)
                .ifPresent(
                        said ->
                                lines.add(
                                        said.substring(0, Math.min(said.length(), LONGEST_LINE))));
    }

    private static Refused unknown(String field, String found) {
        return Body.unreadable(
                "expected a known word in '%s', found '%s': see the protocol"
                        .formatted(field, Reason.told(found)));
    }
}
