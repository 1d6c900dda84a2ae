package dev.firebreak.cli.command;

import dev.firebreak.cli.Exit;
import dev.firebreak.cli.Trouble;
import dev.firebreak.cli.audit.LogFolder;
import dev.firebreak.cli.audit.Replay;
import dev.firebreak.cli.audit.Verification;
import dev.firebreak.cli.show.Count;
import dev.firebreak.cli.show.Table;
import dev.firebreak.wire.json.Json;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code audit …}: the log, without believing anybody. */
@Command(name = "audit", description = "checks and exports the log")
final class AuditVerbs {
    private static final String CHECKPOINT = "(0|[1-9][0-9]{0,17}):[0-9a-f]{64}";

    private final Session session;
    private final LogFolder folders;

    AuditVerbs(Session session, LogFolder folders) {
        this.session = session;
        this.folders = folders;
    }

    @Exits(Exit.NOT_VERIFIED)
    @Command(
            description = {
                "computes the chain of hashes anew and decides everything again",
                "0 if the log is intact and each decision comes out the same, else 17"
            })
    int verify(
            @Parameters(
                            paramLabel = "DIR|URL",
                            description =
                                    "a server's folder or its copy, a server, or an exported file")
                    String where,
            @Option(
                            names = "--since",
                            paramLabel = "CHECKPOINT",
                            description =
                                    "seq:hash that an earlier run printed; the log must hold it")
                    Optional<String> since) {
        since.filter(point -> !point.matches(CHECKPOINT))
                .ifPresent(
                        point -> {
                            throw Trouble.usage(
                                    ("expected a checkpoint like 1042:9f86…, found '%s':"
                                                    + " copy the line that 'audit verify' printed")
                                            .formatted(point));
                        });
        var found = verified(where, since);
        session.answer(Json.tree(found), lines(found));
        return (found.good() ? Exit.DONE : Exit.NOT_VERIFIED).code();
    }

    @Command(description = "writes the log as JSON lines, which 'audit verify' takes too")
    int export(
            @Option(
                            names = "--out",
                            paramLabel = "FILE",
                            description = "there (default: standard output)")
                    Optional<String> out) {
        try (var api = session.api();
                var log = api.open("/audit")) {
            if (out.isPresent()) {
                var bytes = Files.copy(log, session.path(out.get()));
                session.answer(Json.tree(Map.of("bytes", bytes, "out", out.get())), List.of());
                session.say("wrote %s to %s".formatted(Count.bytes(bytes), out.get()));
            } else {
                log.transferTo(session.terminal().out());
                session.terminal().out().flush();
            }
            return Exit.DONE.code();
        } catch (IOException e) {
            throw new Trouble(
                    Exit.FAULT,
                    "expected to write the log, found that it cannot be (%s): name a new file with --out"
                            .formatted(e.getMessage()),
                    e);
        }
    }

    private Verification verified(String where, Optional<String> since) {
        try {
            if (where.startsWith("http://") || where.startsWith("https://")) {
                try (var api = session.api(where);
                        var log = api.open("/audit")) {
                    return Verification.ofLines(log, since);
                }
            }
            var path = session.path(where);
            if (Files.isRegularFile(path)) {
                try (var log = Files.newInputStream(path)) {
                    return Verification.ofLines(log, since);
                }
            }
            var replay = new Replay();
            var chain = folders.read(path, since, replay::entry);
            return Verification.of(chain, replay, Optional.empty());
        } catch (IOException e) {
            throw new Trouble(
                    where.startsWith("http") ? Exit.UNREACHABLE : Exit.USAGE,
                    ("expected a log at '%s', found none that can be read (%s):"
                                    + " name a folder, a server or an exported file")
                            .formatted(where, e.getMessage()),
                    e);
        }
    }

    private static List<String> lines(Verification found) {
        var lines = new ArrayList<String>();
        lines.add(
                "%s  %s, %s, %s"
                        .formatted(
                                found.good() ? "✓ VERIFIED" : "✕ NOT VERIFIED",
                                found.entries() == 1
                                        ? "1 entry"
                                        : Count.of(found.entries()) + " entries",
                                found.intact() ? "chain intact" : "chain broken",
                                found.replayed() ? "decisions the same" : "decisions differ"));
        found.problems().forEach(problem -> lines.add("  " + Table.plain(problem)));
        lines.add("checkpoint " + found.checkpoint());
        return lines;
    }
}
