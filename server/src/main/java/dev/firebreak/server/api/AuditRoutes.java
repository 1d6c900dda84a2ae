package dev.firebreak.server.api;

import dev.firebreak.core.words.Role;
import dev.firebreak.server.http.Access;
import dev.firebreak.server.http.Answer;
import dev.firebreak.server.http.Call;
import dev.firebreak.server.http.ProblemKind;
import dev.firebreak.server.http.Refused;
import dev.firebreak.server.http.Route;
import dev.firebreak.server.loop.LogLine;
import dev.firebreak.server.loop.Loop;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The log itself, byte for byte, so that anybody can check its chain and fold it again. It tells
 * the nonces of running rollouts too, and with them who comes next: auditors only.
 */
final class AuditRoutes {
    /** Entries read at a time. */
    private static final int CHUNK = 2_000;

    private final Loop loop;

    /**
     * A point of the log, to be kept elsewhere.
     *
     * @param checkpoint both in one word, for {@code audit verify}
     */
    private record CheckpointReply(long seq, String hash, String checkpoint) {}

    AuditRoutes(Loop loop) {
        this.loop = loop;
    }

    List<Route> routes() {
        var auditors = Access.of(Role.AUDITOR, Role.ADMIN);
        return List.of(
                Route.get("/api/v1/audit", auditors, this::entries),
                Route.get("/api/v1/audit/checkpoint", auditors, _ -> checkpoint()));
    }

    private Answer entries(Call call) throws Refused {
        var page = call.page(Long::valueOf);
        var most = call.query("limit").isPresent() ? page.limit() : Long.MAX_VALUE;
        var last = loop.head();
        var first = Math.clamp(page.after().orElse(0L), 0, last) + 1;
        return Answer.stream(Answer.NDJSON, out -> write(first, last, most, out));
    }

    private void write(long first, long last, long most, OutputStream out) throws IOException {
        var from = first;
        var left = most;
        while (from <= last && left > 0) {
            var lines = loop.read(from, (int) Math.min(CHUNK, left));
            if (lines.isEmpty()) {
                throw new IOException("expected the entry %d, found none".formatted(from));
            }
            for (var line : lines) {
                write(line, out);
            }
            from += lines.size();
            left -= lines.size();
        }
    }

    private static void write(LogLine line, OutputStream out) throws IOException {
        var head = "{\"seq\":%d,\"hash\":\"%s\",\"entry\":".formatted(line.seq(), line.hash());
        out.write(head.getBytes(StandardCharsets.US_ASCII));
        out.write(line.body());
        out.write("}\n".getBytes(StandardCharsets.US_ASCII));
    }

    private Answer checkpoint() throws Refused, IOException {
        var head = loop.head();
        if (head == 0) {
            throw Refused.of(
                    ProblemKind.NOT_FOUND, "expected entries in the log, found none: wait for one");
        }
        var line = loop.read(head, 1).getFirst();
        return Answer.json(
                new CheckpointReply(line.seq(), line.hash(), line.seq() + ":" + line.hash()));
    }
}
