package dev.firebreak.cli.command;

import dev.firebreak.cli.Exit;
import dev.firebreak.cli.Trouble;
import dev.firebreak.cli.http.Api;
import dev.firebreak.cli.show.Canvas;
import dev.firebreak.cli.show.Decision;
import dev.firebreak.cli.show.Ladder;
import dev.firebreak.cli.show.LadderPicture;
import dev.firebreak.cli.show.Look;
import dev.firebreak.cli.show.PlainLadder;

import tools.jackson.databind.JsonNode;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Shows a rollout while it goes on: a picture drawn in place on a terminal, a line for each change
 * elsewhere, an object for each change for programs. A server that is away for a while is waited
 * for: what was shown stays, and says that it is old.
 */
final class Watch {
    /** Quick enough to look live, rare enough to cost a server nothing. */
    private static final Duration EVERY = Duration.ofMillis(500);

    /** A restart with a long log takes less. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final String RAISED = "CutoffRaised";

    private final Session session;
    private final Api api;
    private final String id;
    private final Canvas canvas;

    private Optional<String> line = Optional.empty();
    private Optional<JsonNode> seen = Optional.empty();
    private final List<Decision> news = new ArrayList<>();
    private Optional<String> read = Optional.empty();
    private List<String> waiting = List.of();
    private String state = "";
    private int told;

    Watch(Session session, Api api, String id) {
        this.session = session;
        this.api = api;
        this.id = id;
        this.canvas = new Canvas(session.terminal()::draw, session.width());
    }

    /** Watches until the end, or until {@code timeout} has passed. */
    Exit run(Until until, Optional<Duration> timeout) {
        var begun = Instant.now();
        var heard = begun;
        while (true) {
            try {
                var tree = api.get("/rollouts/" + Api.quoted(id));
                var ladder = Ladder.of(tree);
                var end = until.ends(ladder, ladder.state().equals(state));
                learn();
                show(tree, ladder, news, end.isPresent());
                state = ladder.state();
                if (end.isPresent()) {
                    return end.get();
                }
                heard = Instant.now();
            } catch (Trouble e) {
                if (e.exit() != Exit.UNREACHABLE || old(heard, PATIENCE)) {
                    throw e;
                }
                session.say("▲ stale since %s: %s".formatted(second(heard), e.line()));
            }
            if (timeout.isPresent() && old(begun, timeout.get())) {
                session.say("time ran out; the rollout goes on by itself");
                return Exit.TIME_OUT;
            }
            pause();
        }
    }

    /**
     * Reads the decisions that came since the last look. What a person watches for: that more
     * devices are asked to come is no news.
     */
    private void learn() {
        var rows = new Find(api).after(read, "/rollouts/" + Api.quoted(id) + "/decisions");
        for (var row : rows) {
            read = Optional.of(Look.text(row, "seq"));
            var decision = Decision.of(row);
            if (!decision.what().equals(RAISED)) {
                news.add(decision);
            }
        }
    }

    private void show(JsonNode tree, Ladder ladder, List<Decision> decisions, boolean last) {
        if (session.forPrograms()) {
            if (seen.filter(tree::equals).isEmpty()) {
                session.answer(tree, List.of());
                seen = Optional.of(tree);
            }
        } else if (session.live()) {
            // A frame that is longer than the screen cannot be drawn over; the last one can.
            var picture = new LadderPicture(session.paint(), session.width());
            var lines =
                    new ArrayList<>(
                            last
                                    ? picture.lines(ladder, decisions)
                                    : picture.within(session.height() - 2, ladder, decisions));
            if (!last) {
                lines.add(
                        "%s ● live · Ctrl-C stops watching, not the rollout"
                                .formatted(second(Instant.now())));
            }
            canvas.frame(lines);
        } else {
            plain(ladder, decisions);
        }
    }

    private void plain(Ladder ladder, List<Decision> decisions) {
        decisions.stream()
                .skip(told)
                .forEach(
                        decision ->
                                session.terminal()
                                        .result(
                                                "%s %s %s"
                                                        .formatted(
                                                                decision.second(),
                                                                ladder.id(),
                                                                decision.told())));
        told = decisions.size();
        // How many wait changes with every poll; why is what somebody can do something about.
        var whys = ladder.waiting().stream().map(Ladder.Waiting::why).toList();
        if (!ladder.over() && !whys.equals(waiting)) {
            session.terminal()
                    .result(
                            "%s %s %s"
                                    .formatted(
                                            second(Instant.now()),
                                            ladder.id(),
                                            whys.isEmpty()
                                                    ? "nobody waits any more"
                                                    : String.join("; ", ladder.waits())));
            waiting = whys;
        }
        PlainLadder.change(line, ladder)
                .ifPresent(
                        changed -> {
                            session.terminal().result(second(Instant.now()) + " " + changed);
                            line = Optional.of(changed);
                        });
    }

    private static boolean old(Instant since, Duration most) {
        return Duration.between(since, Instant.now()).compareTo(most) >= 0;
    }

    private static String second(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private static void pause() {
        try {
            Thread.sleep(EVERY);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Trouble(Exit.FAULT, "stopped watching; the rollout goes on", e);
        }
    }
}
