package dev.firebreak.cli.command;

import dev.firebreak.cli.Exit;
import dev.firebreak.cli.Trouble;
import dev.firebreak.cli.http.Api;
import dev.firebreak.cli.show.Count;
import dev.firebreak.cli.show.Decision;
import dev.firebreak.cli.show.ExposureList;
import dev.firebreak.cli.show.Ladder;
import dev.firebreak.cli.show.LadderPicture;
import dev.firebreak.cli.show.Look;
import dev.firebreak.cli.show.Paint;
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
import java.util.TreeMap;

/** {@code rollout …}: a plan being carried out. */
@Command(name = "rollout", description = "proposes, starts, watches and stops rollouts")
final class RolloutVerbs {
    static final String ROLLOUT =
            "r1, a plan's name or name@version; without it the only one that is not over";

    private final Session session;

    RolloutVerbs(Session session) {
        this.session = session;
    }

    @Command(description = "lists the rollouts")
    int list() {
        try (var api = session.api()) {
            var rows = new Find(api).all("/rollouts");
            var table = new Table("ID", "STATE", "RELEASE", "PLAN", "EXPOSED", "HARMED", "WHY");
            for (var row : rows) {
                var ladder = Ladder.of(row);
                table.row(
                        ladder.id(),
                        LadderPicture.state(ladder.state(), Paint.NONE),
                        ladder.release(),
                        ladder.plan(),
                        Count.of(ladder.counts().exposed()),
                        Count.of(ladder.harmed()),
                        Ladder.why(ladder.state(), ladder.headline()));
            }
            session.answer(
                    Json.tree(Map.of("items", rows)),
                    session.fitted(
                            table.lines(
                                    "no rollouts: 'plan init' writes a plan, 'rollout propose' proposes it")));
            return Exit.DONE.code();
        }
    }

    @Command(description = "shows one rollout")
    int show(
            @Parameters(arity = "0..1", paramLabel = "ROLLOUT", description = ROLLOUT)
                    Optional<String> id,
            @Option(
                            names = "--devices",
                            description =
                                    "each device that was exposed, those that are harmed first")
                    boolean devices) {
        try (var api = session.api()) {
            var found = find(api, id);
            if (devices) {
                var rows = new Find(api).all(path(found, "exposures"));
                session.answer(
                        Json.tree(Map.of("items", rows)), session.fitted(ExposureList.lines(rows)));
                return Exit.DONE.code();
            }
            var tree = api.get("/rollouts/" + found);
            var ladder = Ladder.of(tree);
            var lines = new ArrayList<String>();
            lines.add("plan digest  " + ladder.planDigest());
            lines.add(
                    Table.plain(
                            "%s · plan %s · by %s%s"
                                    .formatted(
                                            ladder.id(),
                                            ladder.plan(),
                                            ladder.author(),
                                            ladder.approvals().isEmpty()
                                                    ? ""
                                                    : " · approved by "
                                                            + String.join(
                                                                    ", ", ladder.approvals()))));
            lines.addAll(
                    new LadderPicture(session.paint(), session.width()).lines(ladder, List.of()));
            lines.addAll(Look.coverage(tree));
            session.answer(tree, lines);
            return Exit.DONE.code();
        }
    }

    @Exits(Exit.WAITS)
    @Command(
            description = {
                "proposes a plan; another person approves it",
                "with --wait-approval it ends with 15 while approval is wanted"
            })
    int propose(
            @Parameters(paramLabel = "FILE", description = "the plan, YAML or JSON") String file,
            @Option(names = "--wait-approval", description = "end with 15 unless approved at once")
                    boolean waits) {
        try (var api = session.api()) {
            var tree =
                    api.post(
                            "/rollouts?filename=" + Api.quoted(file),
                            session.read(file),
                            "application/yaml");
            var state = Look.text(tree, "state");
            session.answer(
                    tree,
                    List.of(
                            "%s %s, plan %s"
                                    .formatted(
                                            Look.text(tree, "id"),
                                            state,
                                            Look.text(tree, "planDigest"))));
            if (state.equals("PROPOSED")) {
                session.say(
                        "next: another person runs 'firebreak rollout approve %s'"
                                .formatted(Look.text(tree, "id")));
            }
            return (waits && state.equals("PROPOSED") ? Exit.WAITS : Exit.DONE).code();
        }
    }

    @Command(description = "says yes to the plan, by the digest that was seen")
    int approve(
            @Parameters(arity = "0..1", paramLabel = "ROLLOUT", description = ROLLOUT)
                    Optional<String> id,
            @Option(
                            names = "--plan-digest",
                            paramLabel = "DIGEST",
                            description = "the plan that was read (default: the present one)")
                    Optional<String> digest,
            @Option(names = "--reason", paramLabel = "TEXT", description = "why")
                    Optional<String> reason) {
        try (var api = session.api()) {
            var rollout = find(api, id);
            var plan = digest.orElseGet(() -> planDigest(api, rollout));
            var yes = said(reason);
            yes.put("planDigest", plan);
            return done(api.post(path(rollout, "approvals"), yes), rollout);
        }
    }

    @Command(description = "says no for the platform owner; the rollout is withdrawn")
    int veto(
            @Parameters(arity = "0..1", paramLabel = "ROLLOUT", description = ROLLOUT)
                    Optional<String> id,
            @Option(names = "--reason", required = true, paramLabel = "TEXT", description = "why")
                    String reason) {
        return last(id, "veto", reason, "A veto ends the rollout for good.");
    }

    @Command(description = "takes a plan back before it starts")
    int withdraw(
            @Parameters(arity = "0..1", paramLabel = "ROLLOUT", description = ROLLOUT)
                    Optional<String> id,
            @Option(names = "--reason", required = true, paramLabel = "TEXT", description = "why")
                    String reason) {
        return last(id, "withdraw", reason, "A withdrawn plan must be proposed anew.");
    }

    @Exits({Exit.HELD, Exit.NOT_CLEARED, Exit.TIME_OUT, Exit.WAITS})
    @Command(
            description = {
                "starts an approved rollout",
                "with --wait: 0 when it is completed, 1 when it is halted or rolled back"
            })
    int start(
            @Parameters(arity = "0..1", paramLabel = "ROLLOUT", description = ROLLOUT)
                    Optional<String> id,
            @Option(names = "--wait", description = "watch it to its end") boolean wait,
            @Option(names = "--until", paramLabel = "END", description = "see 'rollout watch'")
                    Optional<String> until,
            @Option(names = "--timeout", paramLabel = "TIME", description = "see 'rollout watch'")
                    Optional<String> timeout,
            @Option(names = "--reason", paramLabel = "TEXT", description = "why")
                    Optional<String> reason) {
        try (var api = session.api()) {
            var rollout = find(api, id);
            var before = api.get("/rollouts/" + rollout);
            if (Look.text(before, "state").equals("PROPOSED")) {
                throw new Trouble(
                        Exit.WAITS,
                        ("expected an approved rollout, found that %s waits for approval:"
                                        + " another person runs 'firebreak rollout approve %s'")
                                .formatted(rollout, rollout));
            }
            var tree = api.post(path(rollout, "start"), said(reason));
            if (!wait) {
                return done(tree, rollout);
            }
            var end = watched(api, rollout, until, timeout);
            return (end == Exit.HALTED || end == Exit.ROLLED_BACK ? Exit.FAULT : end).code();
        }
    }

    @Exits({Exit.HELD, Exit.HALTED, Exit.ROLLED_BACK, Exit.TIME_OUT})
    @Command(
            description = {
                "draws the wave ladder live until the rollout is over",
                "0 completed, 11 halted, 12 rolled back; 10 only with --until held"
            })
    int watch(
            @Parameters(arity = "0..1", paramLabel = "ROLLOUT", description = ROLLOUT)
                    Optional<String> id,
            @Option(
                            names = "--until",
                            paramLabel = "END",
                            description = "over (default), held, wave=N or promoted=N")
                    Optional<String> until,
            @Option(
                            names = "--timeout",
                            paramLabel = "TIME",
                            description = "end with 14 after so long, for example 30m")
                    Optional<String> timeout) {
        try (var api = session.api()) {
            return watched(api, find(api, id), until, timeout).code();
        }
    }

    @Command(description = "no more grants, open offers are withdrawn; asks nothing")
    int hold(
            @Parameters(arity = "0..1", paramLabel = "ROLLOUT", description = ROLLOUT)
                    Optional<String> id,
            @Option(names = "--reason", paramLabel = "TEXT", description = "why")
                    Optional<String> reason) {
        return stop(id, "hold", reason);
    }

    @Command(description = "lets a held rollout go on, by the plan digest that was seen")
    int resume(
            @Parameters(arity = "0..1", paramLabel = "ROLLOUT", description = ROLLOUT)
                    Optional<String> id,
            @Option(names = "--reason", required = true, paramLabel = "TEXT", description = "why")
                    String reason,
            @Option(
                            names = "--plan-digest",
                            paramLabel = "DIGEST",
                            description = "the plan that was read")
                    Optional<String> digest) {
        try (var api = session.api()) {
            var rollout = find(api, id);
            var plan = digest.orElseGet(() -> planDigest(api, rollout));
            return done(
                    api.post(path(rollout, "resume"), Map.of("planDigest", plan, "reason", reason)),
                    rollout);
        }
    }

    @Command(description = "stops the rollout for good; asks nothing, because stopping is cheap")
    int halt(
            @Parameters(arity = "0..1", paramLabel = "ROLLOUT", description = ROLLOUT)
                    Optional<String> id,
            @Option(names = "--reason", paramLabel = "TEXT", description = "why")
                    Optional<String> reason) {
        return stop(id, "halt", reason);
    }

    @Command(description = "takes devices back to what they ran before")
    int rollback(
            @Parameters(arity = "0..1", paramLabel = "ROLLOUT", description = ROLLOUT)
                    Optional<String> id,
            @Option(names = "--reason", required = true, paramLabel = "TEXT", description = "why")
                    String reason,
            @Option(
                            names = "--confirmed-too",
                            description =
                                    "confirmed devices too: proposes a rollout for that, to be approved and started")
                    boolean confirmedToo) {
        session.confirm("A rollback installs on every device that it reaches.");
        try (var api = session.api()) {
            var rollout = find(api, id);
            var reach = confirmedToo ? "CONFIRMED_TOO" : "UNCONFIRMED";
            return done(
                    api.post(path(rollout, "rollback"), Map.of("reason", reason, "reach", reach)),
                    rollout);
        }
    }

    @Command(description = "prints every decision with its reasons and numbers")
    int explain(
            @Parameters(arity = "0..1", paramLabel = "ROLLOUT", description = ROLLOUT)
                    Optional<String> id) {
        try (var api = session.api()) {
            var rollout = find(api, id);
            var tree = api.get("/rollouts/" + rollout);
            var ladder = Ladder.of(tree);
            var lines = new ArrayList<String>();
            lines.addAll(
                    LadderPicture.wrapped(
                            "%s %s %s: %s"
                                    .formatted(
                                            ladder.id(),
                                            Table.plain(ladder.release()),
                                            ladder.state(),
                                            Table.plain(
                                                    Ladder.why(ladder.state(), ladder.headline()))),
                            session.width(),
                            "    "));
            lines.addAll(
                    LadderPicture.wrapped(LadderPicture.waitsFor(ladder), session.width(), "    "));
            ladder.waits()
                    .forEach(
                            line ->
                                    lines.addAll(
                                            LadderPicture.wrapped(line, session.width(), "    ")));
            var decisions = new Find(api).all(path(rollout, "decisions"));
            decisions.stream()
                    .map(Decision::of)
                    .forEach(decision -> lines.addAll(decision.lines(session.width())));
            session.answer(Json.tree(Map.of("rollout", tree, "decisions", decisions)), lines);
            return Exit.DONE.code();
        }
    }

    /** A hold or halt of one rollout, also for the words of the first level. */
    int stop(Optional<String> id, String verb, Optional<String> reason) {
        try (var api = session.api()) {
            var rollout = find(api, id);
            var why = reason.orElse(verb + " by hand, no reason given");
            return done(
                    Stop.post(session, api, path(rollout, verb), Map.of("reason", why)), rollout);
        }
    }

    private int last(Optional<String> id, String verb, String reason, String warning) {
        session.confirm(warning);
        try (var api = session.api()) {
            var rollout = find(api, id);
            return done(api.post(path(rollout, verb), Map.of("reason", reason)), rollout);
        }
    }

    private Exit watched(
            Api api, String rollout, Optional<String> until, Optional<String> timeout) {
        return new Watch(session, api, rollout)
                .run(Until.parse(until.orElse("over")), timeout.map(Times::parse));
    }

    /** Says what the rollout is now; an answer that does not say it is asked for. */
    private int done(JsonNode tree, String rollout) {
        var state = Look.maybe(tree, "state").orElse("done");
        var headline = Look.text(tree, "headline");
        var lines = new ArrayList<String>();
        lines.add(
                "%s %s%s"
                        .formatted(
                                rollout,
                                state,
                                headline.isEmpty()
                                        ? ""
                                        : ": " + Table.plain(Ladder.why(state, headline))));
        Look.each(tree, "made", JsonNode::asString)
                .forEach(
                        made ->
                                lines.add(
                                        "%s is proposed; another person approves it: firebreak rollout approve %s"
                                                .formatted(made, made)));
        session.answer(tree, lines);
        return Exit.DONE.code();
    }

    private static Map<String, String> said(Optional<String> reason) {
        var said = new TreeMap<String, String>();
        reason.ifPresent(text -> said.put("reason", text));
        return said;
    }

    private static String planDigest(Api api, String rollout) {
        return Look.text(api.get("/rollouts/" + rollout), "planDigest");
    }

    private static String path(String rollout, String verb) {
        return "/rollouts/" + rollout + "/" + verb;
    }

    private static String find(Api api, Optional<String> id) {
        return new Find(api).rollout(id);
    }
}
