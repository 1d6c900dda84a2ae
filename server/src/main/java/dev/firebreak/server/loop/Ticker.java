package dev.firebreak.server.loop;

import dev.firebreak.core.decision.Observation;
import dev.firebreak.core.decision.OpenStep;
import dev.firebreak.core.decision.RolloutView;
import dev.firebreak.core.decision.World;
import dev.firebreak.core.words.DeviceId;
import dev.firebreak.core.words.Moment;
import dev.firebreak.core.words.RolloutId;
import dev.firebreak.server.store.Cell;
import dev.firebreak.server.store.Fleet;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Tells the core that time passed, who was heard meanwhile, and, more rarely, who could be granted
 * next, how the controls do, and which confirmed devices are missing. Ticks one at a time.
 */
public final class Ticker implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Ticker.class);

    /** However fast the clock is, a tick costs an append. */
    private static final Duration SHORTEST = Duration.ofMillis(50);

    /** Sightings in one entry, so that it stays far below what the journal takes. */
    private static final int MOST_SIGHTINGS = 2_000;

    /** A sweep for late silence after so many sweeps for crowds. */
    private static final int LATE_EVERY = 10;

    /** Devices in one observation of late silence. */
    private static final int MOST_MISSED = 1_000;

    private static final double ALIKE = 1.2;

    private final Loop loop;
    private final Fleet fleet;
    private final long bornMillis;
    private volatile boolean stopped;
    private long sweptMillis = Long.MIN_VALUE;
    private int sweeps;
    private List<OpenStep> swept = List.of();

    /** A ticker that ticks when it is told to. */
    public Ticker(Loop loop, Fleet fleet) {
        this.loop = loop;
        this.fleet = fleet;
        this.bornMillis = loop.clock().now().uptime().toMillis();
    }

    /** A tick of {@code each} of the server's time, as far as that is no more than real 20/s. */
    public static Ticker start(Loop loop, Fleet fleet, Duration each) {
        var ticker = new Ticker(loop, fleet);
        var real = each.dividedBy(loop.clock().factor());
        var nanos = Math.max(real.toNanos(), SHORTEST.toNanos());
        Thread.ofPlatform().name("ticker").daemon().start(() -> ticker.run(nanos));
        return ticker;
    }

    private void run(long nanos) {
        while (!stopped) {
            LockSupport.parkNanos(nanos);
            if (!stopped) {
                tickOrLog();
            }
        }
    }

    private void tickOrLog() {
        try {
            tick();
        } catch (NotDurable e) {
            LOG.warn("a tick was dropped: {}", e.getMessage());
        } catch (RuntimeException e) {
            LOG.error("a tick failed: {}", e.toString(), e);
        }
    }

    /**
     * One tick.
     *
     * @throws NotDurable if the loop takes nothing more; what was heard since the last tick is
     *     forgotten then, which makes devices look more silent and never better
     */
    public synchronized void tick() throws NotDurable {
        if (loop.readOnly()) {
            return;
        }
        var now = loop.clock().now().uptime().toMillis();
        var observed = new ArrayList<Function<Moment, Observation>>(heard());
        var crowds = List.<Observation.Crowd>of();
        var controls = List.<Observation.Controls>of();
        var absent = Optional.<Set<DeviceId>>empty();
        if (due(now)) {
            var at = loop.clock().now();
            crowds = crowds(at);
            controls = controls(at);
            absent = Optional.of(loop.ask(world -> absentBesideWayBack(world, now)));
            if (sweeps % LATE_EVERY == 0) {
                observed.addAll(missed(at));
            }
            sweeps++;
        }
        var counted = crowds;
        var compared = controls;
        var missing = absent;
        observed.add(at -> new Observation.TimePassed(counted, compared, missing, at));
        loop.seeAll(observed);
        listen();
    }

    private List<Function<Moment, Observation>> heard() {
        var sightings = new ArrayList<Observation.Sighting>();
        for (var cell : fleet.watched()) {
            cell.drain()
                    .ifPresent(
                            polls ->
                                    sightings.add(
                                            new Observation.Sighting(
                                                    cell.device(), polls, interval(cell))));
        }
        sightings.sort((a, b) -> a.device().compareTo(b.device()));
        return chunks(sightings, MOST_SIGHTINGS).stream()
                .map(part -> (Function<Moment, Observation>) at -> new Observation.Heard(part, at))
                .toList();
    }

    /** At most once an interval, and when a step waits that was not counted yet. */
    private boolean due(long now) {
        var published = loop.published();
        var steps = published.crowded().stream().map(Ticker::unopened).toList();
        var due =
                now - sweptMillis >= published.rules().watched().toMillis()
                        || sweptMillis == Long.MIN_VALUE
                        || !steps.equals(swept);
        if (due) {
            sweptMillis = now;
            swept = steps;
        }
        return due;
    }

    /** The step without what changes with each grant. */
    private static OpenStep unopened(OpenStep step) {
        return new OpenStep(
                step.rollout(),
                step.step(),
                step.wave(),
                step.tier(),
                step.regions(),
                step.select(),
                step.seed(),
                0,
                false,
                step.rollbackOf());
    }

    /** Each step is a question of its own: it walks over the whole fleet. */
    private List<Observation.Crowd> crowds(Moment at) throws NotDurable {
        var now = at.uptime().toMillis();
        var crowds = new ArrayList<Observation.Crowd>();
        for (var step : loop.ask(World::crowded)) {
            crowds.add(
                    loop.ask(
                            world ->
                                    world.crowd(
                                            step,
                                            device -> heardLately(device, now),
                                            device -> missingMillis(device, now),
                                            device -> selected(step, device),
                                            at)));
        }
        return crowds;
    }

    private Set<DeviceId> absentBesideWayBack(World world, long now) {
        return world.absentBesideWayBack(device -> heardLately(device, now));
    }

    private List<Observation.Controls> controls(Moment at) throws NotDurable {
        var now = at.uptime().toMillis();
        var controls = new ArrayList<Observation.Controls>();
        for (var id : loop.ask(Ticker::rollouts)) {
            controls.addAll(loop.ask(world -> controls(world, id, now, at)));
        }
        return controls;
    }

    private static List<RolloutId> rollouts(World world) {
        return world.rollouts().stream().map(RolloutView::id).toList();
    }

    private List<Observation.Controls> controls(World world, RolloutId id, long now, Moment at) {
        return world.controls(id, device -> silentMillis(device, now), this::pollsAlike, at);
    }

    /**
     * Return times compare only where the intervals do: a fifth apart at most (decision 11). Both
     * arms of a stratum are told the same one, the watched while some of it are exposed and not
     * confirmed, the idle one later.
     */
    private boolean pollsAlike(DeviceId device) {
        return fleet.find(device).filter(this::pollsAlike).isPresent();
    }

    private boolean pollsAlike(Cell cell) {
        var published = loop.published();
        var rules = published.rules();
        var watched = published.strata().contains(cell.placement().stratum());
        var meant = watched ? rules.watched() : rules.idle();
        return interval(cell).toMillis() <= meant.toMillis() * (1 + rules.jitter().value()) * ALIKE;
    }

    private List<Function<Moment, Observation>> missed(Moment now) throws NotDurable {
        var nowMillis = now.uptime().toMillis();
        var late =
                loop.ask(
                        world ->
                                world.late(
                                        device -> silentMillis(device, nowMillis),
                                        this::pollsAlike,
                                        now));
        return chunks(late.devices(), MOST_MISSED).stream()
                .map(
                        part ->
                                (Function<Moment, Observation>)
                                        at -> new Observation.Missed(part, late.controls(), at))
                .toList();
    }

    private boolean heardLately(DeviceId device, long now) {
        loop.giveWay();
        return fleet.find(device)
                .filter(cell -> cell.lastHeardMillis() != Cell.NEVER)
                .filter(cell -> now - cell.lastHeardMillis() <= 2 * interval(cell).toMillis())
                .isPresent();
    }

    /** How long it was not heard; negative if this process has not heard it. */
    private long silentMillis(DeviceId device, long now) {
        return lastHeard(device).map(last -> Math.max(0, now - last)).orElse(Cell.NEVER);
    }

    /** The same; who was not heard by this process is missing since its start. */
    private long missingMillis(DeviceId device, long now) {
        return Math.max(0, now - lastHeard(device).orElse(bornMillis));
    }

    /** On the loop's thread, for each device of a walk over the fleet. */
    private Optional<Long> lastHeard(DeviceId device) {
        loop.giveWay();
        return fleet.find(device).map(Cell::lastHeardMillis).filter(last -> last != Cell.NEVER);
    }

    private boolean selected(OpenStep step, DeviceId device) {
        return step.select().isEmpty()
                || fleet.find(device)
                        .filter(cell -> selects(step.select().get(), cell))
                        .isPresent();
    }

    private boolean selects(String condition, Cell cell) {
        return fleet.mapping()
                .selects(condition, cell.device(), cell.placement(), cell.attributes());
    }

    /** What it was told; who was told nothing by this process polls as slowly as any. */
    private Duration interval(Cell cell) {
        return cell.interval().orElse(loop.published().rules().idle());
    }

    private void listen() throws NotDurable {
        var devices = loop.ask(World::watched);
        var strata =
                devices.stream()
                        .map(fleet::find)
                        .flatMap(Optional::stream)
                        .map(cell -> cell.placement().stratum())
                        .collect(Collectors.toUnmodifiableSet());
        loop.watch(devices, strata, fleet);
    }

    private static <T> List<List<T>> chunks(List<T> all, int size) {
        var chunks = new ArrayList<List<T>>();
        for (int from = 0; from < all.size(); from += size) {
            chunks.add(List.copyOf(all.subList(from, Math.min(all.size(), from + size))));
        }
        return chunks;
    }

    @Override
    public void close() {
        stopped = true;
    }
}
