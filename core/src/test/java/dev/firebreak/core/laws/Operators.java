package dev.firebreak.core.laws;

import dev.firebreak.core.approval.Credential;
import dev.firebreak.core.decision.Observation;
import dev.firebreak.core.decision.RolloutState;
import dev.firebreak.core.decision.RolloutView;
import dev.firebreak.core.device.ExposureState;
import dev.firebreak.core.hold.Hold;
import dev.firebreak.core.words.Digest;
import dev.firebreak.core.words.Moment;
import dev.firebreak.core.words.Person;
import dev.firebreak.core.words.Reason;
import dev.firebreak.core.words.Role;
import dev.firebreak.core.words.RolloutId;
import dev.firebreak.core.words.Sha256;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The people of a history: they carry rollouts on, and meddle at random. */
final class Operators {
    private static final Reason WHY = Reason.told("because of the history");
    private static final Person ALICE = new Person("alice");
    private static final Person BOB = new Person("bob");
    private static final Person CAROL = new Person("carol");
    private static final Person DAVE = new Person("dave");

    private final Setting setting;
    private final Dice dice;
    private int tokens;
    private int nonces;

    Operators(Setting setting, Dice dice) {
        this.setting = setting;
        this.dice = dice;
    }

    /** Everything that is there before the first rollout. */
    List<Request> begin() {
        var requests = new ArrayList<Request>();
        add(requests, at -> new Observation.ServerStarted(1, 1, Optional.empty(), at));
        add(requests, at -> applied(Optional.of(20), ALICE, at));
        add(requests, at -> new Observation.PolicyApplied(setting.policy(), ALICE, at));
        for (var person : List.of(ALICE, BOB, CAROL, DAVE)) {
            add(requests, at -> token(person.value(), person, at));
        }
        add(requests, at -> new Observation.ReleaseSealed(setting.old, ALICE, at));
        boolean sound = dice.chance(900); // else no plan may go back to it
        add(
                requests,
                at ->
                        new Observation.EvidenceAdded(
                                setting.evidence(setting.old.digest(), at.wall(), sound), BOB, at));
        for (var machine : setting.machines) {
            requests.add(enrol(machine));
        }
        return requests;
    }

    private static void add(List<Request> requests, Function<Moment, Observation> seen) {
        requests.add(Request.of(seen));
    }

    private Observation applied(Optional<Integer> ceiling, Person by, Moment at) {
        return new Observation.FleetApplied(setting.rules(ceiling), "rules", by, at);
    }

    private static Observation token(String id, Person person, Moment at) {
        var role =
                person.equals(ALICE)
                        ? Role.APPROVER // so that only the name stands in her way
                        : person.equals(DAVE) ? Role.OPERATOR : Role.APPROVER;
        var credential = new Credential(id, Sha256.of(id), person, role);
        return new Observation.TokenIssued(credential, ALICE, at);
    }

    private Request enrol(Machine machine) {
        var how =
                dice.chance(950)
                        ? Observation.Enrolment.IMPORTED
                        : Observation.Enrolment.SELF_REGISTERED;
        return Request.of(
                at ->
                        new Observation.DeviceEnrolled(
                                machine.id,
                                Map.of(),
                                machine.place,
                                Optional.empty(),
                                how,
                                ALICE,
                                at));
    }

    /** What people do in one tick. */
    List<Request> work(Server server) {
        var requests = new ArrayList<Request>();
        var rollouts = server.world().rollouts();
        for (var rollout : rollouts) {
            carryOn(server, rollout, requests);
        }
        boolean idle = rollouts.stream().allMatch(it -> ended(it.state()));
        if (dice.chance(idle ? 300 : 4)) {
            propose(server, requests);
        }
        if (dice.chance(35)) {
            meddle(rollouts, requests);
        }
        return requests;
    }

    private static boolean ended(RolloutState state) {
        return switch (state) {
            case PROPOSED, APPROVED, RUNNING, HELD, ROLLING_BACK -> false;
            case HALTED, ROLLED_BACK, COMPLETED, WITHDRAWN -> true;
        };
    }

    private void propose(Server server, List<Request> requests) {
        var release =
                setting.releases.stream()
                        .filter(it -> server.world().release(it.digest()).isEmpty())
                        .findFirst()
                        .orElse(setting.releases.getLast());
        add(requests, at -> new Observation.ReleaseSealed(release, ALICE, at));
        hand(requests, release.digest());
        var plan = setting.plan(release.digest());
        var digest = Sha256.of("plan" + plan);
        add(
                requests,
                at ->
                        new Observation.ProposeAsked(
                                plan, digest, server.world().bindings(), ALICE, at));
    }

    private void hand(List<Request> requests, Digest release) {
        boolean sound = dice.chance(700);
        add(
                requests,
                at ->
                        new Observation.EvidenceAdded(
                                setting.evidence(release, at.wall(), sound), BOB, at));
    }

    private void carryOn(Server server, RolloutView it, List<Request> requests) {
        if ((it.state() == RolloutState.PROPOSED || it.outdated()) && dice.chance(500)) {
            var digest = dice.chance(900) ? it.planDigest() : Sha256.of("another plan");
            var who = dice.of(ALICE, BOB, BOB, CAROL, CAROL, DAVE);
            var credential = dice.chance(900) ? who.value() : dice.of("alice", "bob", "t1");
            add(
                    requests,
                    at ->
                            new Observation.ApproveAsked(
                                    it.id(), digest, credential, Optional.empty(), who, at));
        }
        if (it.state() == RolloutState.APPROVED || dice.chance(3)) {
            if (dice.chance(200)) {
                hand(requests, it.plan().release());
            }
            var nonce = Sha256.of("nonce" + nonces++);
            add(
                    requests,
                    at -> new Observation.StartAsked(it.id(), nonce, Optional.empty(), DAVE, at));
        }
        if (dice.chance(it.state() == RolloutState.HELD ? 60 : 1)) {
            resume(it, requests);
        }
        boolean silent = it.counts().silent() > 0;
        if (silent && dice.chance(100)) {
            var lost =
                    server.world().exposures(it.id()).stream()
                            .filter(each -> each.state() == ExposureState.SILENT)
                            .toList();
            var device = dice.pick(lost).device();
            var by = dice.of(BOB, CAROL);
            add(requests, at -> new Observation.WriteOffAsked(it.id(), device, WHY, by, at));
        }
    }

    private void resume(RolloutView it, List<Request> requests) {
        var by = dice.of(DAVE, DAVE, BOB);
        add(requests, at -> new Observation.ResumeAsked(it.id(), it.planDigest(), WHY, by, at));
    }

    private void meddle(List<RolloutView> rollouts, List<Request> requests) {
        var id = rollouts.isEmpty() ? new RolloutId(7) : dice.pick(rollouts).id();
        var machine = dice.pick(setting.machines);
        switch (dice.from(0, 15)) {
            case 0, 1 -> add(requests, at -> new Observation.HoldAsked(id, WHY, DAVE, at));
            case 2 -> add(requests, at -> new Observation.HaltAsked(id, WHY, DAVE, at));
            case 3 -> {
                var reach = dice.of(Observation.Reach.values());
                add(requests, at -> new Observation.RollbackAsked(id, reach, WHY, DAVE, at));
            }
            case 4 -> {
                if (dice.chance(400)) {
                    var release = dice.pick(setting.releases).digest();
                    add(requests, at -> new Observation.RevokeAsked(release, WHY, DAVE, at));
                }
            }
            case 5, 6 ->
                    add(requests, at -> new Observation.HoldPlaced(target(machine), WHY, DAVE, at));
            case 7, 8 -> {
                int hold = dice.from(1, 3);
                add(requests, at -> new Observation.HoldLifted(hold, WHY, DAVE, at));
            }
            case 9 -> {
                var ceiling = dice.of(Optional.of(3), Optional.of(20), Optional.<Integer>empty());
                var by = dice.of(ALICE, ALICE, BOB);
                add(requests, at -> applied(ceiling, by, at));
                if (dice.chance(700)) {
                    add(requests, at -> applied(ceiling, CAROL, at));
                }
            }
            case 10 -> {
                var id2 = dice.of("bob", "carol");
                boolean voids = dice.chance(500);
                add(requests, at -> new Observation.TokenRevoked(id2, voids, ALICE, at));
            }
            case 11 -> {
                var fresh = "t" + ++tokens;
                add(requests, at -> token(fresh, dice.of(BOB, CAROL), at));
            }
            case 12 -> {
                var place = setting.moved(machine.place);
                requests.add(
                        new Request(
                                at -> new Observation.DevicePlaced(machine.id, place, at),
                                _ -> machine.place = place));
            }
            case 13 -> {
                boolean forced = dice.chance(700);
                add(requests, at -> new Observation.DeviceDeleted(machine.id, forced, DAVE, at));
            }
            case 14 -> {
                machine.place = dice.chance(300) ? setting.moved(machine.place) : machine.place;
                requests.add(enrol(machine));
            }
            default -> {
                var device = machine.id;
                add(requests, at -> new Observation.DeviceAccepted(device, DAVE, at));
                var by = dice.of(BOB, CAROL);
                add(requests, at -> new Observation.UnflagAsked(device, WHY, by, at));
                hand(requests, dice.pick(setting.releases).digest());
            }
        }
    }

    private Hold.Target target(Machine machine) {
        return dice.chance(300)
                ? new Hold.Target.Fleet()
                : dice.chance(500)
                        ? new Hold.Target.OfRegion(machine.place.region())
                        : new Hold.Target.OfFingerprint(setting.environment());
    }
}
