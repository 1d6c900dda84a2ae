package dev.firebreak.core.decision;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.firebreak.core.approval.Credential;
import dev.firebreak.core.hold.Hold;
import dev.firebreak.core.plan.Plan;
import dev.firebreak.core.plan.RollbackTo;
import dev.firebreak.core.plan.WavePlan;
import dev.firebreak.core.words.Customer;
import dev.firebreak.core.words.DeviceId;
import dev.firebreak.core.words.Digest;
import dev.firebreak.core.words.Fingerprint;
import dev.firebreak.core.words.Group;
import dev.firebreak.core.words.Person;
import dev.firebreak.core.words.Reason;
import dev.firebreak.core.words.Region;
import dev.firebreak.core.words.Role;
import dev.firebreak.core.words.RolloutId;
import dev.firebreak.core.words.Sha256;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * One world and the language in which stories are told to it. It begins with a server that has run
 * for ten minutes, a gate that asks for one test with a negative control, and people: ann and al
 * are authors, bob, bea and ben approve, olga owns, carl operates.
 */
final class Story {
    private static final Map<String, Role> PEOPLE =
            new TreeMap<>(
                    Map.of(
                            "al", Role.AUTHOR,
                            "ann", Role.AUTHOR,
                            "bea", Role.APPROVER,
                            "ben", Role.APPROVER,
                            "bob", Role.APPROVER,
                            "carl", Role.OPERATOR,
                            "olga", Role.OWNER));
    private static final Person ADA = new Person("ada");

    private static final Pattern EXPOSED = Pattern.compile("\\bx([1-9])\\b");

    private final TestLoop loop = new TestLoop(Core::real, new SameAgain());
    private final Bots bots = new Bots(loop);
    private final Documents documents = new Documents(loop);
    private final Deeds deeds = new Deeds(loop, bots);
    private final List<WavePlan> waves = new ArrayList<>();
    private Optional<Plan> plan = Optional.empty();

    Story() {
        loop.restart(Optional.empty());
        documents.applied(new Words("fleet"));
        documents.applied(new Words("policy"));
        PEOPLE.forEach(
                (name, role) ->
                        loop.see(
                                new Observation.TokenIssued(
                                        new Credential(
                                                "t-" + name,
                                                Sha256.of(name),
                                                new Person(name),
                                                role),
                                        ADA,
                                        loop.now())));
        loop.pass(Duration.ofMinutes(10));
        loop.tick();
    }

    /** Deciding changes nothing, and is the same each time; reviews come to an end. */
    private static final class SameAgain implements TestLoop.Watch {
        @Override
        public void decided(Core core, Observation seen, Decision decision) {
            var before = core.world().toString();
            assertEquals(decision, core.decide(seen), "decided again, it must be the same");
            assertEquals(before, core.world().toString(), "deciding must change nothing");
        }

        @Override
        public void settled(Core core, int rounds) {
            assertTrue(rounds < TestLoop.ROUNDS, "reviews must come to an end");
        }
    }

    /** What one line is answered. */
    String tell(String told) {
        var line = EXPOSED.matcher(told).replaceAll(it -> exposed(Integer.parseInt(it.group(1))));
        var words = new Words(line);
        proveWayBack(words);
        int before = loop.log.size();
        var decided = command(words);
        words.allAsked();
        var again = loop.folded().world();
        assertEquals(loop.world().toString(), again.toString(), "a world is its facts: " + line);
        assertEquals(loop.world().rollouts(), again.rollouts(), "so are its views: " + line);
        var orders = decided.stream().flatMap(it -> it.orders().stream()).toList();
        boolean many = words.verb().equals("run");
        return new Told(loop.world())
                        .lines(
                                List.copyOf(loop.log.subList(before, loop.log.size())),
                                many ? List.of() : orders)
                + after(words);
    }

    /** What a plan goes back to has passed the gate, unless the story says {@code ungated}. */
    private void proveWayBack(Words words) {
        if (words.verb().equals("plan") && !words.has("ungated")) {
            var signers = loop.world().policy().requirements().getFirst().signers();
            words.maybe("back")
                    .filter(label -> label.contains("@"))
                    .map(this::digest)
                    .filter(it -> loop.world().release(it).isPresent())
                    .map(
                            it ->
                                    new Words("evidence controls=9 key=" + signers.getFirst())
                                            .evidence(it, loop.now().wall()))
                    .ifPresent(it -> see(new Observation.EvidenceAdded(it, ADA, loop.now())));
        }
    }

    /** The {@code number}th device that the last rollout exposed: {@code x1} in a story. */
    private String exposed(int number) {
        var last = new RolloutId(loop.world().rollouts().size());
        return loop.world().exposures(last).get(number - 1).device().value();
    }

    private String after(Words words) {
        var world = loop.world();
        return switch (words.verb()) {
            case "poll" ->
                    new Told(world).visible(device(words), loop.core().visible(device(words)));
            case "show" -> Shown.rollout(world, rollout(words, 1));
            case "exposures" -> Shown.exposures(world, rollout(words, 1));
            case "explain" -> Shown.grounds(loop.log, rollout(words, 1));
            case "gate" -> Shown.gate(world, digest(words.at(1)), loop.now().wall());
            default -> "";
        };
    }

    private List<Decision> command(Words words) {
        return switch (words.verb()) {
            case "fleet", "policy", "customer" -> documents.applied(words);
            case "device", "place" -> devices(words);
            case "mode" -> {
                var kind = Bots.Kind.valueOf(words.at(1).toUpperCase(Locale.ROOT));
                each(words, 2).forEach(id -> bots.become(id, kind));
                yield List.of();
            }
            case "release" ->
                    see(
                            new Observation.ReleaseSealed(
                                    words.release(words.at(1)), person("ann"), loop.now()));
            case "evidence" ->
                    see(
                            new Observation.EvidenceAdded(
                                    words.evidence(digest(words.at(1)), loop.now().wall()),
                                    person("ann"),
                                    loop.now()));
            case "wave" -> {
                waves.add(words.wave());
                yield List.of();
            }
            case "plan" -> {
                plan = Optional.of(words.plan(digest(words.at(1)), back(words), waves));
                waves.clear();
                yield List.of();
            }
            case "run" -> run(words);
            case "show", "exposures", "explain", "gate" -> List.of();
            case "restart" -> {
                var doubt = words.maybe("doubt").map(Reason::told);
                yield List.of(loop.restart(doubt));
            }
            case "jump" -> {
                var by = Words.span(words.at(2));
                loop.jump(words.has("back") ? by.negated() : by);
                yield List.of();
            }
            default -> words.from(1).isEmpty() ? List.of() : people(words);
        };
    }

    private List<Decision> devices(Words words) {
        var place = words.placement();
        var enrolment =
                words.has("self")
                        ? Observation.Enrolment.SELF_REGISTERED
                        : Observation.Enrolment.IMPORTED;
        boolean move = words.verb().equals("place");
        var all = new ArrayList<Decision>();
        for (var id : Told.names(words.at(1)).map(DeviceId::new).toList()) {
            bots.add(id, place);
            all.add(
                    loop.see(
                            move
                                    ? new Observation.DevicePlaced(id, place, loop.now())
                                    : new Observation.DeviceEnrolled(
                                            id,
                                            Map.of(),
                                            place,
                                            Optional.empty(),
                                            enrolment,
                                            ADA,
                                            loop.now())));
        }
        return all;
    }

    private List<Decision> run(Words words) {
        var end = loop.now().uptime().plus(Words.span(words.at(1)));
        var all = new ArrayList<Decision>();
        while (loop.now().uptime().compareTo(end) < 0) {
            loop.pass(loop.world().rules().watched());
            all.addAll(bots.live());
            all.add(loop.tick());
        }
        return all;
    }

    private List<Decision> people(Words words) {
        var at = loop.now();
        return switch (words.verb()) {
            case "propose" ->
                    see(
                            new Observation.ProposeAsked(
                                    plan.orElseThrow(),
                                    digest(plan.orElseThrow()),
                                    loop.world().bindings(),
                                    person(words.at(1)),
                                    at));
            case "approve" -> {
                var id = rollout(words, 2);
                var seen = words.maybe("digest").map(Sha256::of).orElseGet(() -> planDigest(id));
                var name = words.at(1);
                yield see(
                        new Observation.ApproveAsked(
                                id, seen, "t-" + name, yes(words), person(name), at));
            }
            case "start" ->
                    see(
                            new Observation.StartAsked(
                                    rollout(words, 2),
                                    Sha256.of("nonce"),
                                    yes(words),
                                    person(words.at(1)),
                                    at));
            case "resume" -> {
                var id = rollout(words, 2);
                yield see(
                        new Observation.ResumeAsked(
                                id, planDigest(id), why(words), person(words.at(1)), at));
            }
            case "hold" ->
                    see(
                            new Observation.HoldAsked(
                                    rollout(words, 2), why(words), person(words.at(1)), at));
            case "halt" ->
                    see(
                            new Observation.HaltAsked(
                                    rollout(words, 2), why(words), person(words.at(1)), at));
            case "rollback" ->
                    see(
                            new Observation.RollbackAsked(
                                    rollout(words, 2),
                                    words.has("confirmed")
                                            ? Observation.Reach.CONFIRMED_TOO
                                            : Observation.Reach.UNCONFIRMED,
                                    why(words),
                                    person(words.at(1)),
                                    at));
            case "revoke" ->
                    see(
                            new Observation.RevokeAsked(
                                    digest(words.at(2)), why(words), person(words.at(1)), at));
            case "write-off" ->
                    see(
                            new Observation.WriteOffAsked(
                                    rollout(words, 3),
                                    new DeviceId(words.at(2)),
                                    why(words),
                                    person(words.at(1)),
                                    at));
            case "hold-devices" ->
                    see(
                            new Observation.HoldPlaced(
                                    target(words), why(words), person(words.at(1)), at));
            case "lift" ->
                    see(
                            new Observation.HoldLifted(
                                    Integer.parseInt(words.at(2)),
                                    why(words),
                                    person(words.at(1)),
                                    at));
            case "delete" ->
                    see(new Observation.DeviceDeleted(device(words), words.has("forced"), ADA, at));
            case "revoke-token" ->
                    see(
                            new Observation.TokenRevoked(
                                    "t-" + words.at(1), words.has("void"), ADA, at));
            case "unflag" ->
                    see(
                            new Observation.UnflagAsked(
                                    new DeviceId(words.at(2)),
                                    why(words),
                                    person(words.at(1)),
                                    at));
            case "accept" -> see(new Observation.DeviceAccepted(device(words), ADA, at));
            default -> deeds.done(words);
        };
    }

    private List<Decision> see(Observation seen) {
        return List.of(loop.see(seen));
    }

    private static List<DeviceId> each(Words words, int from) {
        return words.from(from).stream().flatMap(Told::names).map(DeviceId::new).toList();
    }

    private static Person person(String name) {
        return new Person(name);
    }

    private static DeviceId device(Words words) {
        return new DeviceId(words.at(1));
    }

    /** The rollout that the words name, or the last one. */
    private RolloutId rollout(Words words, int index) {
        var named = words.from(index);
        return named.isEmpty() || !named.getFirst().matches("r\\d+")
                ? new RolloutId(Math.max(1, loop.world().rollouts().size()))
                : RolloutId.parse(named.getFirst());
    }

    private static Optional<Reason> yes(Words words) {
        return words.maybe("why").map(Reason::told);
    }

    private static Reason why(Words words) {
        return Reason.told(words.get("why", "for a reason", text -> text.replace('_', ' ')));
    }

    private Digest planDigest(RolloutId id) {
        return loop.world()
                .rollout(id)
                .map(RolloutView::planDigest)
                .orElseGet(() -> Sha256.of("no plan"));
    }

    private static Digest digest(Plan plan) {
        return Sha256.of(plan.toString());
    }

    private Digest digest(String label) {
        var parts = label.split("@", 2);
        return loop.world()
                .release(parts[0], parts[1])
                .map(it -> it.digest())
                .orElseGet(() -> Sha256.of(label));
    }

    private RollbackTo back(Words words) {
        return switch (words.get("back", "previous", text -> text)) {
            case "previous" -> new RollbackTo.Previous();
            case "none" -> new RollbackTo.None();
            case String label -> new RollbackTo.Release(digest(label));
        };
    }

    private static Hold.Target target(Words words) {
        return words.maybe("region")
                .<Hold.Target>map(it -> new Hold.Target.OfRegion(new Region(it)))
                .or(
                        () ->
                                words.maybe("print")
                                        .map(
                                                it ->
                                                        new Hold.Target.OfFingerprint(
                                                                new Fingerprint(it))))
                .or(
                        () ->
                                words.maybe("customer")
                                        .map(it -> new Hold.Target.OfCustomer(new Customer(it))))
                .or(() -> words.maybe("group").map(it -> new Hold.Target.OfGroup(new Group(it))))
                .orElseGet(Hold.Target.Fleet::new);
    }
}
