package dev.firebreak.server.api;

import dev.firebreak.core.decision.Decision;
import dev.firebreak.core.decision.Observation;
import dev.firebreak.core.decision.Observation.Reach;
import dev.firebreak.core.decision.Order;
import dev.firebreak.core.decision.RolloutView;
import dev.firebreak.core.words.DeviceId;
import dev.firebreak.core.words.Digest;
import dev.firebreak.core.words.Reason;
import dev.firebreak.core.words.Role;
import dev.firebreak.core.words.RolloutId;
import dev.firebreak.server.http.Access;
import dev.firebreak.server.http.Answer;
import dev.firebreak.server.http.Call;
import dev.firebreak.server.http.Refused;
import dev.firebreak.server.http.Route;

import java.io.IOException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** What people do to a rollout. Each answers with the rollout as it is after the command. */
final class RolloutCommands {
    private static final int NONCE_BYTES = 32;
    private static final SecureRandom RANDOM = new SecureRandom();

    /** What is told of a stop that the log cannot take. */
    static final String BESIDE_THE_LOG =
            "in force, and kept beside the log until the server is restarted";

    private final Commands commands;

    private record Why(Optional<String> reason) {}

    private record Seen(Digest planDigest, Optional<String> reason) {}

    /** How far a rollback reaches, in one of two spellings. */
    private record Back(
            Optional<String> reason, Optional<Boolean> confirmed, Optional<Reach> reach) {
        Reach meant() {
            return reach.orElse(confirmed.orElse(false) ? Reach.CONFIRMED_TOO : Reach.UNCONFIRMED);
        }
    }

    /** What is known of a stop while the log cannot be written or read. */
    private record StoppedReply(String id, boolean inForce, String headline) {}

    private record GivenUp(DeviceId device, Optional<String> reason) {}

    RolloutCommands(Commands commands) {
        this.commands = commands;
    }

    List<Route> routes() {
        var operator = Access.of(Role.OPERATOR);
        var stoppers = Access.of(Role.OPERATOR, Role.OWNER);
        var approvers = Access.of(Role.APPROVER, Role.OWNER);
        return List.of(
                route("approvals", approvers, this::approve),
                route("start", operator, this::start),
                stop("hold", stoppers, this::hold),
                route("resume", operator, this::resume),
                stop("halt", stoppers, this::halt),
                stop("rollback", stoppers, this::rollback),
                route("veto", Access.of(Role.OWNER), this::veto),
                route("withdraw", Access.of(Role.AUTHOR), this::withdraw),
                route(
                        "write-off",
                        Access.of(Role.OPERATOR, Role.APPROVER, Role.OWNER),
                        this::writeOff));
    }

    /** A command on the rollout that the path names. */
    @FunctionalInterface
    private interface Verb {
        Decision on(RolloutId rollout, Call call) throws Refused, IOException;
    }

    private Route route(String name, Access access, Verb verb) {
        return Route.post(
                "/api/v1/rollouts/{id}/" + name,
                access,
                call -> {
                    var id = RolloutRoutes.id(call);
                    var decision = verb.on(id, call);
                    return answer(RolloutRoutes.view(commands, id), decision);
                });
    }

    private Route stop(String name, Access access, Verb verb) {
        return Route.post(
                "/api/v1/rollouts/{id}/" + name,
                access,
                call -> {
                    var id = RolloutRoutes.id(call);
                    return stopped(id, verb.on(id, call));
                });
    }

    /** Nothing makes the answer to a stop wait, or spoils it: it is in force, and kept. */
    private Answer stopped(RolloutId id, Decision decision) throws Refused {
        if (commands.loop().readOnly()) {
            // What the state shows was true before the stop.
            return Answer.json(new StoppedReply(id.toString(), true, BESIDE_THE_LOG));
        }
        try {
            var view = commands.askFirst(world -> world.rollout(id));
            return view.isPresent()
                    ? answer(view.get(), decision)
                    : Answer.json(new StoppedReply(id.toString(), true, "in force"));
        } catch (Refused e) {
            return Answer.json(new StoppedReply(id.toString(), true, "in force"));
        }
    }

    private static Answer answer(RolloutView view, Decision decision) {
        var reply = RolloutReply.brief(view);
        var made =
                decision.orders().stream()
                        .filter(Order.Made.class::isInstance)
                        .map(order -> ((Order.Made) order).rollout())
                        .toList();
        return Answer.json(reply.making(made));
    }

    private Decision approve(RolloutId id, Call call) throws Refused, IOException {
        var seen = call.json(Seen.class);
        var reason = said(seen.reason());
        return commands.see(
                at ->
                        new Observation.ApproveAsked(
                                id,
                                seen.planDigest(),
                                call.caller().id(),
                                reason,
                                call.person(),
                                at));
    }

    private Decision start(RolloutId id, Call call) throws Refused, IOException {
        var reason = said(call.jsonIfAny(Why.class).flatMap(Why::reason));
        var bytes = new byte[NONCE_BYTES];
        RANDOM.nextBytes(bytes);
        var nonce = new Digest(HexFormat.of().formatHex(bytes));
        try {
            return commands.see(
                    at -> new Observation.StartAsked(id, nonce, reason, call.person(), at));
        } catch (Refused e) {
            throw ReleaseRoutes.explained(commands, RolloutRoutes.release(commands, id), e);
        }
    }

    private Decision hold(RolloutId id, Call call) throws Refused, IOException {
        var reason = why(call);
        return commands.stop(at -> new Observation.HoldAsked(id, reason, call.person(), at));
    }

    private Decision resume(RolloutId id, Call call) throws Refused, IOException {
        var seen = call.json(Seen.class);
        var reason = Commands.reason(seen.reason());
        try {
            return commands.see(
                    at ->
                            new Observation.ResumeAsked(
                                    id, seen.planDigest(), reason, call.person(), at));
        } catch (Refused e) {
            throw ReleaseRoutes.explained(commands, RolloutRoutes.release(commands, id), e);
        }
    }

    private Decision halt(RolloutId id, Call call) throws Refused, IOException {
        var reason = why(call);
        return commands.stop(at -> new Observation.HaltAsked(id, reason, call.person(), at));
    }

    private Decision rollback(RolloutId id, Call call) throws Refused, IOException {
        var back = call.json(Back.class);
        var reason = Commands.reason(back.reason());
        return commands.stop(
                at -> new Observation.RollbackAsked(id, back.meant(), reason, call.person(), at));
    }

    private Decision veto(RolloutId id, Call call) throws Refused, IOException {
        var reason = why(call);
        return commands.see(at -> new Observation.VetoAsked(id, reason, call.person(), at));
    }

    private Decision withdraw(RolloutId id, Call call) throws Refused, IOException {
        var reason = why(call);
        return commands.see(at -> new Observation.WithdrawAsked(id, reason, call.person(), at));
    }

    private Decision writeOff(RolloutId id, Call call) throws Refused, IOException {
        var given = call.json(GivenUp.class);
        var reason = Commands.reason(given.reason());
        return commands.see(
                at -> new Observation.WriteOffAsked(id, given.device(), reason, call.person(), at));
    }

    /** A yes needs no reason; one that is given is kept. */
    private static Optional<Reason> said(Optional<String> reason) {
        return reason.filter(text -> !text.isBlank()).map(Reason::told);
    }

    private static Reason why(Call call) throws Refused, IOException {
        return Commands.reason(call.json(Why.class).reason());
    }
}
