package dev.firebreak.cli.command;

import dev.firebreak.cli.Exit;
import dev.firebreak.cli.http.Api;
import dev.firebreak.cli.show.Look;
import dev.firebreak.cli.show.Table;
import dev.firebreak.core.words.Role;
import dev.firebreak.wire.json.Json;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** {@code token …}: who may do what. */
@Command(name = "token", description = "makes, lists and takes away tokens")
final class TokenVerbs {
    private final Session session;

    TokenVerbs(Session session) {
        this.session = session;
    }

    @Command(
            description = {
                "makes a token; its secret is shown once",
                "two people are two names: law 9 compares names, not tokens"
            })
    int create(
            @Option(
                            names = "--role",
                            required = true,
                            paramLabel = "R",
                            description = "one of ${COMPLETION-CANDIDATES}")
                    Role role,
            @Option(
                            names = "--as",
                            paramLabel = "NAME",
                            description = "whose (default: the role's name)")
                    Optional<String> name) {
        try (var api = session.api()) {
            var word = role.name().toLowerCase(Locale.ROOT);
            var tree = api.post("/tokens", Map.of("role", word, "name", name.orElse(word)));
            session.answer(tree, List.of(Look.text(tree, "token")));
            session.say(
                    "token %s of %s, shown once%s"
                            .formatted(
                                    Look.text(tree, "id"),
                                    name.orElse(word),
                                    role == Role.GATEWAY
                                            ? "; devices send it as 'Authorization: GatewayToken …'"
                                            : ""));
            return Exit.DONE.code();
        }
    }

    @Command(description = "lists the tokens, without their secrets")
    int list() {
        try (var api = session.api()) {
            var rows = new Find(api).all("/tokens");
            var table = new Table("ID", "NAME", "ROLE");
            for (var row : rows) {
                table.row(Look.text(row, "id"), Look.text(row, "name"), Look.text(row, "role"));
            }
            session.answer(Json.tree(Map.of("items", rows)), table.lines("no tokens"));
            return Exit.DONE.code();
        }
    }

    @Command(description = "takes a token away")
    int revoke(
            @Parameters(paramLabel = "ID", description = "see 'token list'") String id,
            @Option(
                            names = "--void-approvals",
                            description = "approvals given with it count no more")
                    boolean voidApprovals) {
        session.confirm("Whoever uses token %s is locked out.".formatted(id));
        try (var api = session.api()) {
            var tree = api.delete("/tokens/" + Api.quoted(id) + "?voidApprovals=" + voidApprovals);
            session.answer(tree, List.of("revoked token " + id));
            return Exit.DONE.code();
        }
    }
}
