package dev.firebreak.core.decision;

import dev.firebreak.core.words.DeviceId;
import dev.firebreak.core.words.Moment;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The loop around a core, in one thread and in virtual time: it makes facts durable (in a list),
 * applies them, lets the core review what follows, and counts who was heard, as the server's loop
 * does.
 */
final class TestLoop {
    /** What a review may lead to ends before this, or it never ends. */
    static final int ROUNDS = 8;

    private static final int TICKS_BETWEEN_SWEEPS = 10;

    /** Somebody who looks on. */
    interface Watch {
        /** Before {@code seen} is decided. */
        default void asks(Core core, Observation seen) {}

        /** It is decided, and nothing of it is durable yet. */
        default void decided(Core core, Observation seen, Decision decision) {}

        /** {@code fact} is durable and applied. */
        default void applied(Core core, Fact fact) {}

        /** Everything that follows is applied, after so many reviews. */
        default void settled(Core core, int rounds) {}
    }

    final List<Fact> log = new ArrayList<>();
    private final Supplier<Core> cores;
    private final Watch watch;
    private final Map<DeviceId, Duration> heardAt = new LinkedHashMap<>();
    private final Map<DeviceId, Integer> polls = new LinkedHashMap<>();
    private final Set<DeviceId> consenting = new HashSet<>();
    private Core core;
    private Moment now = new Moment(Instant.parse("2026-01-05T08:00:00Z"), Duration.ZERO);
    private Duration born = Duration.ZERO;
    private int ticks;

    TestLoop(Supplier<Core> cores, Watch watch) {
        this.cores = cores;
        this.watch = watch;
        this.core = cores.get();
    }

    Core core() {
        return core;
    }

    World world() {
        return core.world();
    }

    Moment now() {
        return now;
    }

    void pass(Duration span) {
        now = new Moment(now.wall().plus(span), now.uptime().plus(span));
    }

    /** The wall clock jumps; the uptime does not. */
    void jump(Duration by) {
        now = new Moment(now.wall().plus(by), now.uptime());
    }

    /** A fresh core that knows nothing but the log. */
    Core folded() {
        var fresh = cores.get();
        log.forEach(fresh::apply);
        return fresh;
    }

    /** The process dies and another one takes up the log; nobody was heard while it was down. */
    Decision restart(Optional<dev.firebreak.core.words.Reason> doubt) {
        core = folded();
        heardAt.clear();
        polls.clear();
        born = now.uptime();
        return see(new Observation.ServerStarted(world().epoch() + 1, 1, doubt, now));
    }

    /** Decides, and dies before anything of it is durable. */
    void seeAndDie(Observation seen) {
        watch.asks(core, seen);
        watch.decided(core, seen, core.decide(seen));
        restart(Optional.empty());
    }

    Decision see(Observation seen) {
        var last = once(seen);
        var all = last;
        int rounds = 0;
        while (!last.facts().isEmpty() && rounds < ROUNDS) {
            last = once(new Observation.Reviewed(now));
            all = all.then(last);
            rounds++;
        }
        watch.settled(core, rounds);
        return all;
    }

    private Decision once(Observation seen) {
        watch.asks(core, seen);
        var decision = core.decide(seen);
        watch.decided(core, seen, decision);
        for (var fact : decision.facts()) {
            log.add(fact);
            core.apply(fact);
            watch.applied(core, fact);
        }
        return decision;
    }

    /** A device made some request. */
    void heard(DeviceId device) {
        heardAt.put(device, now.uptime());
        polls.merge(device, 1, Integer::sum);
    }

    boolean heardLately(DeviceId device) {
        var at = heardAt.get(device);
        var lately = world().rules().watched().multipliedBy(2);
        return at != null && now.uptime().minus(at).compareTo(lately) <= 0;
    }

    private long silentMillis(DeviceId device) {
        var at = heardAt.get(device);
        return at == null ? -1 : now.uptime().minus(at).toMillis();
    }

    private long missingMillis(DeviceId device) {
        var at = heardAt.getOrDefault(device, born);
        return now.uptime().minus(at).toMillis();
    }

    /** Whether a poll of the device is worth the core's time. */
    boolean mayBeGranted(DeviceId device) {
        var view = world().device(device);
        return view.isPresent()
                && world().openSteps().stream()
                        .anyMatch(
                                step ->
                                        !step.full()
                                                && step.mayTake(view.get().placement())
                                                && step.below(device));
    }

    /** The poll of a device that could be granted something. */
    Decision asks(DeviceId device, Optional<Duration> attributesAge) {
        var selected =
                world().openSteps().stream()
                        .map(it -> new Observation.Asked.Selected(it.rollout(), it.wave()))
                        .toList();
        return see(
                new Observation.Asked(
                        device,
                        selected,
                        world().absentPeers(device, this::heardLately),
                        attributesAge,
                        world().rules().watched(),
                        consenting.contains(device),
                        now));
    }

    /** A person at the device must say yes from now on. */
    void wantConsent(DeviceId device) {
        consenting.add(device);
    }

    /** One tick: who was heard, who was not, and what time itself brings. */
    Decision tick() {
        var sightings =
                polls.entrySet().stream()
                        .map(
                                it ->
                                        new Observation.Sighting(
                                                it.getKey(),
                                                it.getValue(),
                                                world().rules().watched()))
                        .toList();
        polls.clear();
        var all = see(new Observation.Heard(sightings, now));
        ticks++;
        if (ticks % TICKS_BETWEEN_SWEEPS == 0) {
            var late = world().late(this::silentMillis, _ -> true, now);
            if (!late.devices().isEmpty()) {
                all = all.then(see(late));
            }
        }
        return all.then(see(timePassed()));
    }

    private Observation timePassed() {
        var crowds =
                world().crowded().stream()
                        .map(
                                step ->
                                        world().crowd(
                                                        step,
                                                        this::heardLately,
                                                        this::missingMillis,
                                                        _ -> true,
                                                        now))
                        .toList();
        var controls =
                world().rollouts().stream()
                        .flatMap(
                                it ->
                                        world()
                                                .controls(
                                                        it.id(), this::silentMillis, _ -> true, now)
                                                .stream())
                        .toList();
        return new Observation.TimePassed(
                crowds, controls, Optional.of(world().absentBesideWayBack(this::heardLately)), now);
    }
}
