package dev.firebreak.server.http;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A request that is answered with a problem (RFC 9457). The message is for the person who asked: it
 * says what was expected, what was found, and what to do.
 */
public final class Refused extends Exception {
    private static final long serialVersionUID = 1L;

    private final ProblemKind kind;
    private final transient List<Fault> faults;
    private final transient Map<String, String> headers;
    private final boolean inForce;

    /**
     * One thing that is wrong with the content.
     *
     * @param pointer where: a path like {@code waves[2].bake}, a line, or empty for the whole
     * @param detail what was expected, what was found, what to do
     */
    public record Fault(String pointer, String detail) {}

    private Refused(
            ProblemKind kind,
            String detail,
            List<Fault> faults,
            Map<String, String> headers,
            boolean inForce) {
        // No stack trace: this is an answer, and strangers can cause it as often as they like.
        super(detail, null, false, false);
        this.kind = kind;
        this.faults = List.copyOf(faults);
        this.headers = new TreeMap<>(headers);
        this.inForce = inForce;
    }

    /** A refusal in one sentence. */
    public static Refused of(ProblemKind kind, String detail) {
        return new Refused(kind, detail, List.of(), Map.of(), false);
    }

    /** Content with faults, each with its place. */
    public static Refused invalid(String detail, List<Fault> faults) {
        return new Refused(ProblemKind.INVALID, detail, faults, Map.of(), false);
    }

    /** The same refusal with what else it answers. */
    public Refused because(List<Fault> more) {
        return new Refused(kind, detail(), more, headers, inForce);
    }

    /** The same refusal with one more header, for example {@code Retry-After}. */
    public Refused with(String header, String value) {
        var more = new TreeMap<>(headers);
        more.put(header, value);
        return new Refused(kind, detail(), faults, more, inForce);
    }

    /** The same for a stop that holds in this process, but could not be made durable. */
    public Refused yetInForce() {
        return new Refused(kind, detail(), faults, headers, true);
    }

    /** Whether what was asked for holds all the same, as long as this process lives. */
    public boolean inForce() {
        return inForce;
    }

    /** Which kind of refusal. */
    public ProblemKind kind() {
        return kind;
    }

    /** The sentence. */
    public String detail() {
        var detail = getMessage();
        return detail == null ? kind.title() : detail;
    }

    /** What is wrong with the content, if that is why. */
    public List<Fault> faults() {
        return faults;
    }

    /** Headers to send along. */
    public Map<String, String> headers() {
        return headers;
    }
}
