package dev.firebreak.server.api;

import dev.firebreak.core.approval.Credential;
import dev.firebreak.core.decision.Observation;
import dev.firebreak.core.decision.World;
import dev.firebreak.core.words.Person;
import dev.firebreak.core.words.Role;
import dev.firebreak.server.http.Access;
import dev.firebreak.server.http.Answer;
import dev.firebreak.server.http.Call;
import dev.firebreak.server.http.ProblemKind;
import dev.firebreak.server.http.Refused;
import dev.firebreak.server.http.Route;
import dev.firebreak.server.http.Tokens;

import java.io.IOException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Who may do what. A secret is shown once, when it is made; only its hash is kept. */
final class TokenRoutes {
    private static final int ID_BYTES = 6;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Commands commands;

    /** One revocation at a time: two admins who revoke each other leave one of them. */
    private final Lock turn = new ReentrantLock();

    private record NewToken(String name, String role) {}

    private record TokenReply(String id, Person name, String role) {
        static TokenReply of(Credential credential) {
            return new TokenReply(credential.id(), credential.person(), word(credential.role()));
        }
    }

    private record MadeReply(String id, Person name, String role, String token) {}

    TokenRoutes(Commands commands) {
        this.commands = commands;
    }

    List<Route> routes() {
        var admin = Access.of(Role.ADMIN);
        return List.of(
                Route.get("/api/v1/tokens", admin, this::list),
                Route.post("/api/v1/tokens", admin, this::issue),
                Route.delete("/api/v1/tokens/{id}", admin, this::revoke));
    }

    private Answer list(Call call) throws Refused {
        var page = call.page(Function.<String>identity());
        return Answer.json(
                page.of(commands.ask(World::credentials), Credential::id).map(TokenReply::of));
    }

    private Answer issue(Call call) throws Refused, IOException {
        var asked = call.json(NewToken.class);
        var role = role(asked.role());
        Caps.room(
                "tokens", commands.ask(World::credentials).size(), Caps.TOKENS, "revoke old ones");
        var secret = Tokens.newSecret();
        var credential = credential(person(asked.name()), role, secret);
        commands.see(at -> new Observation.TokenIssued(credential, call.person(), at));
        return Answer.created(
                "/api/v1/tokens/" + credential.id(),
                new MadeReply(credential.id(), credential.person(), word(role), secret));
    }

    private Answer revoke(Call call) throws Refused {
        var id = call.path("id");
        var voidApprovals = call.says("voidApprovals");
        turn.lock();
        try {
            leaveAnAdmin(id);
            commands.see(at -> new Observation.TokenRevoked(id, voidApprovals, call.person(), at));
        } finally {
            turn.unlock();
        }
        return Answer.nothing();
    }

    private void leaveAnAdmin(String id) throws Refused {
        var admins =
                commands.ask(World::credentials).stream()
                        .filter(each -> each.role() == Role.ADMIN)
                        .map(Credential::id)
                        .toList();
        if (admins.equals(List.of(id))) {
            throw Refused.of(
                    ProblemKind.CONFLICT,
                    "expected another admin token to remain, found that this is the last one: make one first");
        }
    }

    /** A credential under a new id. */
    static Credential credential(Person person, Role role, String secret) {
        var id = new byte[ID_BYTES];
        RANDOM.nextBytes(id);
        return new Credential(
                "t" + HexFormat.of().formatHex(id), Tokens.hash(secret), person, role);
    }

    private static Person person(String name) throws Refused {
        try {
            return new Person(name);
        } catch (IllegalArgumentException e) {
            throw Refused.of(ProblemKind.INVALID, Call.message(e));
        }
    }

    private static Role role(String word) throws Refused {
        return Arrays.stream(Role.values())
                .filter(role -> word(role).equals(word.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(
                        () ->
                                Refused.of(
                                        ProblemKind.INVALID,
                                        "expected one of the roles %s, found '%s': name one"
                                                .formatted(
                                                        Arrays.stream(Role.values())
                                                                .map(TokenRoutes::word)
                                                                .collect(Collectors.joining(", ")),
                                                        word)));
    }

    private static String word(Role role) {
        return role.name().toLowerCase(Locale.ROOT);
    }
}
