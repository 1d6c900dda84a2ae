package dev.firebreak.cli.command;

import dev.firebreak.cli.Exit;
import dev.firebreak.cli.Trouble;
import dev.firebreak.cli.http.Api;
import dev.firebreak.cli.show.Look;
import dev.firebreak.cli.show.Table;
import dev.firebreak.wire.json.Json;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

/** {@code hold}: a rollout, or with a verb behind it, devices whatever the rollout. */
@Command(
        name = "hold",
        description = {
            "holds a rollout: no more grants, open offers are withdrawn",
            "or, with a command behind it, holds devices whatever the rollout"
        })
final class HoldVerbs implements Callable<Integer> {
    private final Session session;
    private final RolloutVerbs rollout;

    @Parameters(arity = "0..1", paramLabel = "ROLLOUT", description = RolloutVerbs.ROLLOUT)
    private Optional<String> id = Optional.empty();

    @Option(names = "--reason", paramLabel = "TEXT", description = "why")
    private Optional<String> reason = Optional.empty();

    HoldVerbs(Session session, RolloutVerbs rollout) {
        this.session = session;
        this.rollout = rollout;
    }

    @Override
    public Integer call() {
        return rollout.hold(id, reason);
    }

    @Command(description = "holds devices until a person lifts the hold")
    int place(
            @Option(names = "--fleet", description = "everybody") boolean fleet,
            @Option(names = "--region", paramLabel = "NAME", description = "a region")
                    Optional<String> region,
            @Option(names = "--fingerprint", paramLabel = "VALUE", description = "an environment")
                    Optional<String> fingerprint,
            @Option(names = "--customer", paramLabel = "NAME", description = "a customer's devices")
                    Optional<String> customer,
            @Option(names = "--reason", required = true, paramLabel = "TEXT", description = "why")
                    String why) {
        try (var api = session.api()) {
            var tree =
                    Stop.post(
                            session,
                            api,
                            "/holds",
                            body(fleet, region, fingerprint, customer, why));
            session.answer(tree, List.of("hold " + Look.text(tree, "id") + " placed"));
            region.filter(name -> !peopled(api, name))
                    .ifPresent(
                            name ->
                                    session.say(
                                            ("note: no device is in the region '%s' now;"
                                                            + " 'device list' tells where they are")
                                                    .formatted(name)));
            return Exit.DONE.code();
        }
    }

    private static boolean peopled(Api api, String region) {
        return PlanGround.counts(api.get("/fleet")).stream()
                .anyMatch(count -> count.region().value().equals(region) && count.devices() > 0);
    }

    @Command(description = "lists the holds over devices")
    int list() {
        try (var api = session.api()) {
            var rows = new Find(api).all("/holds");
            var table = new Table("ID", "HOLDS", "BY", "WHY");
            for (var row : rows) {
                table.row(
                        Look.text(row, "id"),
                        (Look.text(row, "target") + " " + Look.text(row, "value")).strip(),
                        Look.text(row, "by"),
                        Look.text(row, "reason"));
            }
            session.answer(
                    Json.tree(Map.of("items", rows)), session.fitted(table.lines("no holds")));
            return Exit.DONE.code();
        }
    }

    @Command(description = "ends a hold over devices")
    int lift(
            @Parameters(paramLabel = "ID", description = "see 'hold list'") String hold,
            @Option(names = "--reason", required = true, paramLabel = "TEXT", description = "why")
                    String why) {
        session.confirm("Devices under hold %s may be exposed again.".formatted(hold));
        try (var api = session.api()) {
            var tree =
                    api.delete("/holds/%s?reason=%s".formatted(Api.quoted(hold), Api.quoted(why)));
            session.answer(tree, List.of("lifted hold " + hold));
            return Exit.DONE.code();
        }
    }

    private static Map<String, String> body(
            boolean fleet,
            Optional<String> region,
            Optional<String> fingerprint,
            Optional<String> customer,
            String why) {
        var named =
                Stream.of(
                                region.map(value -> Map.entry("region", value)),
                                fingerprint.map(value -> Map.entry("fingerprint", value)),
                                customer.map(value -> Map.entry("customer", value)))
                        .flatMap(Optional::stream)
                        .toList();
        if (named.size() + (fleet ? 1 : 0) != 1) {
            throw Trouble.usage(
                    "expected one of --fleet, --region, --fingerprint, --customer, found %d: name whom to hold"
                            .formatted(named.size() + (fleet ? 1 : 0)));
        }
        var body = new TreeMap<>(Map.of("reason", why, "target", "fleet"));
        named.forEach(
                entry -> {
                    body.put("target", entry.getKey());
                    body.put("value", entry.getValue());
                });
        return body;
    }
}
