package dev.firebreak.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firebreak.core.words.Role;
import dev.firebreak.server.api.LiveServer.Caller;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Who may call what: the whole table written a second time, and each cell tried over HTTP. */
final class AccessTest {
    /** Method, path, and the roles that open it; {@code people} = all but the gateway. */
    private static final String TABLE =
            """
            GET    /healthz                            open
            GET    /readyz                             open
            GET    /metrics                            open
            GET    /api/openapi.yaml                   open
            GET    /api/v1/devices                     people
            POST   /api/v1/devices:import              operator admin
            GET    /api/v1/devices/{id}                people
            PUT    /api/v1/devices/{id}                operator admin
            DELETE /api/v1/devices/{id}                operator admin
            POST   /api/v1/devices/{id}/accept         operator admin
            POST   /api/v1/devices/{id}/unflag         operator approver owner
            POST   /api/v1/devices/{id}/token          operator admin
            POST   /api/v1/artifacts                   author
            GET    /api/v1/artifacts/{digest}          people
            GET    /api/v1/releases                    people
            POST   /api/v1/releases                    author
            GET    /api/v1/releases/{digest}           people
            GET    /api/v1/releases/{digest}/evidence  people
            POST   /api/v1/releases/{digest}/evidence  gatekeeper
            GET    /api/v1/releases/{digest}/gate      people
            GET    /api/v1/revocations                 people
            POST   /api/v1/revocations                 operator owner
            GET    /api/v1/rollouts                    people
            POST   /api/v1/rollouts                    author
            GET    /api/v1/rollouts/{id}               people
            GET    /api/v1/rollouts/{id}/decisions     people
            GET    /api/v1/rollouts/{id}/exposures     people
            POST   /api/v1/rollouts/{id}/approvals     approver owner
            POST   /api/v1/rollouts/{id}/start         operator
            POST   /api/v1/rollouts/{id}/hold          operator owner
            POST   /api/v1/rollouts/{id}/resume        operator
            POST   /api/v1/rollouts/{id}/halt          operator owner
            POST   /api/v1/rollouts/{id}/rollback      operator owner
            POST   /api/v1/rollouts/{id}/veto          owner
            POST   /api/v1/rollouts/{id}/withdraw      author
            POST   /api/v1/rollouts/{id}/write-off     operator approver owner
            GET    /api/v1/holds                       people
            POST   /api/v1/holds                       operator owner
            DELETE /api/v1/holds/{id}                  operator
            GET    /api/v1/tokens                      admin
            POST   /api/v1/tokens                      admin
            DELETE /api/v1/tokens/{id}                 admin
            GET    /api/v1/fleet                       people
            PUT    /api/v1/fleet                       admin approver owner
            GET    /api/v1/policy                      people
            PUT    /api/v1/policy                      admin approver owner
            GET    /api/v1/customers                   people
            PUT    /api/v1/customers                   admin approver owner
            GET    /api/v1/changes                     people
            GET    /api/v1/customers/{customer}        people
            PUT    /api/v1/customers/{customer}        admin approver owner
            GET    /api/v1/audit                       auditor admin
            GET    /api/v1/audit/checkpoint            auditor admin
            """;

    private static final String NO_DIGEST = "0".repeat(64);

    @TempDir private static Path folder;

    /** One line of the table. */
    private record Row(String method, String path, Set<String> who) {
        static Row of(String line) {
            var words = line.strip().split(" +");
            return new Row(
                    words[0], words[1], Stream.of(words).skip(2).collect(Collectors.toSet()));
        }

        boolean admits(Role role) {
            return who.contains("open")
                    || who.contains(role.name().toLowerCase(Locale.ROOT))
                    || (who.contains("people") && role != Role.GATEWAY);
        }

        String call() {
            return path.replace("{digest}", NO_DIGEST).replaceAll("\\{\\w+}", "77");
        }
    }

    private static List<Row> table() {
        return TABLE.lines().map(Row::of).toList();
    }

    @Test
    void everyRouteIsInTheTableAndEachRoleGetsWhatItSays() throws Exception {
        var wrong = new ArrayList<String>();
        try (var live = LiveServer.in(folder)) {
            var callers = new EnumMap<Role, Caller>(Role.class);
            for (var role : Role.values()) {
                var word = role.name().toLowerCase(Locale.ROOT);
                callers.put(role, live.person("p-" + word, word));
            }
            for (var row : table()) {
                if (!row.who().contains("open")
                        && live.stranger().send(row.method(), row.call(), "", "").status() != 401) {
                    wrong.add(row + " lets a stranger in");
                }
                for (var caller : callers.entrySet()) {
                    var role = caller.getKey();
                    var said = caller.getValue().send(row.method(), row.call(), "", "").status();
                    if (row.admits(role) == (said == 401 || said == 403)) {
                        wrong.add("%s answers %s with %d".formatted(row, role, said));
                    }
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void theDescriptionNamesTheSameRoutesAndRoles() throws Exception {
        var described = Description.rows();
        assertThat(described)
                .containsExactlyInAnyOrderElementsOf(
                        table().stream()
                                .map(
                                        row ->
                                                "%s %s %s"
                                                        .formatted(
                                                                row.method(),
                                                                row.path(),
                                                                row.who().stream()
                                                                        .sorted()
                                                                        .toList()))
                                .toList());
    }
}
