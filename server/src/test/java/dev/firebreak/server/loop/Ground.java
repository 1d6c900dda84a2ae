package dev.firebreak.server.loop;

import dev.firebreak.core.approval.Credential;
import dev.firebreak.core.decision.Decision;
import dev.firebreak.core.decision.Observation;
import dev.firebreak.core.decision.Order;
import dev.firebreak.core.decision.RolloutView;
import dev.firebreak.core.decision.World;
import dev.firebreak.core.evidence.Control;
import dev.firebreak.core.evidence.Evidence;
import dev.firebreak.core.evidence.Result;
import dev.firebreak.core.evidence.Trust;
import dev.firebreak.core.gate.GatePolicy;
import dev.firebreak.core.gate.Requirement;
import dev.firebreak.core.plan.Allowance;
import dev.firebreak.core.plan.Budget;
import dev.firebreak.core.plan.HealthRule;
import dev.firebreak.core.plan.Plan;
import dev.firebreak.core.plan.RollbackTo;
import dev.firebreak.core.plan.WavePlan;
import dev.firebreak.core.release.Artifact;
import dev.firebreak.core.release.Kind;
import dev.firebreak.core.release.Release;
import dev.firebreak.core.words.DeviceId;
import dev.firebreak.core.words.Digest;
import dev.firebreak.core.words.Moment;
import dev.firebreak.core.words.Person;
import dev.firebreak.core.words.Ratio;
import dev.firebreak.core.words.Reason;
import dev.firebreak.core.words.Role;
import dev.firebreak.core.words.RolloutId;
import dev.firebreak.core.words.Sha256;
import dev.firebreak.core.words.Tier;
import dev.firebreak.server.journal.Journal;
import dev.firebreak.server.journal.SnapshotStore;
import dev.firebreak.server.journal.StopFile;
import dev.firebreak.server.store.Fleet;
import dev.firebreak.wire.release.Manifest;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** A loop over a journal, people, and what a rollout needs: what tests of the edge stand on. */
public final class Ground implements AutoCloseable {
    /** The gateway's secret. */
    public static final String GATEWAY = "gateway-secret";

    /** Longer than the grace after a start. */
    public static final Duration GRACE = Duration.ofMinutes(6);

    private static final Person AUTHOR = new Person("ada");
    private static final Person APPROVER = new Person("grace");

    /** The time of this ground. */
    public final HandClock clock;

    /** What devices' cells say. */
    public final Fleet fleet = new Fleet();

    /** What offers pass. */
    public final OfferGate gate = new OfferGate();

    /** The loop itself. */
    public final Loop loop;

    private final StopFile stops;
    private final Ticker ticker;

    /** Takes up {@code journal}, with the stop file in {@code folder}. */
    public Ground(Journal journal, Path folder, HandClock clock) throws IOException {
        this(journal, folder, clock, Optional.empty());
    }

    /** The same, with snapshots. */
    Ground(Journal journal, Path folder, HandClock clock, Optional<SnapshotStore> snapshots)
            throws IOException {
        this.clock = clock;
        this.stops = StopFile.open(folder);
        this.loop =
                Loop.start(
                        new Loop.Parts(
                                journal,
                                Optional.empty(),
                                stops,
                                fleet,
                                gate,
                                snapshots,
                                last -> new ServerClock(clock, clock::nanos, last, 1)));
        this.ticker = new Ticker(loop, fleet);
    }

    /** What the loop answers to a person. */
    public Decision see(Function<Moment, Observation> observed) {
        try {
            return loop.see(observed);
        } catch (NotDurable e) {
            throw new AssertionError(e);
        }
    }

    /** What the durable state says. */
    public <T> T ask(Function<World, T> question) {
        try {
            return loop.ask(question);
        } catch (NotDurable e) {
            throw new AssertionError(e);
        }
    }

    /** Time passes, and the loop is told. */
    public void pass(Duration time) {
        clock.pass(time);
        tick();
    }

    /** The loop is told that time passed, as often as something follows from it. */
    public void tick() {
        try {
            for (int i = 0; i < 4; i++) {
                ticker.tick();
            }
        } catch (NotDurable e) {
            throw new AssertionError(e);
        }
    }

    /** People, a policy with one requirement, and the gateway's token. */
    public Ground furnish() {
        token("t-ada", "ada-secret", AUTHOR, Role.AUTHOR);
        token("t-grace", "grace-secret", APPROVER, Role.APPROVER);
        token("t-gateway", GATEWAY, new Person("gateway"), Role.GATEWAY);
        var test = new Requirement("test", List.of("key"), Duration.ofDays(30), 1);
        var policy = new GatePolicy(Sha256.of("policy"), Map.of("key", "k"), List.of(test));
        see(at -> new Observation.PolicyApplied(policy, AUTHOR, at));
        return this;
    }

    private void token(String id, String secret, Person person, Role role) {
        var credential = new Credential(id, Sha256.of(secret), person, role);
        see(at -> new Observation.TokenIssued(credential, AUTHOR, at));
    }

    /** A device that an operator wrote down, with a token of its own: its name and "-secret". */
    public void enrol(String name, Map<String, String> attributes) {
        see(
                at ->
                        new Observation.DeviceEnrolled(
                                new DeviceId(name),
                                attributes,
                                fleet.mapping().place(attributes, Map.of()),
                                Optional.of(Sha256.of(name + "-secret")),
                                Observation.Enrolment.IMPORTED,
                                AUTHOR,
                                at));
    }

    /** A LOW device in one region. */
    public void enrol(String name) {
        enrol(name, Map.of("tier", "LOW", "region", "eu", "customer", "acme"));
    }

    /** A sealed release with evidence that clears it. */
    public Release release(String version, Artifact artifact) {
        var release = Manifest.seal("app", version, Kind.CONTENT, List.of(artifact), "bApp", true);
        see(at -> new Observation.ReleaseSealed(release, AUTHOR, at));
        see(at -> new Observation.EvidenceAdded(evidence(release, at), AUTHOR, at));
        return release;
    }

    private static Evidence evidence(Release release, Moment at) {
        return new Evidence(
                Sha256.of("evidence " + release.digest()),
                release.digest(),
                new Trust.Signed("key", "k"),
                List.of(release.digest()),
                "test",
                Result.PASS,
                at.wall(),
                List.of(new Control("known-bad", Result.FAIL, Result.FAIL)),
                List.of());
    }

    /** A running rollout to LOW devices, at most {@code places} unconfirmed at a time. */
    public RolloutId rollOut(Release release, Digest back, int places) {
        var plan = plan(release, back, places);
        var digest = Sha256.of(plan.toString());
        var bindings = ask(World::bindings);
        var made = see(at -> new Observation.ProposeAsked(plan, digest, bindings, AUTHOR, at));
        return begin(made, digest);
    }

    private RolloutId begin(Decision made, Digest digest) {
        var id =
                made.orders().stream()
                        .filter(Order.Made.class::isInstance)
                        .map(order -> ((Order.Made) order).rollout())
                        .findFirst()
                        .orElseThrow(() -> new AssertionError("not proposed: " + made.orders()));
        var done =
                List.of(
                        see(
                                at ->
                                        new Observation.ApproveAsked(
                                                id,
                                                digest,
                                                "t-grace",
                                                Optional.empty(),
                                                APPROVER,
                                                at)),
                        see(
                                at ->
                                        new Observation.StartAsked(
                                                id,
                                                Sha256.of("nonce"),
                                                Optional.empty(),
                                                AUTHOR,
                                                at)));
        for (var decision : done) {
            if (decision.orders().stream().anyMatch(Order.Refuse.class::isInstance)) {
                throw new AssertionError("not started: " + decision.orders());
            }
        }
        return id;
    }

    private static Plan plan(Release release, Digest back, int places) {
        var wave =
                new WavePlan(
                        "low",
                        Optional.empty(),
                        Optional.of(Tier.LOW),
                        List.of(),
                        List.of(Ratio.parse("10%"), Ratio.ALL),
                        Duration.ofHours(1),
                        Optional.empty(),
                        false);
        var health =
                new HealthRule(
                        Duration.ofMinutes(10),
                        Duration.ofMinutes(30),
                        Ratio.parse("0.1%"),
                        25,
                        List.of(Duration.ofMinutes(30)),
                        Duration.ofHours(4),
                        List.of(),
                        List.of(),
                        Duration.ZERO,
                        HealthRule.OnHold.PAGE,
                        HealthRule.OnHalt.STOP);
        return new Plan(
                "plan",
                release.digest(),
                new RollbackTo.Release(back),
                List.of(wave),
                new Budget(
                        Allowance.fixed(places), Map.of(), Optional.empty(), Optional.empty(), 1),
                health,
                Optional.empty(),
                List.of(),
                false,
                Set.of());
    }

    /** An operator halts {@code rollout}. */
    public Decision halt(RolloutId rollout) throws NotDurable {
        return loop.stop(
                at -> new Observation.HaltAsked(rollout, Reason.told("a test"), AUTHOR, at));
    }

    /** An operator holds {@code rollout}. */
    public Decision hold(RolloutId rollout) throws NotDurable {
        return loop.stop(
                at -> new Observation.HoldAsked(rollout, Reason.told("a test"), AUTHOR, at));
    }

    /** From now on the disk takes no stop either. */
    public void loseStopFile() throws IOException {
        stops.close();
    }

    /** What people see of {@code rollout}. */
    public RolloutView view(RolloutId rollout) {
        return ask(world -> world.rollout(rollout)).orElseThrow();
    }

    @Override
    public void close() throws IOException {
        ticker.close();
        loop.close();
        stops.close();
    }
}
