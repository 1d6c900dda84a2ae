package dev.firebreak.server.api;

import dev.firebreak.core.decision.Decision;
import dev.firebreak.core.decision.ExposureView;
import dev.firebreak.core.decision.Observation;
import dev.firebreak.core.decision.Order;
import dev.firebreak.core.decision.RolloutView;
import dev.firebreak.core.decision.World;
import dev.firebreak.core.device.ExposureState;
import dev.firebreak.core.plan.Bindings;
import dev.firebreak.core.plan.FleetRules;
import dev.firebreak.core.plan.Plan;
import dev.firebreak.core.plan.PlanCheck;
import dev.firebreak.core.release.Release;
import dev.firebreak.core.words.DeviceId;
import dev.firebreak.core.words.Digest;
import dev.firebreak.core.words.Role;
import dev.firebreak.core.words.RolloutId;
import dev.firebreak.server.http.Access;
import dev.firebreak.server.http.Answer;
import dev.firebreak.server.http.Call;
import dev.firebreak.server.http.ProblemKind;
import dev.firebreak.server.http.Refused;
import dev.firebreak.server.http.Route;
import dev.firebreak.wire.file.FileProblems;
import dev.firebreak.wire.file.PlanFile;
import dev.firebreak.wire.plan.PlanDigest;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Plans that are proposed, what is known of them, and what they did. */
final class RolloutRoutes {
    /** The fleet may change between sealing a plan and proposing it; so often it is sealed anew. */
    private static final int MOST_SEALINGS = 3;

    private final Commands commands;
    private final Decisions decisions;

    private record ExposureReply(
            DeviceId device,
            ExposureState state,
            int step,
            Optional<Integer> action,
            Instant grantedAt,
            Instant lastHeard,
            Optional<String> reason,
            boolean fetched,
            boolean recovered,
            boolean unsolicited) {
        static ExposureReply of(ExposureView view) {
            return new ExposureReply(
                    view.device(),
                    view.state(),
                    view.step(),
                    view.action().map(action -> action.number()),
                    view.grantedAt().wall(),
                    view.lastHeard().wall(),
                    view.reason(),
                    view.fetched(),
                    view.recovered(),
                    view.unsolicited());
        }
    }

    /** What a plan is resolved against. */
    private record Ground(Bindings bindings, FleetRules rules, List<Release> releases) {
        Optional<Release> release(String label) {
            return releases.stream().filter(each -> each.label().equals(label)).findFirst();
        }
    }

    RolloutRoutes(Commands commands) {
        this.commands = commands;
        this.decisions = new Decisions(commands.loop());
    }

    List<Route> routes() {
        return List.of(
                Route.get("/api/v1/rollouts", Access.PEOPLE, this::list),
                Route.post("/api/v1/rollouts", Access.of(Role.AUTHOR), this::propose),
                Route.get("/api/v1/rollouts/{id}", Access.PEOPLE, this::show),
                Route.get("/api/v1/rollouts/{id}/decisions", Access.PEOPLE, this::explain),
                Route.get("/api/v1/rollouts/{id}/exposures", Access.PEOPLE, this::exposures));
    }

    private Answer list(Call call) throws Refused {
        var page = call.page(RolloutId::parse);
        return Answer.json(
                page.of(commands.ask(World::rollouts), RolloutView::id).map(RolloutReply::brief));
    }

    private Answer show(Call call) throws Refused {
        return Answer.json(RolloutReply.full(view(commands, id(call))));
    }

    private Answer propose(Call call) throws Refused, IOException {
        var file = parsed(call);
        Caps.room(
                "rollouts that are not over",
                Caps.open(commands.ask(World::rollouts)),
                Caps.OPEN_ROLLOUTS,
                "withdraw those that nobody wants any more");
        for (int tried = 1; ; tried++) {
            var ground =
                    commands.ask(
                            world -> new Ground(world.bindings(), world.rules(), world.releases()));
            var plan = resolved(file, ground);
            check(plan, ground);
            var digest = PlanDigest.of(plan, ground.bindings());
            try {
                var decision =
                        commands.see(
                                at ->
                                        new Observation.ProposeAsked(
                                                plan,
                                                digest,
                                                ground.bindings(),
                                                call.person(),
                                                at));
                var id = made(decision);
                return Answer.created(
                        "/api/v1/rollouts/" + id, RolloutReply.full(view(commands, id)));
            } catch (Refused e) {
                if (e.kind() != ProblemKind.CONFLICT || tried == MOST_SEALINGS) {
                    throw e;
                }
            }
        }
    }

    private static PlanFile parsed(Call call) throws Refused, IOException {
        try {
            return PlanFile.parse(call.query("filename").orElse("plan"), call.bytes());
        } catch (FileProblems e) {
            throw Documents.refused(e);
        }
    }

    private static Plan resolved(PlanFile file, Ground ground) throws Refused {
        try {
            return file.resolve(ground::release, ground.bindings().counts());
        } catch (FileProblems e) {
            throw Documents.refused(e);
        }
    }

    /** Says all that is wrong at once; the core would refuse the plan for the first of it. */
    private static void check(Plan plan, Ground ground) throws Refused {
        var kind =
                ground.releases().stream()
                        .filter(each -> each.digest().equals(plan.release()))
                        .map(Release::kind)
                        .findFirst();
        if (kind.isEmpty()) {
            return;
        }
        var faults =
                PlanCheck.check(plan, kind.get(), ground.rules(), ground.bindings().counts())
                        .stream()
                        .filter(PlanCheck.Problem::isError)
                        .map(
                                each ->
                                        new Refused.Fault(
                                                each.path(),
                                                "expected %s, found %s: %s"
                                                        .formatted(
                                                                each.expected(),
                                                                each.found(),
                                                                each.todo())))
                        .toList();
        if (!faults.isEmpty()) {
            throw Refused.invalid(
                    "expected a plan that may run, found %s: mend what is listed"
                            .formatted(faults.size() == 1 ? "1 fault" : faults.size() + " faults"),
                    faults);
        }
    }

    private static RolloutId made(Decision decision) {
        return decision.orders().stream()
                .filter(Order.Made.class::isInstance)
                .map(Order.Made.class::cast)
                .map(Order.Made::rollout)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("expected a rollout, found none"));
    }

    private Answer explain(Call call) throws Refused, IOException {
        var id = id(call);
        view(commands, id);
        return Answer.json(decisions.of(id, call.page(Long::valueOf)));
    }

    private Answer exposures(Call call) throws Refused {
        var id = id(call);
        var page = call.page(DeviceId::new);
        view(commands, id);
        return Answer.json(
                page.of(commands.ask(world -> world.exposures(id)), ExposureView::device)
                        .map(ExposureReply::of));
    }

    /** The rollout that the path names. */
    static RolloutId id(Call call) throws Refused {
        return call.path("id", RolloutId::parse);
    }

    /** The rollout as it is now. */
    static RolloutView view(Commands commands, RolloutId id) throws Refused {
        return commands.find("rollout", "the rollout " + id, world -> world.rollout(id));
    }

    /** The digest of what it ships. */
    static Digest release(Commands commands, RolloutId id) throws Refused {
        return view(commands, id).plan().release();
    }
}
