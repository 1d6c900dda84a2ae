package dev.firebreak.cli.command;

import dev.firebreak.cli.Exit;
import dev.firebreak.cli.http.Api;
import dev.firebreak.cli.show.Look;
import dev.firebreak.cli.show.Table;
import dev.firebreak.wire.json.Json;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import tools.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** {@code device …}: the endpoints. */
@Command(name = "device", description = "imports, lists and vouches for devices")
final class DeviceVerbs {
    private final Session session;

    DeviceVerbs(Session session) {
        this.session = session;
    }

    @Command(
            name = "import",
            description = {
                "imports devices from CSV or JSON lines; good lines are kept",
                "a bad line is told with its number, and the command ends with 2"
            })
    int imported(
            @Parameters(paramLabel = "FILE", description = "CSV with a head, or JSON lines")
                    String file) {
        try (var api = session.api()) {
            return new DeviceImport(session, api, file).run().code();
        }
    }

    @Command(description = "lists devices")
    int list(
            @Option(
                            names = "--limit",
                            defaultValue = "100",
                            paramLabel = "N",
                            description = "at most so many (default: 100)")
                    int limit,
            @Option(names = "--after", paramLabel = "ID", description = "those after this one")
                    Optional<String> after) {
        try (var api = session.api()) {
            var tree =
                    api.get(
                            "/devices?limit="
                                    + limit
                                    + after.map(id -> "&after=" + Api.quoted(id)).orElse(""));
            var table = new Table("DEVICE", "TIER", "REGION", "CUSTOMER", "RUNS", "STATE");
            for (var row : Look.rows(tree)) {
                table.row(
                        Look.text(row, "id"),
                        Look.text(row, "tier"),
                        Look.text(row, "region"),
                        Look.text(row, "customer"),
                        Look.maybe(row, "runs").map(DeviceVerbs::brief).orElse("unknown"),
                        Look.flag(row, "accepted") ? "accepted" : "not accepted");
            }
            var lines =
                    new ArrayList<>(
                            session.fitted(
                                    table.lines(
                                            "no devices: 'firebreak device import' brings some")));
            Look.maybe(tree, "next").ifPresent(next -> lines.add("more: --after " + next));
            session.answer(tree, lines);
            return Exit.DONE.code();
        }
    }

    @Command(description = "shows a device: its place, what it runs, and what its rules leave open")
    int show(@Parameters(paramLabel = "ID", description = "the device") String id) {
        try (var api = session.api()) {
            var tree = api.get("/devices/" + Api.quoted(id));
            session.answer(tree, shown(tree, ""));
            return Exit.DONE.code();
        }
    }

    @Command(description = "vouches for a device that registered itself")
    int accept(@Parameters(paramLabel = "ID", description = "the device") String id) {
        try (var api = session.api()) {
            var tree = api.post("/devices/" + Api.quoted(id) + "/accept", Map.of());
            session.answer(tree, List.of("accepted " + id));
            return Exit.DONE.code();
        }
    }

    @Exits(Exit.WAITS)
    @Command(
            description = {
                "takes the flag from a device that looked like two machines",
                "takes two people: the first ends with 15"
            })
    int unflag(
            @Parameters(paramLabel = "ID", description = "the device") String id,
            @Option(names = "--reason", required = true, paramLabel = "TEXT", description = "why")
                    String reason) {
        try (var api = session.api()) {
            var tree = api.post("/devices/" + Api.quoted(id) + "/unflag", Map.of("reason", reason));
            var waits = tree.has("flagged");
            session.answer(
                    tree,
                    List.of(
                            waits
                                    ? "proposed: another person runs the same command"
                                    : "no longer flagged: " + id));
            return (waits ? Exit.WAITS : Exit.DONE).code();
        }
    }

    @Command(description = "makes the device's own token; it is shown once")
    int token(@Parameters(paramLabel = "ID", description = "the device") String id) {
        try (var api = session.api()) {
            var tree = api.post("/devices/" + Api.quoted(id) + "/token", Map.of());
            session.answer(tree, List.of(Look.text(tree, "token")));
            session.say("shown once; the device sends it as 'Authorization: TargetToken …'");
            return Exit.DONE.code();
        }
    }

    @Exits(Exit.WAITS)
    @Command(
            name = "write-off",
            description = {
                "gives up a device silent for 72 hours; it stays bad in every statistic",
                "takes two people: the first ends with 15"
            })
    int writeOff(
            @Parameters(paramLabel = "ID", description = "the device") String id,
            @Option(names = "--rollout", paramLabel = "ROLLOUT", description = RolloutVerbs.ROLLOUT)
                    Optional<String> rollout,
            @Option(names = "--reason", required = true, paramLabel = "TEXT", description = "why")
                    String reason) {
        session.confirm("A device that is written off counts as harmed for ever.");
        try (var api = session.api()) {
            var exposed = new Find(api).rollout(rollout);
            var tree =
                    api.post(
                            "/rollouts/" + exposed + "/write-off",
                            Map.of("device", id, "reason", reason));
            var done = writtenOff(api, exposed, id);
            session.answer(
                    tree,
                    List.of(
                            done
                                    ? "written off " + id
                                    : "proposed: another person runs the same command"));
            return (done ? Exit.DONE : Exit.WAITS).code();
        }
    }

    private static boolean writtenOff(Api api, String rollout, String id) {
        return new Find(api)
                .all("/rollouts/" + rollout + "/exposures").stream()
                        .filter(row -> Look.text(row, "device").equals(id))
                        .anyMatch(row -> Look.text(row, "state").equals("WRITTEN_OFF"));
    }

    /** Each field on a line of its own; what is nested is indented. */
    static List<String> shown(JsonNode tree, String indent) {
        var lines = new ArrayList<String>();
        for (var field : tree.properties()) {
            var value = field.getValue();
            if (value.isObject()) {
                lines.add(indent + field.getKey());
                lines.addAll(shown(value, indent + "  "));
            } else if (value.isArray() && value.values().stream().anyMatch(JsonNode::isObject)) {
                lines.add(indent + field.getKey());
                value.values().forEach(row -> lines.add(indent + "  " + inOneLine(row)));
            } else {
                var text =
                        value.isArray()
                                ? value.values().stream()
                                        .map(JsonNode::asString)
                                        .collect(Collectors.joining(", "))
                                : value.asString();
                lines.add("%s%s  %s".formatted(indent, field.getKey(), Table.plain(text)));
            }
        }
        return lines;
    }

    private static String inOneLine(JsonNode row) {
        return row.properties().stream()
                .map(
                        field ->
                                field.getKey()
                                        + " "
                                        + (field.getValue().isValueNode()
                                                ? field.getValue().asString()
                                                : Json.text(field.getValue())))
                .map(Table::plain)
                .collect(Collectors.joining(" · "));
    }

    private static String brief(String release) {
        return release.matches("[0-9a-f]{64}") ? release.substring(0, 12) : release;
    }
}
