package dev.firebreak.server.api;

import dev.firebreak.core.decision.Decision;
import dev.firebreak.core.decision.Observation;
import dev.firebreak.core.decision.Order;
import dev.firebreak.core.decision.World;
import dev.firebreak.core.hold.Hold;
import dev.firebreak.core.words.Customer;
import dev.firebreak.core.words.Fingerprint;
import dev.firebreak.core.words.Group;
import dev.firebreak.core.words.Person;
import dev.firebreak.core.words.Reason;
import dev.firebreak.core.words.Region;
import dev.firebreak.core.words.Role;
import dev.firebreak.server.http.Access;
import dev.firebreak.server.http.Answer;
import dev.firebreak.server.http.Call;
import dev.firebreak.server.http.ProblemKind;
import dev.firebreak.server.http.Refused;
import dev.firebreak.server.http.Route;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Devices that nobody exposes until a person says so: a region, an environment, a customer, all.
 */
final class HoldRoutes {
    private final Commands commands;

    /**
     * {@code target} is fleet, region, fingerprint, customer or group; all but the first need a
     * value.
     */
    private record NewHold(String target, Optional<String> value, Optional<String> reason) {}

    private record HoldReply(
            int id, String target, Optional<String> value, Reason reason, Person by) {
        static HoldReply of(Hold hold) {
            return new HoldReply(
                    hold.id(), word(hold.target()), value(hold.target()), hold.reason(), hold.by());
        }

        private static String word(Hold.Target target) {
            return switch (target) {
                case Hold.Target.Fleet _ -> "fleet";
                case Hold.Target.OfRegion _ -> "region";
                case Hold.Target.OfFingerprint _ -> "fingerprint";
                case Hold.Target.OfCustomer _ -> "customer";
                case Hold.Target.OfGroup _ -> "group";
            };
        }

        private static Optional<String> value(Hold.Target target) {
            return switch (target) {
                case Hold.Target.Fleet _ -> Optional.empty();
                case Hold.Target.OfRegion(var region) -> Optional.of(region.value());
                case Hold.Target.OfFingerprint(var print) -> Optional.of(print.value());
                case Hold.Target.OfCustomer(var customer) -> Optional.of(customer.value());
                case Hold.Target.OfGroup(var group) -> Optional.of(group.value());
            };
        }
    }

    /** A hold while the log cannot be written. */
    private record KeptReply(
            String target,
            Optional<String> value,
            Reason reason,
            Person by,
            boolean inForce,
            String headline) {}

    HoldRoutes(Commands commands) {
        this.commands = commands;
    }

    List<Route> routes() {
        var stoppers = Access.of(Role.OPERATOR, Role.OWNER);
        return List.of(
                Route.get("/api/v1/holds", Access.PEOPLE, this::list),
                Route.post("/api/v1/holds", stoppers, this::place),
                Route.delete("/api/v1/holds/{id}", Access.of(Role.OPERATOR), this::lift));
    }

    private Answer list(Call call) throws Refused {
        var page = call.page(Integer::valueOf);
        return Answer.json(page.of(commands.ask(World::holds), Hold::id).map(HoldReply::of));
    }

    private Answer place(Call call) throws Refused, IOException {
        var asked = call.json(NewHold.class);
        var target = target(asked);
        var reason = Commands.reason(asked.reason());
        room(target);
        var decision =
                commands.stop(at -> new Observation.HoldPlaced(target, reason, call.person(), at));
        if (commands.loop().readOnly()) {
            // It gets its number with the restart, when the log takes it.
            return Answer.json(
                    new KeptReply(
                            HoldReply.word(target),
                            HoldReply.value(target),
                            reason,
                            call.person(),
                            true,
                            RolloutCommands.BESIDE_THE_LOG));
        }
        var id = made(decision);
        return Answer.created(
                "/api/v1/holds/" + id, HoldReply.of(new Hold(id, target, reason, call.person())));
    }

    /** That the state cannot be asked is no reason to let devices through. */
    private void room(Hold.Target target) throws Refused {
        int found;
        try {
            found = commands.ask(World::holds).size();
        } catch (Refused e) {
            return;
        }
        Caps.room("holds", found, Caps.holds(target), "lift some, or hold a region or the fleet");
    }

    private Answer lift(Call call) throws Refused {
        var id = call.path("id", HoldRoutes::number);
        var reason = Commands.reason(call.query("reason"));
        commands.see(at -> new Observation.HoldLifted(id, reason, call.person(), at));
        return Answer.nothing();
    }

    private static int number(String text) {
        if (!text.matches("[1-9][0-9]{0,8}")) {
            throw new IllegalArgumentException(
                    "expected a hold's number, found '%s': see the list of holds"
                            .formatted(Reason.told(text)));
        }
        return Integer.parseInt(text);
    }

    private static Hold.Target target(NewHold asked) throws Refused {
        var value = asked.value().orElse("");
        try {
            return switch (asked.target()) {
                case "fleet" -> new Hold.Target.Fleet();
                case "region" -> new Hold.Target.OfRegion(new Region(value));
                case "fingerprint" -> new Hold.Target.OfFingerprint(new Fingerprint(value));
                case "customer" -> new Hold.Target.OfCustomer(new Customer(value));
                case "group" -> new Hold.Target.OfGroup(new Group(value));
                default ->
                        throw Refused.of(
                                ProblemKind.INVALID,
                                ("expected the target fleet, region, fingerprint, customer or group,"
                                                + " found '%s': name whom to hold")
                                        .formatted(Reason.told(asked.target())));
            };
        } catch (IllegalArgumentException e) {
            throw Refused.of(ProblemKind.INVALID, Call.message(e));
        }
    }

    private static int made(Decision decision) {
        return decision.orders().stream()
                .filter(Order.HoldMade.class::isInstance)
                .map(Order.HoldMade.class::cast)
                .map(Order.HoldMade::hold)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("expected a hold, found none"));
    }
}
