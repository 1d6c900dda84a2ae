package dev.firebreak.server.api;

import dev.firebreak.core.decision.Decision;
import dev.firebreak.core.decision.Observation;
import dev.firebreak.core.words.DeviceId;
import dev.firebreak.core.words.Digest;
import dev.firebreak.core.words.Moment;
import dev.firebreak.core.words.Role;
import dev.firebreak.server.api.ImportLines.Line;
import dev.firebreak.server.http.Access;
import dev.firebreak.server.http.Answer;
import dev.firebreak.server.http.Call;
import dev.firebreak.server.http.ProblemKind;
import dev.firebreak.server.http.Refused;
import dev.firebreak.server.http.Route;
import dev.firebreak.server.http.Tokens;
import dev.firebreak.server.store.Fleet;
import dev.firebreak.server.store.NoRoom;
import dev.firebreak.server.store.Room;
import dev.firebreak.wire.json.Json;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Many devices at once: a line each, NDJSON or CSV, and a line of answer for each. Good lines are
 * kept whatever the bad ones are, and those of a chunk are durable before their answers are
 * written.
 */
final class ImportRoute {
    /** Lines that become durable together. */
    private static final int CHUNK = 500;

    /** More than the answers to a chunk take. */
    private static final long ANSWERS_BYTES = 2L << 20;

    private final Commands commands;
    private final Fleet fleet;
    private final Path scratch;
    private final Room room;

    /** What became of one line. */
    private record LineReply(
            long line,
            Optional<String> id,
            boolean ok,
            Optional<String> token,
            Optional<String> error) {
        static LineReply bad(long line, Optional<String> id, String error) {
            return new LineReply(line, id, false, Optional.empty(), Optional.of(error));
        }
    }

    /** The last line: how many there were. */
    private record Sum(boolean done, long lines, long good, long bad) {}

    /** A line that can be carried out. */
    private record Ready(
            long line,
            DeviceId id,
            Optional<Map<String, String>> attributes,
            Optional<String> generated,
            Optional<Digest> token) {}

    ImportRoute(Commands commands, Fleet fleet, Path scratch, Room room) {
        this.room = room;
        this.commands = commands;
        this.fleet = fleet;
        this.scratch = scratch;
    }

    Route route() {
        return Route.upload(
                "/api/v1/devices:import", Access.of(Role.OPERATOR, Role.ADMIN), this::take);
    }

    private Answer take(Call call) throws Refused, IOException {
        var lines = ImportLines.of(call.contentType(), call.stream());
        var run = new Run(call, spool());
        var whole = false;
        try {
            for (var line = lines.next(); line.isPresent(); line = lines.next()) {
                run.take(line.get());
            }
            run.end();
            whole = true;
        } catch (NoRoom e) {
            throw noRoom(e, run.good);
        } finally {
            if (!whole) {
                run.spool.close();
            }
        }
        return Answer.stream(
                Answer.NDJSON,
                out -> {
                    try (var spool = run.spool) {
                        spool.copyTo(out);
                    }
                });
    }

    private Spool spool() throws Refused, IOException {
        try {
            return new Spool(scratch, room);
        } catch (NoRoom e) {
            throw noRoom(e, 0);
        }
    }

    private static Refused noRoom(NoRoom why, long good) {
        return Refused.of(
                ProblemKind.NO_ROOM,
                "%s; %d lines are kept, send the file again then".formatted(why.line(), good));
    }

    /** One import on its way. */
    private final class Run {
        private final Call call;
        private final Spool spool;
        private final List<Ready> ready = new ArrayList<>();
        private final List<LineReply> replies = new ArrayList<>();
        private long good;
        private long bad;

        Run(Call call, Spool spool) {
            this.call = call;
            this.spool = spool;
        }

        void take(Line line) throws Refused, IOException {
            switch (line) {
                case Line.Bad(var number, var why) ->
                        replies.add(LineReply.bad(number, Optional.empty(), why));
                case Line.Good(var number, var id, var attributes, var token) ->
                        prepare(number, id, attributes, token);
            }
            if (ready.size() + replies.size() >= CHUNK) {
                flush();
            }
        }

        private void prepare(
                long number,
                String id,
                Optional<Map<String, String>> attributes,
                Optional<String> token) {
            try {
                var device = new DeviceId(id);
                if (attributes.isPresent()) {
                    Enrolments.checkAttributes(attributes.get());
                }
                var generated = token.filter("generate"::equals).map(_ -> Tokens.newSecret());
                var secret = generated.or(() -> token);
                if (secret.isPresent()) {
                    Enrolments.checkSecret(secret.get());
                }
                ready.add(
                        new Ready(number, device, attributes, generated, secret.map(Tokens::hash)));
            } catch (IllegalArgumentException e) {
                replies.add(LineReply.bad(number, Optional.empty(), Call.message(e)));
            } catch (Refused e) {
                replies.add(LineReply.bad(number, Optional.of(id), e.detail()));
            }
        }

        private static LineReply reply(Ready line, Decision decision) {
            var id = Optional.of(line.id().value());
            return Commands.refusal(decision)
                    .map(refused -> LineReply.bad(line.line(), id, refused.reason().text()))
                    .orElseGet(
                            () ->
                                    new LineReply(
                                            line.line(),
                                            id,
                                            true,
                                            line.generated(),
                                            Optional.empty()));
        }

        private void flush() throws Refused, IOException {
            // Before anything is kept: a token that was made and cannot be told is lost.
            spool.expect(ANSWERS_BYTES);
            var observed =
                    ready.stream()
                            .<Function<Moment, Observation>>map(
                                    each ->
                                            Enrolments.of(
                                                    fleet,
                                                    each.id(),
                                                    each.attributes(),
                                                    each.token(),
                                                    call.person()))
                            .toList();
            List<Decision> decided = observed.isEmpty() ? List.of() : commands.seeAll(observed);
            for (int i = 0; i < ready.size(); i++) {
                replies.add(reply(ready.get(i), decided.get(i)));
            }
            ready.clear();
            replies.sort(Comparator.comparingLong(LineReply::line));
            var text = new ByteArrayOutputStream();
            for (var reply : replies) {
                text.writeBytes(Json.bytes(reply));
                text.write('\n');
                good += reply.ok() ? 1 : 0;
                bad += reply.ok() ? 0 : 1;
            }
            replies.clear();
            spool.write(text.toByteArray());
        }

        void end() throws Refused, IOException {
            flush();
            var sum = new Sum(true, good + bad, good, bad);
            spool.write((Json.text(sum) + "\n").getBytes(StandardCharsets.UTF_8));
        }
    }
}
