package dev.firebreak.core.laws;

import dev.firebreak.core.decision.Observation;
import dev.firebreak.core.decision.Observation.CancelAnswer;
import dev.firebreak.core.decision.Observation.ConsentAnswer;
import dev.firebreak.core.decision.Observation.Report;
import dev.firebreak.core.decision.Observation.Served;
import dev.firebreak.core.decision.Visible;
import dev.firebreak.core.release.Release;
import dev.firebreak.core.words.ActionId;
import dev.firebreak.core.words.DeviceId;
import dev.firebreak.core.words.Digest;
import dev.firebreak.core.words.Moment;
import dev.firebreak.core.words.Placement;
import dev.firebreak.core.words.Presence;
import dev.firebreak.core.words.Reason;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One device of a history: what it is, what it really does, and what it says. */
final class Machine {
    /** What it is like. */
    enum Nature {
        HONEST,
        /** Says that it has installed and has fetched nothing. */
        NEVER_FETCHES,
        /** Says that it has installed and runs what it ran before. */
        WRONG_VERSION,
        /** Says that it dropped the offer, and installs all the same. */
        STUBBORN,
        /** Says everything several times, also when it is over. */
        REPEATS,
        /** Says that it is not important. */
        CLAIMS_LOW,
        /** Reports on the actions of others. */
        MEDDLES
    }

    private static final Reason BROKE = Reason.told("it broke");
    private static final int FOR_EVER = 100_000;

    final DeviceId id;
    final Nature nature;
    Placement place;
    private final boolean consents;
    private final Setting setting;
    private final Dice dice;
    private String running = Setting.OLD;
    private int boot = 1;
    private boolean told;
    private int downFor;
    private Optional<Job> job = Optional.empty();

    /** An offer that it works on. */
    private static final class Job {
        final ActionId action;
        final Digest release;
        int stage;
        boolean closed;
        Optional<Report> last = Optional.empty();

        Job(ActionId action, Digest release) {
            this.action = action;
            this.release = release;
        }
    }

    Machine(DeviceId id, Placement place, Nature nature, Setting setting, Dice dice) {
        this.id = id;
        this.consents = Math.floorMod(id.value().hashCode(), 4) == 0;
        this.place = place;
        this.nature = nature;
        this.setting = setting;
        this.dice = dice;
    }

    /** What it sends in one polling interval. */
    List<Request> live(Server server) {
        if (downFor > 0) {
            downFor--;
            return List.of();
        }
        boolean away = place.presence() == Presence.SLEEPS ? dice.chance(300) : dice.chance(30);
        if (away || server.world().device(id).isEmpty()) {
            return List.of();
        }
        if (dice.chance(2)) {
            downFor = dice.from(5, 80);
        }
        var requests = new ArrayList<Request>();
        var visible = server.poll(id);
        if (!dice.chance(30)) { // else the answer was lost
            switch (visible) {
                case Visible.Nothing _ -> idle(server, requests);
                case Visible.Awaiting(var action, _, _, _) -> {
                    idle(server, requests);
                    answer(action, requests);
                }
                case Visible.Offered(var action, _, var release) ->
                        work(begin(action, release), requests);
                case Visible.Cancelled(var action, _, var release) ->
                        drop(begin(action, release), requests);
            }
        }
        if (dice.chance(told ? 15 : 500)) {
            told = true;
            requests.add(tell());
        }
        job.filter(_ -> nature == Nature.REPEATS && dice.chance(200))
                .ifPresent(it -> it.last.ifPresent(said -> requests.add(report(it, said))));
        if (nature == Nature.MEDDLES && dice.chance(100)) {
            var foreign = new ActionId(dice.from(1, 60));
            var said = dice.of(Report.SUCCEEDED, Report.FAILED, Report.PROCEEDING);
            requests.add(Request.of(at -> new Observation.Reported(id, foreign, said, BROKE, at)));
        }
        return requests;
    }

    private Job begin(ActionId action, Digest release) {
        var mine = job.filter(it -> it.action.equals(action));
        if (mine.isEmpty()) {
            job = Optional.of(new Job(action, release));
        }
        return job.orElseThrow();
    }

    private void idle(Server server, List<Request> requests) {
        boolean late =
                job.filter(it -> it.closed && it.stage >= 2).isPresent()
                        && nature == Nature.STUBBORN
                        && dice.chance(300);
        if (late) {
            install(job.orElseThrow(), requests);
            return;
        }
        if (server.mayBeGranted(id) || dice.chance(100)) {
            var age = dice.chance(30) ? Optional.<Duration>empty() : Optional.of(setting.unit());
            requests.add(
                    Request.of(
                            at ->
                                    new Observation.Asked(
                                            id,
                                            List.of(),
                                            server.absentPeers(id),
                                            age,
                                            setting.unit(),
                                            consents,
                                            at)));
        }
    }

    /** The person at it answers at times, and at times the machine does so for them. */
    private void answer(ActionId action, List<Request> requests) {
        if (dice.chance(400)) {
            var said = dice.of(ConsentAnswer.GIVEN, ConsentAnswer.GIVEN, ConsentAnswer.DENIED);
            requests.add(
                    Request.of(at -> new Observation.ConsentAnswered(id, action, said, BROKE, at)));
        } else if (dice.chance(20)) {
            requests.add(
                    Request.of(
                            at ->
                                    new Observation.ConsentAlwaysAsked(
                                            id, Optional.empty(), BROKE, at)));
        }
    }

    private void work(Job it, List<Request> requests) {
        switch (it.stage) {
            case 0 -> {
                requests.add(report(it, Report.PROCEEDING));
                if (dice.chance(900)) {
                    requests.add(tell()); // the server asks at the grant
                }
                it.stage = 1;
            }
            case 1 -> {
                if (nature != Nature.NEVER_FETCHES) {
                    requests.add(served(it, Served.STARTED));
                    requests.add(served(it, dice.chance(3) ? Served.EXCESSIVE : Served.COMPLETED));
                }
                it.stage = 2;
            }
            case 2 -> install(it, requests);
            default -> it.last.ifPresent(said -> requests.add(report(it, said)));
        }
    }

    private void install(Job it, List<Request> requests) {
        it.stage = 3;
        var release = setting.release(it.release);
        boolean breaks = dice.chance(setting.breaksPerMille(it.release));
        if (breaks && dice.chance(400)) {
            requests.add(report(it, Report.FAILED));
            return;
        }
        requests.add(report(it, dice.chance(5) ? Report.RESTARTING : Report.SUCCEEDED));
        if (breaks) {
            downFor = dice.chance(700) ? FOR_EVER : dice.from(10, 60); // success, then silence
            return;
        }
        arrive(release, requests);
    }

    private void arrive(Release release, List<Request> requests) {
        running = nature == Nature.WRONG_VERSION ? running : release.label();
        boot += release.kind().needsRestart() ? 1 : 0;
        if (dice.chance(20)) {
            running = Setting.OLD; // it fell back on its own
        }
        requests.add(tell());
    }

    private void drop(Job it, List<Request> requests) {
        var answer =
                nature == Nature.STUBBORN
                        ? CancelAnswer.DONE
                        : dice.of(CancelAnswer.DONE, CancelAnswer.DONE, CancelAnswer.WORKING);
        boolean refuses = it.stage >= 2 && dice.chance(100);
        it.closed = true;
        requests.add(
                Request.of(
                        at ->
                                new Observation.CancelReported(
                                        id,
                                        it.action,
                                        refuses ? CancelAnswer.REFUSED : answer,
                                        BROKE,
                                        at)));
        if (dice.chance(200)) {
            requests.add(tell());
        }
    }

    private Request report(Job it, Report said) {
        it.last = Optional.of(said);
        return Request.of(at -> new Observation.Reported(id, it.action, said, BROKE, at));
    }

    private Request served(Job it, Served what) {
        return Request.of(at -> new Observation.ArtifactServed(id, it.action, what, at));
    }

    private Request tell() {
        return Request.of(this::told);
    }

    private Observation told(Moment at) {
        var client = place.client();
        return new Observation.DeviceReported(
                id,
                nature == Nature.CLAIMS_LOW ? Map.of("tier", "LOW") : Map.of(),
                place,
                client.saysBootId() ? Optional.of("boot-" + boot) : Optional.empty(),
                client.saysVersion() ? Optional.of(running) : Optional.empty(),
                at);
    }
}
