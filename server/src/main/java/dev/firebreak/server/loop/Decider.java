package dev.firebreak.server.loop;

import dev.firebreak.core.decision.Decision;
import dev.firebreak.core.decision.Fact;
import dev.firebreak.core.decision.Observation;
import dev.firebreak.core.decision.World;
import dev.firebreak.core.words.Stratum;
import dev.firebreak.server.journal.Journal;
import dev.firebreak.server.store.Fleet;
import dev.firebreak.wire.log.Entry;
import dev.firebreak.wire.log.EntryCodec;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The one owner of the {@link World}: decides, makes durable, publishes, and only then answers. Its
 * own state runs ahead of the disk by one batch; nobody else sees that. One thread at a time: who
 * starts it, then its own.
 */
final class Decider implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(Decider.class);

    /** Rounds of review in one batch; what is left then is looked at with the next tick. */
    private static final int MOST_REVIEWS = 8;

    /** Parts of entries in one append, as a rule: some megabytes. One decision may have more. */
    private static final int MOST_PARTS = 8_192;

    /** Devices looked at between two looks for a stop, when all are placed anew. */
    private static final int MOST_PLACED = 2_000;

    /** A question that gave way to so many stops is answered before the next one. */
    private static final int MOST_GIVEN_WAY = 20;

    private final Journal journal;
    private final Fleet fleet;
    private final OfferGate gate;
    private final ServerClock clock;
    private final EntryCodec codec;
    private final Inbox inbox;
    private final Publisher publisher;
    private final Standstill standstill;
    private final Deque<Item.Query<?>> queries = new ArrayDeque<>();

    private World world;
    private int gaveWay;
    private boolean mappingChanged;
    private volatile long head;

    Decider(
            Loop.Parts parts,
            EntryCodec codec,
            Fold fold,
            ServerClock clock,
            Inbox inbox,
            Standstill standstill) {
        this.journal = parts.journal();
        this.fleet = parts.fleet();
        this.gate = parts.gate();
        this.codec = codec;
        this.clock = clock;
        this.inbox = inbox;
        this.standstill = standstill;
        this.world = fold.world();
        this.head = journal.head();
        this.publisher = new Publisher(fleet, world);
    }

    @Override
    public void run() {
        for (var items = inbox.take(); !items.isEmpty(); items = inbox.take()) {
            try {
                handle(items);
            } catch (Throwable e) {
                // Even dealing with a fault failed; the next stop must find somebody all the same.
                LOG.error("a fault could not be dealt with: {}", e.toString(), e);
                items.forEach(item -> item.fail(notDurable()));
            }
        }
        standstill.end();
    }

    /** Decides and answers {@code items}, in as many batches as needed. */
    void handle(List<Item> items) {
        var waiting = new ArrayDeque<>(items);
        while (!waiting.isEmpty() || !queries.isEmpty()) {
            var stops = inbox.stops();
            stops.reversed().forEach(waiting::addFirst);
            if (stops.isEmpty() && !queries.isEmpty()) {
                answer(queries.removeFirst());
            } else {
                carryOut(waiting);
            }
        }
    }

    /** Takes one batch of what waits; whatever goes wrong, those in it are answered. */
    private void carryOut(ArrayDeque<Item> waiting) {
        var batch = new Batch();
        try {
            take(waiting, batch);
            review(batch);
            finish(batch);
        } catch (Throwable e) {
            // A fault in deciding is no fault of the disk, but what it leaves is as doubtful.
            fail(batch, e);
        }
    }

    private void take(ArrayDeque<Item> waiting, Batch batch) {
        while (!waiting.isEmpty() && batch.parts().size() < MOST_PARTS && !mappingChanged) {
            if (inbox.stopWaits()) {
                return; // what was taken is finished first, then the stop comes
            }
            switch (waiting.removeFirst()) {
                case Item.Query<?> query -> queries.addLast(query);
                case Item.First first when !standstill.known() -> first.fail(notDurable());
                case Item.First first -> queries.addFirst(first.query());
                case Item.Refolded refolded -> {
                    world = refolded.world().orElse(world);
                    queries.addAll(standstill.refolded(refolded.world().isPresent()));
                }
                case Item.Seen seen when standstill.here() -> standstill.stopOnly(seen, world);
                case Item.Seen seen -> take(seen, batch);
            }
        }
    }

    private void take(Item.Seen seen, Batch batch) {
        var decisions = new ArrayList<Decision>();
        try {
            for (var observed : seen.observed()) {
                var observation = observed.apply(clock.now());
                if (!knownAlready(observation)) {
                    decisions.add(decide(seen, observation, batch));
                } else {
                    decisions.add(Decision.NOTHING);
                }
            }
        } catch (HalfDone e) {
            seen.fail(notDurable());
            throw e;
        } catch (RuntimeException e) {
            // What was decided of it before is in the batch and will be durable; its caller knows
            // only that not all of it was done.
            LOG.error("an observation could not be decided: {}", e.toString(), e);
            seen.fail(e);
            return;
        } catch (Error e) {
            seen.fail(notDurable());
            throw e;
        }
        batch.replies().add(new Batch.Reply(seen, decisions));
    }

    private Decision decide(Item.Seen seen, Observation observation, Batch batch) {
        var bar = Stop.bar(observation);
        if (bar.isEmpty()) {
            var decision = world.decide(observation);
            record(observation, decision, batch);
            return decision;
        }
        try {
            var decision = world.decide(observation);
            if (!Standstill.refused(decision)) {
                gate.shut(bar.get()); // before it is durable: a stop outruns a start
                batch.stops().add(new Batch.Barred(seen, decision, observation, bar.get()));
            }
            record(observation, decision, batch);
            return decision;
        } catch (RuntimeException e) {
            // A stop that this version cannot carry out must not end as somebody's error message.
            if (batch.stops().stream().noneMatch(stop -> stop.item().equals(seen))) {
                gate.shut(bar.get());
                batch.stops().add(new Batch.Barred(seen, Decision.NOTHING, observation, bar.get()));
            }
            throw new HalfDone(e);
        }
    }

    /** A device that an operator enrolled while it was registering itself keeps what he wrote. */
    private boolean knownAlready(Observation observation) {
        return observation
                        instanceof
                        Observation.DeviceEnrolled(var device, _, _, _, var enrolment, _, _)
                && enrolment == Observation.Enrolment.SELF_REGISTERED
                && world.device(device).isPresent();
    }

    /** Something was done of what had to be done at once: the state is what no log amounts to. */
    private static final class HalfDone extends RuntimeException {
        private static final long serialVersionUID = 1L;

        HalfDone(RuntimeException why) {
            super(why);
        }
    }

    private void record(Observation observation, Decision decision, Batch batch) {
        if (decision.facts().isEmpty()) {
            return;
        }
        var entry = new Entry(observation, decision.facts());
        var parts = codec.parts(entry); // first: what cannot be written changes nothing
        try {
            decision.facts().forEach(world::apply);
        } catch (RuntimeException e) {
            throw new HalfDone(e);
        }
        batch.add(entry, parts);
        mappingChanged |= decision.facts().stream().anyMatch(Fact.FleetApplied.class::isInstance);
    }

    /** Turns outcomes into halts, holds and promotions before anybody is answered. */
    private void review(Batch batch) {
        var rounds = batch.isEmpty() ? MOST_REVIEWS : 0;
        while (rounds < MOST_REVIEWS) {
            var reviewed = new Observation.Reviewed(clock.now());
            var decision = world.decide(reviewed);
            record(reviewed, decision, batch);
            rounds = decision.facts().isEmpty() ? MOST_REVIEWS : rounds + 1;
        }
    }

    private void finish(Batch batch) {
        if (standstill.here() || !append(batch)) {
            return;
        }
        var before = head - batch.parts().size();
        publisher.publish(batch, world);
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
        publisher.tell(batch, before);
    }

    private boolean append(Batch batch) {
        if (batch.isEmpty()) {
            return true;
        }
        try {
            // A crash before this returns leaves all of the batch or nothing; nobody was told.
            head = journal.append(head, batch.parts());
            // A crash here leaves facts that nobody was told of: who asks again finds them.
            return true;
        } catch (IOException | RuntimeException e) {
            fail(batch, e);
            return false;
        }
    }

    /** What devices see says the same as the bars by now; who was inside is let out or cut off. */
    private void release(Batch batch) {
        for (var stop : batch.stops()) {
            standstill.drain(stop.bar());
            gate.lift(stop.bar());
        }
    }

    /**
     * The batch is not durable as far as can be known. From now on until a restart nothing is
     * granted and nothing acknowledged but stops; what ran ahead is dropped.
     */
    private void fail(Batch batch, Throwable why) {
        world = new World(); // first: the memory may be needed
        mappingChanged = false;
        standstill.begin(batch, why);
    }

    /** On the decider's thread only: the log is not what was once written. */
    void mistrust(String why) {
        standstill.mistrust(why);
    }

    /** After the end: the state and its last entry, if they are known to be the same. */
    Optional<Fold> end() {
        return standstill.here() ? Optional.empty() : Optional.of(Fold.at(codec, world, head));
    }

    /**
     * After a change of the fleet's rules every device is placed anew before all else but stops,
     * which are looked for after each slice.
     */
    void placeAnew() {
        mappingChanged = false;
        var cells = fleet.cells().iterator();
        while (cells.hasNext() && !standstill.here()) {
            var mapping = fleet.mapping();
            var batch = new Batch();
            try {
                for (int i = 0; i < MOST_PLACED && cells.hasNext(); i++) {
                    var cell = cells.next();
                    var place = mapping.place(cell.attributes(), cell.reported());
                    if (!place.equals(cell.placement())) {
                        var placed =
                                new Observation.DevicePlaced(cell.device(), place, clock.now());
                        record(placed, world.decide(placed), batch);
                    }
                }
                finish(batch);
            } catch (Throwable e) {
                fail(batch, e);
            }
            var stops = new ArrayDeque<>(inbox.stops());
            while (!stops.isEmpty()) {
                carryOut(stops);
                stops.addAll(inbox.stops());
            }
        }
    }

    private void answer(Item.Query<?> query) {
        try {
            if (standstill.knows(query)) {
                query.answerFrom(world);
            }
            gaveWay = 0;
        } catch (Item.GaveWay e) {
            gaveWay++;
            queries.addFirst(query);
        } catch (Throwable e) {
            query.fail(notDurable());
            fail(new Batch(), e);
        }
    }

    /**
     * On the decider's thread, from inside a question that takes long: leaves it if a stop waits,
     * to be asked from the beginning after it.
     */
    void giveWay() {
        if (inbox.stopWaits() && gaveWay < MOST_GIVEN_WAY) {
            throw new Item.GaveWay();
        }
    }

    private NotDurable notDurable() {
        return standstill.notDurable();
    }

    /** On the decider's thread only: which devices to listen for, and who are their controls. */
    void watch(Set<Stratum> strata) {
        publisher.watch(strata);
    }

    Publisher publisher() {
        return publisher;
    }

    long head() {
        return head;
    }
}
