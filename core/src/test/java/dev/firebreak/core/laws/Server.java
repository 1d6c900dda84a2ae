package dev.firebreak.core.laws;

import dev.firebreak.core.decision.Decision;
import dev.firebreak.core.decision.Observation;
import dev.firebreak.core.decision.OpenStep;
import dev.firebreak.core.decision.Visible;
import dev.firebreak.core.decision.World;
import dev.firebreak.core.words.DeviceId;
import dev.firebreak.core.words.Moment;
import dev.firebreak.core.words.Reason;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A server around a core, in one thread and virtual time: it decides in batches, makes their facts
 * durable together, answers after that, and may die anywhere in between.
 */
final class Server {
    private static final int ROUNDS = 8;
    private static final int TICKS_BETWEEN_SWEEPS = 10;
    private static final int LOOK_TWICE = 40;
    private static final int LOOK_AROUND = 300;

    private final Supplier<Core> cores;
    private final Onlooker onlooker;
    private final Dice dice;
    private final int crashes;
    private final List<Event> log = new ArrayList<>();
    private final List<Event> ahead = new ArrayList<>();
    private final Map<DeviceId, Duration> heardAt = new HashMap<>();
    private final Map<DeviceId, Integer> polls = new HashMap<>();
    private Core core;
    private Optional<List<OpenStep>> granting = Optional.empty();
    private Instant wall = Setting.BEGIN;
    private Duration uptime = Duration.ZERO;
    private Duration born = Duration.ZERO;
    private int ticks;

    /**
     * @param crashes how often of a thousand batches it dies before, and as often after, the facts
     *     are durable
     */
    Server(Supplier<Core> cores, Onlooker onlooker, Dice dice, int crashes) {
        this.cores = cores;
        this.onlooker = onlooker;
        this.dice = dice;
        this.crashes = crashes;
        this.core = cores.get();
    }

    World world() {
        return core.world();
    }

    Moment now() {
        return new Moment(wall, uptime);
    }

    /** The wall clock jumps; the uptime does not. */
    void jump(Duration by) {
        wall = wall.plus(by);
    }

    void pass(Duration span) {
        wall = wall.plus(span);
        uptime = uptime.plus(span);
    }

    /** The device's poll reached the server; this is the answer. */
    Visible poll(DeviceId device) {
        heard(device);
        var visible = core.visible(device);
        onlooker.shown(device, visible);
        return visible;
    }

    void heard(DeviceId device) {
        heardAt.put(device, uptime);
        polls.merge(device, 1, Integer::sum);
    }

    private boolean heardLately(DeviceId device) {
        var lately = world().rules().watched().multipliedBy(2);
        return Optional.ofNullable(heardAt.get(device))
                .filter(at -> uptime.minus(at).compareTo(lately) <= 0)
                .isPresent();
    }

    private long silentMillis(DeviceId device) {
        return Optional.ofNullable(heardAt.get(device))
                .map(at -> uptime.minus(at).toMillis())
                .orElse(-1L);
    }

    private long missingMillis(DeviceId device) {
        return uptime.minus(heardAt.getOrDefault(device, born)).toMillis();
    }

    List<DeviceId> absentPeers(DeviceId device) {
        return world().absentPeers(device, this::heardLately);
    }

    /** Whether a poll of the device is worth the core's time. */
    boolean mayBeGranted(DeviceId device) {
        var steps = granting.orElseGet(() -> world().openSteps());
        granting = Optional.of(steps);
        return world().device(device).stream()
                .anyMatch(
                        it ->
                                steps.stream()
                                        .anyMatch(
                                                step ->
                                                        !step.full()
                                                                && step.mayTake(it.placement())
                                                                && step.below(device)));
    }

    /** Takes in all of {@code requests}, some at a time. */
    void take(List<Request> requests) {
        for (int from = 0; from < requests.size(); ) {
            int to = Math.min(requests.size(), from + dice.from(1, 6));
            batch(requests.subList(from, to), true);
            from = to;
        }
    }

    private void batch(List<Request> requests, boolean mayDie) {
        granting = Optional.empty();
        var answers = new ArrayList<Runnable>();
        var asked = new ArrayList<Event>();
        for (var request : requests) {
            pass(Duration.ofMillis(dice.from(1, 9)));
            var event = decide(request.seen().apply(now()));
            asked.add(event);
            answers.add(
                    () -> {
                        onlooker.answered(event);
                        request.answered().accept(event);
                    });
        }
        // A crash here: nothing of the batch was told to anybody, and nothing of it happened.
        if (mayDie && dice.chance(crashes)) {
            restart();
            return;
        }
        ahead.forEach(onlooker::durable);
        log.addAll(ahead);
        boolean changed = ahead.stream().anyMatch(it -> !it.decision().facts().isEmpty());
        ahead.clear();
        // A crash here: it happened, and nobody was told.
        if (mayDie && dice.chance(crashes)) {
            restart();
            return;
        }
        answers.forEach(Runnable::run);
        boolean tick = asked.getLast().seen() instanceof Observation.TimePassed;
        if (tick || (changed && (asked.size() == 1 || dice.chance(LOOK_AROUND)))) {
            onlooker.settled(asked.getLast(), core);
        }
    }

    /** Decides and runs ahead of the log, with what follows at once for whole rollouts. */
    private Event decide(Observation seen) {
        var event = once(seen);
        var last = event;
        for (int round = 0; round < ROUNDS && !last.decision().facts().isEmpty(); round++) {
            last = once(new Observation.Reviewed(now()));
        }
        return event;
    }

    private Event once(Observation seen) {
        var decision = dice.chance(LOOK_TWICE) ? twice(seen) : core.decide(seen);
        decision.facts().forEach(core::apply);
        var event = new Event(seen, decision);
        ahead.add(event);
        return event;
    }

    private Decision twice(Observation seen) {
        var before = whole();
        var first = core.decide(seen);
        var second = core.decide(seen);
        onlooker.askedTwice(first, second, before, whole());
        return second;
    }

    /** The process dies, and another one takes up the log after a while. */
    void restart() {
        boolean knewNoMore = ahead.isEmpty();
        var before = whole();
        ahead.clear();
        heardAt.clear();
        polls.clear();
        core = folded();
        if (knewNoMore) {
            onlooker.replayed(before, whole());
        }
        wall = wall.plus(Duration.ofSeconds(dice.from(1, 7200)));
        uptime = world().now().uptime();
        born = uptime;
        var doubt =
                dice.chance(50)
                        ? Optional.of(Reason.told("the store was restored"))
                        : Optional.<Reason>empty();
        long epoch = world().epoch() + 1;
        batch(List.of(Request.of(at -> new Observation.ServerStarted(epoch, 1, doubt, at))), false);
    }

    /** Everything that the core knows, in one text. */
    private String whole() {
        return whole(core);
    }

    private static String whole(Core core) {
        return core.world().freeze().toString();
    }

    private Core folded() {
        var fresh = cores.get();
        log.forEach(event -> event.decision().facts().forEach(fresh::apply));
        return fresh;
    }

    /** Folds the log into a fresh core that decides everything again. */
    void replay() {
        var fresh = cores.get();
        for (var event : log) {
            if (!event.decision().facts().isEmpty()) {
                var again = fresh.decide(event.seen());
                if (!again.facts().equals(event.decision().facts())) {
                    onlooker.replayed(
                            event.decision().facts().toString(), again.facts().toString());
                }
                event.decision().facts().forEach(fresh::apply);
            }
        }
        onlooker.replayed(whole(), whole(fresh));
    }

    /** One tick: who was heard, who was not, and what time itself brings. */
    void tick() {
        var interval = world().rules().watched();
        var sightings =
                polls.entrySet().stream()
                        .sorted(Map.Entry.comparingByKey())
                        .map(it -> new Observation.Sighting(it.getKey(), it.getValue(), interval))
                        .toList();
        polls.clear();
        batch(List.of(Request.of(at -> new Observation.Heard(sightings, at))), true);
        ticks++;
        if (ticks % TICKS_BETWEEN_SWEEPS == 0) {
            var late = world().late(this::silentMillis, _ -> true, now());
            batch(
                    List.of(
                            Request.of(
                                    at ->
                                            new Observation.Missed(
                                                    late.devices(), late.controls(), at))),
                    true);
        }
        batch(List.of(Request.of(this::timePassed)), true);
    }

    private Observation timePassed(Moment at) {
        var crowds =
                world().crowded().stream()
                        .map(
                                step ->
                                        world().crowd(
                                                        step,
                                                        this::heardLately,
                                                        this::missingMillis,
                                                        _ -> true,
                                                        at))
                        .toList();
        var controls =
                world().rollouts().stream()
                        .flatMap(
                                it ->
                                        world()
                                                .controls(
                                                        it.id(), this::silentMillis, _ -> true, at)
                                                .stream())
                        .toList();
        return new Observation.TimePassed(
                crowds, controls, Optional.of(world().absentBesideWayBack(this::heardLately)), at);
    }
}
