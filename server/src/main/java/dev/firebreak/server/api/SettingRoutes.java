package dev.firebreak.server.api;

import dev.firebreak.core.approval.ProposedChange;
import dev.firebreak.core.decision.Decision;
import dev.firebreak.core.decision.Observation;
import dev.firebreak.core.decision.Order;
import dev.firebreak.core.decision.World;
import dev.firebreak.core.hold.CustomerPolicy;
import dev.firebreak.core.plan.Bindings;
import dev.firebreak.core.words.Customer;
import dev.firebreak.core.words.Digest;
import dev.firebreak.core.words.Moment;
import dev.firebreak.core.words.Person;
import dev.firebreak.core.words.Role;
import dev.firebreak.server.http.Access;
import dev.firebreak.server.http.Answer;
import dev.firebreak.server.http.Call;
import dev.firebreak.server.http.ProblemKind;
import dev.firebreak.server.http.Refused;
import dev.firebreak.server.http.Route;
import dev.firebreak.server.store.Fleet;
import dev.firebreak.wire.file.CustomerFile;
import dev.firebreak.wire.file.FileProblems;
import dev.firebreak.wire.file.FleetFile;
import dev.firebreak.wire.file.PolicyFile;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/**
 * The documents under which a tenant works. Each has an ETag, and If-Match keeps two people from
 * undoing each other's change.
 */
final class SettingRoutes {
    private static final int ACCEPTED = 202;

    private final Commands commands;
    private final Fleet fleet;

    /** One change at a time: what If-Match was compared with is what the change then replaces. */
    private final Lock turn = new ReentrantLock();

    /** What is in force now. */
    private record AppliedReply(Digest digest) {}

    /** What another person must want too before it is in force. */
    private record WaitingReply(
            String state, String setting, Digest digest, Person by, String needs) {
        static WaitingReply of(ProposedChange it) {
            return new WaitingReply(
                    "PROPOSED",
                    it.setting(),
                    it.digest(),
                    it.by(),
                    "the same document from another person: an admin, approver or owner");
        }
    }

    /** A document in force, and what was read in it. */
    private record DocumentReply(Digest digest, String document, Object rules) {}

    /** The fleet's document, and how many devices its rules put where. */
    private record FleetReply(
            Digest digest, String document, Object rules, List<Bindings.Count> devices) {}

    SettingRoutes(Commands commands, Fleet fleet) {
        this.commands = commands;
        this.fleet = fleet;
    }

    List<Route> routes() {
        var either = Access.of(Role.ADMIN, Role.APPROVER, Role.OWNER);
        return List.of(
                Route.get("/api/v1/fleet", Access.PEOPLE, this::fleetRules),
                Route.put("/api/v1/fleet", either, this::applyFleet),
                Route.get("/api/v1/policy", Access.PEOPLE, this::policy),
                Route.put("/api/v1/policy", either, this::applyPolicy),
                Route.get("/api/v1/customers", Access.PEOPLE, this::customers),
                Route.put("/api/v1/customers", either, this::applyCustomer),
                Route.get("/api/v1/changes", Access.PEOPLE, this::changes),
                Route.get("/api/v1/customers/{customer}", Access.PEOPLE, this::customer),
                Route.put("/api/v1/customers/{customer}", either, this::applyNamed));
    }

    private Answer changes(Call call) throws Refused {
        var page = call.page(Function.<String>identity());
        var waiting = commands.ask(World::waitingChanges);
        return Answer.json(page.of(waiting, ProposedChange::setting).map(WaitingReply::of));
    }

    private Answer fleetRules(Call call) throws Refused {
        var rules = commands.ask(World::rules);
        var digest = rules.digest();
        var document = fleet.file().document();
        var counts = commands.ask(World::bindings).counts();
        return document(call, digest, document, new FleetReply(digest, document, rules, counts));
    }

    /** The document alone for those who ask for YAML; for others an object that has it. */
    private static Answer document(Call call, Digest digest, String document, Object all) {
        var answer =
                call.prefers(Answer.YAML, Answer.JSON)
                        ? Answer.text(Answer.YAML, document)
                        : Answer.json(all);
        return answer.with("ETag", Documents.tag(digest));
    }

    private Answer applyFleet(Call call) throws Refused, IOException {
        try {
            var file = FleetFile.parse(name(call, "fleet.yaml"), call.bytes());
            mayWant(call, ProposedChange.FLEET, file.rules().digest());
            return applied(
                    file.rules().digest(),
                    change(
                            call,
                            world -> Optional.of(world.rules().digest()),
                            at ->
                                    new Observation.FleetApplied(
                                            file.rules(), file.document(), call.person(), at)));
        } catch (FileProblems e) {
            throw Documents.refused(e);
        }
    }

    private Answer policy(Call call) throws Refused {
        var policy = commands.ask(World::policy);
        var document = PolicyFile.write(policy);
        return document(
                call,
                policy.digest(),
                document,
                new DocumentReply(policy.digest(), document, policy));
    }

    private Answer applyPolicy(Call call) throws Refused, IOException {
        try {
            var policy = PolicyFile.parse(name(call, "policy.yaml"), call.bytes());
            mayWant(call, ProposedChange.POLICY, policy.digest());
            return applied(
                    policy.digest(),
                    change(
                            call,
                            world -> Optional.of(world.policy().digest()),
                            at -> new Observation.PolicyApplied(policy, call.person(), at)));
        } catch (FileProblems e) {
            throw Documents.refused(e);
        }
    }

    private Answer customers(Call call) throws Refused {
        var page = call.page(Function.<String>identity());
        return Answer.json(
                page.of(commands.ask(World::customers), policy -> policy.customer().value()));
    }

    private Answer customer(Call call) throws Refused {
        var name = call.path("customer", Customer::new);
        var policy =
                commands.find(
                        "customer",
                        "a policy of the customer " + name,
                        world -> policy(world, name));
        return Answer.json(policy).with("ETag", Documents.tag(policy.digest()));
    }

    private static Optional<CustomerPolicy> policy(World world, Customer name) {
        return world.customers().stream().filter(each -> each.customer().equals(name)).findFirst();
    }

    private Answer applyCustomer(Call call) throws Refused, IOException {
        return applied(call, customerFile(call));
    }

    private Answer applyNamed(Call call) throws Refused, IOException {
        var name = call.path("customer", Customer::new);
        var policy = customerFile(call);
        if (!policy.customer().equals(name)) {
            throw Refused.of(
                    ProblemKind.INVALID,
                    "expected a policy of the customer %s, found one of %s: correct the path or the file"
                            .formatted(name, policy.customer()));
        }
        return applied(call, policy);
    }

    private static CustomerPolicy customerFile(Call call) throws Refused, IOException {
        try {
            return CustomerFile.parse(name(call, "customer.yaml"), call.bytes());
        } catch (FileProblems e) {
            throw Documents.refused(e);
        }
    }

    /**
     * Who is no administrator may only want what somebody else wants already: the second of two
     * people need not be able to change anything alone.
     */
    private void mayWant(Call call, String setting, Digest digest) throws Refused {
        var waits =
                commands.ask(World::waitingChanges).stream()
                        .anyMatch(it -> it.setting().equals(setting) && it.digest().equals(digest));
        if (call.caller().role() != Role.ADMIN && !waits) {
            throw Refused.of(
                    ProblemKind.NOT_ALLOWED,
                    ("expected the role admin, or a change of the %s that an administrator asked for,"
                                    + " found the role %s and no such change: let an administrator apply it first")
                            .formatted(setting, call.caller().role()));
        }
    }

    private Answer applied(Call call, CustomerPolicy policy) throws Refused {
        var name = policy.customer();
        var known = commands.ask(World::customers);
        if (known.stream().noneMatch(each -> each.customer().equals(name))) {
            Caps.room("customers with a policy", known.size(), Caps.CUSTOMERS, "leave one out");
        }
        mayWant(call, ProposedChange.of(name), policy.digest());
        return applied(
                policy.digest(),
                change(
                        call,
                        world -> policy(world, name).map(CustomerPolicy::digest),
                        at -> new Observation.CustomerApplied(policy, call.person(), at)));
    }

    /** Makes a change if what it replaces is still what If-Match names. */
    private Decision change(
            Call call,
            Function<World, Optional<Digest>> inForce,
            Function<Moment, Observation> changed)
            throws Refused {
        turn.lock();
        try {
            Documents.match(call, commands.ask(inForce));
            return commands.see(changed);
        } finally {
            turn.unlock();
        }
    }

    private static Answer applied(Digest digest, Decision decision) {
        return decision.orders().stream()
                .filter(Order.ChangeWaits.class::isInstance)
                .map(Order.ChangeWaits.class::cast)
                .findFirst()
                .map(it -> Answer.json(ACCEPTED, WaitingReply.of(it.change())))
                .orElseGet(
                        () ->
                                Answer.json(new AppliedReply(digest))
                                        .with("ETag", Documents.tag(digest)));
    }

    private static String name(Call call, String usual) {
        return call.query("filename").orElse(usual);
    }
}
