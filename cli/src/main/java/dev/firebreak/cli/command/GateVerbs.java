package dev.firebreak.cli.command;

import dev.firebreak.cli.Exit;
import dev.firebreak.cli.show.Look;
import dev.firebreak.cli.show.Paint;
import dev.firebreak.cli.show.Paint.Tone;
import dev.firebreak.cli.show.Table;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

import tools.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.List;

/** {@code gate …}: whether the policy lets a release out. */
@Command(name = "gate", description = "asks whether a release may go out, and why not")
final class GateVerbs {
    private final Session session;

    GateVerbs(Session session) {
        this.session = session;
    }

    @Exits(Exit.NOT_CLEARED)
    @Command(description = "0 if the release is cleared, 13 if it is not")
    int check(@Parameters(paramLabel = "DIGEST", description = ReleaseVerbs.RELEASE) String ref) {
        return told(ref, false);
    }

    @Exits(Exit.NOT_CLEARED)
    @Command(description = "the same, with what each requirement asks for and found")
    int explain(@Parameters(paramLabel = "DIGEST", description = ReleaseVerbs.RELEASE) String ref) {
        return told(ref, true);
    }

    private int told(String ref, boolean all) {
        try (var api = session.api()) {
            var tree = api.get("/releases/" + new Find(api).release(ref) + "/gate");
            session.answer(tree, lines(tree, all, session.paint()));
            return (cleared(tree) ? Exit.DONE : Exit.NOT_CLEARED).code();
        }
    }

    /** Only the exact word opens: an answer without it is not evaluated. */
    static boolean cleared(JsonNode gate) {
        return Look.text(gate, "decision").equals("CLEARED");
    }

    /** The decision and its requirements; the brief form leaves out those that passed. */
    static List<String> lines(JsonNode gate, boolean all, Paint paint) {
        var lines = new ArrayList<String>();
        var word =
                cleared(gate)
                        ? paint.in(Tone.GOOD, "● CLEARED")
                        : paint.in(
                                Tone.FAILED,
                                "■ " + Look.maybe(gate, "decision").orElse("NOT EVALUATED"));
        lines.add("%s  %s".formatted(word, Look.text(gate, "digest")));
        Look.each(gate, "requirements", requirement -> requirement).stream()
                .filter(found -> all || !Look.text(found, "outcome").equals("PASS"))
                .forEach(
                        found ->
                                lines.add(
                                        "  %s %s  %s  %s"
                                                .formatted(
                                                        symbol(Look.text(found, "outcome")),
                                                        Look.text(found, "id"),
                                                        Look.text(found, "outcome"),
                                                        Table.plain(Look.text(found, "why")))));
        return List.copyOf(lines);
    }

    private static String symbol(String outcome) {
        return switch (outcome) {
            case "PASS" -> "✓";
            case "MISSING" -> "∅";
            case "STALE" -> "⧗";
            case "INVALID" -> "⚠";
            default -> "✕";
        };
    }
}
