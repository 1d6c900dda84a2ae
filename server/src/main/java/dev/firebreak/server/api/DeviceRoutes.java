package dev.firebreak.server.api;

import dev.firebreak.core.decision.Observation;
import dev.firebreak.core.decision.World;
import dev.firebreak.core.words.DeviceId;
import dev.firebreak.core.words.Moment;
import dev.firebreak.core.words.Role;
import dev.firebreak.server.http.Access;
import dev.firebreak.server.http.Answer;
import dev.firebreak.server.http.Call;
import dev.firebreak.server.http.Page;
import dev.firebreak.server.http.ProblemKind;
import dev.firebreak.server.http.Refused;
import dev.firebreak.server.http.Route;
import dev.firebreak.server.http.Tokens;
import dev.firebreak.server.store.Cell;
import dev.firebreak.server.store.Fleet;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The devices: listed, written down, accepted, removed. */
final class DeviceRoutes {
    private final Commands commands;
    private final Fleet fleet;

    private record Written(Optional<Map<String, String>> attributes, Optional<String> token) {}

    /** What needs nothing said is told nothing. */
    private record Empty() {}

    private record Why(Optional<String> reason) {}

    private record SecretReply(DeviceId id, String token) {}

    DeviceRoutes(Commands commands, Fleet fleet) {
        this.commands = commands;
        this.fleet = fleet;
    }

    List<Route> routes() {
        var keepers = Access.of(Role.OPERATOR, Role.ADMIN);
        return List.of(
                Route.get("/api/v1/devices", Access.PEOPLE, this::list),
                Route.get("/api/v1/devices/{id}", Access.PEOPLE, this::show),
                Route.put("/api/v1/devices/{id}", keepers, this::write),
                Route.delete("/api/v1/devices/{id}", keepers, this::delete),
                Route.post("/api/v1/devices/{id}/accept", keepers, this::accept),
                Route.post(
                        "/api/v1/devices/{id}/unflag",
                        Access.of(Role.OPERATOR, Role.APPROVER, Role.OWNER),
                        this::unflag),
                Route.post("/api/v1/devices/{id}/token", keepers, this::newToken));
    }

    private Answer list(Call call) throws Refused {
        var page = call.page(DeviceId::new);
        var cells = page.of(fleet.cells(), Cell::device);
        var now = commands.loop().clock().now();
        return Answer.json(commands.ask(world -> replies(world, cells, now)));
    }

    private static Page.Part<DeviceReply> replies(World world, Page.Part<Cell> cells, Moment now) {
        var found = new ArrayList<DeviceReply>();
        for (var cell : cells.items()) {
            world.device(cell.device())
                    .ifPresent(view -> found.add(DeviceReply.of(cell, view, now)));
        }
        return new Page.Part<>(found, cells.next());
    }

    private Answer show(Call call) throws Refused {
        var id = id(call);
        return Answer.json(reply(id));
    }

    private DeviceReply reply(DeviceId id) throws Refused {
        var now = commands.loop().clock().now();
        return commands.find(
                "device",
                "the device " + id,
                world ->
                        world.device(id)
                                .flatMap(
                                        view ->
                                                fleet.find(id)
                                                        .map(c -> DeviceReply.of(c, view, now))));
    }

    private Answer write(Call call) throws Refused, IOException {
        var id = id(call);
        var written = call.json(Written.class);
        if (written.token().isPresent()) {
            Enrolments.checkSecret(written.token().get());
        }
        if (written.attributes().isPresent()) {
            Enrolments.checkAttributes(written.attributes().get());
        }
        var known = fleet.find(id).isPresent();
        commands.see(
                Enrolments.of(
                        fleet,
                        id,
                        written.attributes(),
                        written.token().map(Tokens::hash),
                        call.person()));
        return Answer.json(reply(id)).status(known ? 200 : 201);
    }

    private Answer delete(Call call) throws Refused {
        var id = id(call);
        var forced = call.says("force");
        commands.see(at -> new Observation.DeviceDeleted(id, forced, call.person(), at));
        return Answer.nothing();
    }

    private Answer accept(Call call) throws Refused, IOException {
        var id = id(call);
        call.jsonIfAny(Empty.class);
        commands.see(at -> new Observation.DeviceAccepted(id, call.person(), at));
        return Answer.json(reply(id));
    }

    /** 202 for the first of two people. */
    private Answer unflag(Call call) throws Refused, IOException {
        var id = id(call);
        var reason = Commands.reason(call.json(Why.class).reason());
        commands.see(at -> new Observation.UnflagAsked(id, reason, call.person(), at));
        var reply = reply(id);
        return Answer.json(reply).status(reply.flagged().isPresent() ? 202 : 200);
    }

    private Answer newToken(Call call) throws Refused, IOException {
        var id = id(call);
        call.jsonIfAny(Empty.class);
        if (fleet.find(id).isEmpty()) {
            throw Refused.of(
                    ProblemKind.NOT_FOUND,
                    "expected the device %s, found none: import it first".formatted(id));
        }
        var secret = Tokens.newSecret();
        commands.see(
                Enrolments.of(
                        fleet,
                        id,
                        Optional.empty(),
                        Optional.of(Tokens.hash(secret)),
                        call.person()));
        return Answer.json(201, new SecretReply(id, secret));
    }

    private static DeviceId id(Call call) throws Refused {
        return call.path("id", DeviceId::new);
    }
}
