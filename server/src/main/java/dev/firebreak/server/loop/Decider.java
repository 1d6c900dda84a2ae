package dev.firebreak.server.loop;

import dev.firebreak.core.decision.Decision;
import dev.firebreak.core.decision.Fact;
import dev.firebreak.core.decision.Observation;
import dev.firebreak.core.decision.Order;
import dev.firebreak.core.decision.World;
import dev.firebreak.core.words.DeviceId;
import dev.firebreak.core.words.Stratum;
import dev.firebreak.server.journal.Journal;
import dev.firebreak.server.journal.StopFile;
import dev.firebreak.server.store.Fleet;
import dev.firebreak.wire.log.Entry;
import dev.firebreak.wire.log.EntryCodec;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * The one owner of the {@link World}: decides, makes durable, publishes, and only then answers. Its
 * own state runs ahead of the disk by one batch; nobody else sees that. One thread at a time: who
 * starts it, then its own.
 */
final class Decider implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(Decider.class);

    /** Rounds of review in one batch; what is left then is looked at with the next tick. */
    private static final int MOST_REVIEWS = 8;

    /** Entries in one append: some megabytes at most. */
    private static final int MOST_ENTRIES = 8_192;

    private final Journal journal;
    private final StopFile stopFile;
    private final Fleet fleet;
    private final OfferGate gate;
    private final ServerClock clock;
    private final EntryCodec codec;
    private final Inbox inbox;
    private final List<Consumer<Logged>> listeners = new CopyOnWriteArrayList<>();

    private World world;
    private boolean lost;
    private boolean mappingChanged;
    private volatile long head;
    private volatile Published published;
    private volatile Optional<String> trouble = Optional.empty();

    Decider(Loop.Parts parts, EntryCodec codec, Fold fold, ServerClock clock, Inbox inbox) {
        this.journal = parts.journal();
        this.stopFile = parts.stops();
        this.fleet = parts.fleet();
        this.gate = parts.gate();
        this.codec = codec;
        this.clock = clock;
        this.inbox = inbox;
        this.world = fold.world();
        this.head = journal.head();
        fleet.cells().forEach(cell -> fleet.show(cell.device(), world.visible(cell.device())));
        this.published = Published.first(world);
    }

    @Override
    public void run() {
        for (var items = inbox.take(); !items.isEmpty(); items = inbox.take()) {
            try {
                handle(items);
            } catch (RuntimeException e) {
                fail(new Batch(), e);
                items.forEach(item -> item.fail(notDurable()));
            }
        }
    }

    /** Decides and answers {@code items}, in as many batches as needed. */
    void handle(List<Item> items) {
        var waiting = new ArrayDeque<>(items);
        while (!waiting.isEmpty()) {
            var batch = new Batch();
            var queries = new ArrayList<Item.Query<?>>();
            try {
                take(waiting, batch, queries);
                review(batch);
            } catch (RuntimeException e) {
                // A fault in deciding is no fault of the disk, but what it leaves is as doubtful.
                fail(batch, e);
            }
            finish(batch);
            queries.forEach(this::answer);
        }
    }

    private void take(ArrayDeque<Item> waiting, Batch batch, List<Item.Query<?>> queries) {
        while (!waiting.isEmpty() && batch.entries().size() < MOST_ENTRIES && !mappingChanged) {
            switch (waiting.removeFirst()) {
                case Item.Query<?> query -> queries.add(query);
                case Item.Seen seen when trouble.isPresent() -> stopOnly(seen);
                case Item.Seen seen -> take(seen, batch);
            }
        }
    }

    private void take(Item.Seen seen, Batch batch) {
        var decisions = new ArrayList<Decision>();
        try {
            for (var observed : seen.observed()) {
                decisions.add(decide(seen, observed.apply(clock.now()), batch));
            }
        } catch (RuntimeException e) {
            // What was decided of it before is in the batch and will be durable; its caller knows
            // only that not all of it was done.
            LOG.error("an observation could not be decided: {}", e.toString(), e);
            seen.fail(e);
            return;
        }
        batch.replies().add(new Batch.Reply(seen, decisions));
    }

    private Decision decide(Item.Seen seen, Observation observation, Batch batch) {
        if (knownAlready(observation)) {
            return Decision.NOTHING;
        }
        var decision = world.decide(observation);
        if (!refused(decision)) {
            Stop.bar(observation)
                    .ifPresent(
                            bar -> {
                                gate.shut(bar); // before it is durable: a stop outruns a start
                                batch.stops()
                                        .add(new Batch.Barred(seen, decision, observation, bar));
                            });
        }
        record(observation, decision, batch);
        return decision;
    }

    /** A device that an operator enrolled while it was registering itself keeps what he wrote. */
    private boolean knownAlready(Observation observation) {
        return observation
                        instanceof
                        Observation.DeviceEnrolled(var device, _, _, _, var enrolment, _, _)
                && enrolment == Observation.Enrolment.SELF_REGISTERED
                && world.device(device).isPresent();
    }

    private void record(Observation observation, Decision decision, Batch batch) {
        if (decision.facts().isEmpty()) {
            return;
        }
        var entry = new Entry(observation, decision.facts());
        var body = codec.encode(entry);
        if (body.length > Journal.MAX_BODY_BYTES) {
            throw new IllegalArgumentException(
                    "expected an entry of at most %d bytes, found %d: send less at once"
                            .formatted(Journal.MAX_BODY_BYTES, body.length));
        }
        decision.facts().forEach(world::apply);
        batch.add(entry, body);
        mappingChanged |= decision.facts().stream().anyMatch(Fact.FleetApplied.class::isInstance);
    }

    /** Turns outcomes into halts, holds and promotions before anybody is answered. */
    private void review(Batch batch) {
        var rounds = batch.entries().isEmpty() ? MOST_REVIEWS : 0;
        while (rounds < MOST_REVIEWS) {
            var reviewed = new Observation.Reviewed(clock.now());
            var decision = world.decide(reviewed);
            record(reviewed, decision, batch);
            rounds = decision.facts().isEmpty() ? MOST_REVIEWS : rounds + 1;
        }
    }

    private void finish(Batch batch) {
        if (trouble.isEmpty() && append(batch)) {
            publish(batch);
            if (mappingChanged) {
                placeAnew();
            }
            var stopped = batch.stops().stream().map(Batch.Barred::item).toList();
            batch.replies().stream()
                    .filter(reply -> !stopped.contains(reply.item()))
                    .forEach(Batch.Reply::give);
            release(batch);
            batch.replies().stream()
                    .filter(reply -> stopped.contains(reply.item()))
                    .forEach(Batch.Reply::give);
            tell(batch);
        }
    }

    private boolean append(Batch batch) {
        if (batch.bodies().isEmpty()) {
            return true;
        }
        try {
            // A crash before this returns leaves all of the batch or nothing; nobody was told.
            head = journal.append(head, batch.bodies());
            // A crash here leaves facts that nobody was told of: who asks again finds them.
            return true;
        } catch (IOException | RuntimeException e) {
            fail(batch, e);
            return false;
        }
    }

    private void publish(Batch batch) {
        var touched = new TreeSet<DeviceId>();
        for (var entry : batch.entries()) {
            touched.addAll(fleet.learn(entry.observation(), entry.facts()));
        }
        touched.forEach(device -> fleet.show(device, world.visible(device)));
        if (!batch.entries().isEmpty()) {
            published = published.after(world, batch.entries());
        }
    }

    /** What devices see says the same as the bars by now; who was inside is let out or cut off. */
    private void release(Batch batch) {
        for (var stop : batch.stops()) {
            drain(stop.bar());
            gate.lift(stop.bar());
        }
    }

    private void drain(OfferGate.Bar bar) {
        var cut = gate.drain(bar);
        if (cut > 0) {
            LOG.warn("a stop cut off {} clients that did not read; they count as offered", cut);
        }
    }

    private void tell(Batch batch) {
        var seq = head - batch.entries().size();
        for (var entry : batch.entries()) {
            var logged = new Logged(++seq, entry);
            listeners.forEach(listener -> tell(listener, logged));
        }
    }

    private static void tell(Consumer<Logged> listener, Logged logged) {
        try {
            listener.accept(logged);
        } catch (RuntimeException e) {
            LOG.error("a listener failed at entry {}: {}", logged.seq(), e.toString(), e);
        }
    }

    /**
     * The batch is not durable as far as can be known. From now on until a restart nothing is
     * granted and nothing acknowledged but stops; what ran ahead is dropped.
     */
    private void fail(Batch batch, Throwable why) {
        LOG.error("the log cannot be written any more: {}", why.toString(), why);
        trouble =
                Optional.of(
                        "expected a log that can be written, found a failure (%s): %s"
                                .formatted(
                                        why.getMessage(),
                                        "look at the disk, then restart the server"));
        gate.shut(new OfferGate.Bar.Everywhere());
        batch.stops().forEach(stop -> keep(stop.item(), stop.stop(), stop.decision(), stop.bar()));
        batch.replies().forEach(reply -> reply.item().fail(notDurable()));
        mappingChanged = false;
        try {
            world = Fold.of(journal, codec, _ -> {}).world();
        } catch (IOException | RuntimeException e) {
            LOG.error("the log cannot be read any more either: {}", e.toString(), e);
            lost = true;
        }
    }

    /** On the decider's thread only: the log is not what was once written. */
    void mistrust(String why) {
        trouble = Optional.of(why);
        gate.shut(new OfferGate.Bar.Everywhere());
    }

    /** After the end: the state and its last entry, if they are known to be the same. */
    Optional<Fold> end() {
        return trouble.isPresent() ? Optional.empty() : Optional.of(Fold.at(codec, world, head));
    }

    /** Without a journal only stops are taken, into the stop file. */
    private void stopOnly(Item.Seen seen) {
        if (seen.observed().size() != 1) {
            seen.fail(notDurable());
            return;
        }
        try {
            var observation = seen.observed().getFirst().apply(clock.now());
            var decision = lost ? Decision.NOTHING : world.decide(observation);
            var bar = Stop.bar(observation);
            if (bar.isEmpty()) {
                seen.fail(notDurable());
            } else if (refused(decision)) {
                seen.answer().complete(List.of(decision));
            } else {
                gate.shut(bar.get());
                keep(seen, observation, decision, bar.get());
            }
        } catch (RuntimeException e) {
            seen.fail(e);
        }
    }

    private void keep(Item.Seen seen, Observation stop, Decision decision, OfferGate.Bar bar) {
        drain(bar);
        var kept = Stop.kept(stop, stop.at());
        if (kept.isEmpty()) {
            seen.fail(new NotDurable(trouble.orElse(""), true));
            return;
        }
        try {
            // A crash before this returns: the stop was not acknowledged, it may be there or not.
            stopFile.force(codec.encode(new Entry(kept.get(), List.of())));
            // A crash here: the next start carries the stop out before anything else.
            seen.answer().complete(List.of(new Decision(List.of(), decision.orders())));
        } catch (IOException | RuntimeException e) {
            LOG.error("a stop is in force, but not durable: {}", e.toString(), e);
            seen.fail(
                    new NotDurable(
                            "expected to keep the stop over a restart, found a failure (%s): %s"
                                    .formatted(
                                            e.getMessage(),
                                            "it is in force now; repeat it after the restart"),
                            true));
        }
    }

    /** After a change of the fleet's rules every device is placed anew before all else. */
    void placeAnew() {
        mappingChanged = false;
        if (trouble.isPresent()) {
            return;
        }
        var mapping = fleet.mapping();
        var batch = new Batch();
        for (var cell : fleet.cells()) {
            var place = mapping.place(cell.attributes(), cell.reported());
            if (!place.equals(cell.placement())) {
                var placed = new Observation.DevicePlaced(cell.device(), place, clock.now());
                record(placed, world.decide(placed), batch);
            }
            if (batch.entries().size() >= MOST_ENTRIES) {
                finish(batch);
                batch = new Batch();
            }
        }
        finish(batch);
    }

    private void answer(Item.Query<?> query) {
        if (lost) {
            query.fail(notDurable());
        } else {
            query.answerFrom(world);
        }
    }

    private NotDurable notDurable() {
        return new NotDurable(trouble.orElse(""), false);
    }

    private static boolean refused(Decision decision) {
        return decision.orders().stream().anyMatch(Order.Refuse.class::isInstance);
    }

    /** On the decider's thread only: which devices to listen for, and who are their controls. */
    void watch(Set<Stratum> strata) {
        published = published.with(strata);
    }

    void listen(Consumer<Logged> listener) {
        listeners.add(listener);
    }

    Published published() {
        return published;
    }

    Optional<String> trouble() {
        return trouble;
    }

    long head() {
        return head;
    }
}
