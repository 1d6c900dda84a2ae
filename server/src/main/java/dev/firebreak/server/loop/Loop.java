package dev.firebreak.server.loop;

import dev.firebreak.core.decision.Decision;
import dev.firebreak.core.decision.Observation;
import dev.firebreak.core.decision.World;
import dev.firebreak.core.words.DeviceId;
import dev.firebreak.core.words.Moment;
import dev.firebreak.core.words.Person;
import dev.firebreak.core.words.Stratum;
import dev.firebreak.server.journal.Journal;
import dev.firebreak.server.journal.SnapshotStore;
import dev.firebreak.server.journal.StopFile;
import dev.firebreak.server.store.Fleet;
import dev.firebreak.wire.log.EntryCodec;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The one door to the state: observe, decide, make durable, publish, answer. Safe for any number of
 * threads; those that call block until their answer is durable. Must not be called from inside a
 * question or an observation's function, which run on the loop's own thread.
 */
public final class Loop implements AutoCloseable {
    /** In whose name the server itself holds and enrols. */
    public static final Person SERVER = new Person("firebreak");

    private static final Logger LOG = LoggerFactory.getLogger(Loop.class);

    /** Entries read at once, in bytes: so many readers of them fit in memory. */
    private static final long MOST_READ_BYTES = 8L << 20;

    private final Journal journal;
    private final Inbox inbox;
    private final Decider decider;
    private final Standstill standstill;
    private final OfferGate gate;
    private final ServerClock clock;
    private final Fleet fleet;
    private final Snapshots snapshots;
    private final Thread thread;

    /**
     * What a loop is made of.
     *
     * @param doubt why the store may have lost what it once held, if it may: all rollouts are held
     * @param snapshots where what the log amounts to is saved; without it every start reads all
     * @param clock makes the clocks, given the last moment in the log
     */
    public record Parts(
            Journal journal,
            Optional<String> doubt,
            StopFile stops,
            Fleet fleet,
            OfferGate gate,
            Optional<SnapshotStore> snapshots,
            Function<Moment, ServerClock> clock) {}

    private Loop(
            Parts parts,
            Inbox inbox,
            Decider decider,
            Standstill standstill,
            ServerClock clock,
            Snapshots snapshots) {
        this.journal = parts.journal();
        this.gate = parts.gate();
        this.standstill = standstill;
        this.fleet = parts.fleet();
        this.snapshots = snapshots;
        this.inbox = inbox;
        this.decider = decider;
        this.clock = clock;
        this.thread = Thread.ofPlatform().name("decider").unstarted(decider);
    }

    /**
     * Takes up the log where it ends: folds it, carries out the stops that it does not hold yet,
     * and notes that a server started. If that cannot be written, the loop runs all the same, and
     * takes nothing but stops.
     *
     * @throws IOException if the log cannot be read or understood; nothing may be offered then
     */
    public static Loop start(Parts parts) throws IOException {
        var codec = new EntryCodec();
        var fleet = parts.fleet();
        var snapshots = new Snapshots(parts.journal(), parts.snapshots(), codec);
        var fold = snapshots.fold(fleet);
        var clock = parts.clock().apply(fold.last());
        var inbox = new Inbox();
        var standstill = new Standstill(parts, codec, clock, inbox, snapshots::again);
        var decider = new Decider(parts, codec, fold, clock, inbox, standstill);
        var loop = new Loop(parts, inbox, decider, standstill, clock, snapshots);
        new Beginning(parts, codec, decider, standstill, clock).begin(fold.epoch() + 1);
        loop.thread.start();
        snapshots.start(loop::mistrust);
        return loop;
    }

    /**
     * Takes in what a person did or the server saw, and returns what was decided, durable by then.
     * Goes before what devices report.
     *
     * @param observed makes the observation, given the moment at which it is taken in; on the
     *     loop's thread, where the fleet's columns and rules do not change meanwhile
     * @throws NotDurable if nothing may be told as done
     */
    public Decision see(Function<Moment, Observation> observed) throws NotDurable {
        return seeAll(List.of(observed)).getFirst();
    }

    /**
     * The same for several, one after the other, made durable together.
     *
     * @throws NotDurable if nothing may be told as done, though some may be after a restart
     */
    public List<Decision> seeAll(List<Function<Moment, Observation>> observed) throws NotDurable {
        var seen = new Item.Seen(List.copyOf(observed), new CompletableFuture<>());
        inbox.command(seen);
        return await(seen.answer());
    }

    /**
     * The same for a stop: nothing makes it wait, and it works without the journal. When this
     * returns no offer follows that it forbids.
     *
     * @throws NotDurable with {@link NotDurable#inForce} if it holds now, but might not after a
     *     restart
     */
    public Decision stop(Function<Moment, Observation> observed) throws NotDurable {
        var seen = Item.Seen.of(observed);
        inbox.stop(seen);
        return await(seen.answer()).getFirst();
    }

    /**
     * The same for what a device asks or reports.
     *
     * @throws Busy if too much waits already; nothing was looked at
     * @throws NotDurable if nothing may be told as done
     */
    public Decision report(Function<Moment, Observation> observed) throws NotDurable {
        var seen = Item.Seen.of(observed);
        inbox.report(seen);
        return await(seen.answer()).getFirst();
    }

    /**
     * Asks the durable state.
     *
     * @throws NotDurable if the server is being stopped, or the state was lost with the log
     */
    public <T> T ask(Function<World, T> question) throws NotDurable {
        var query = new Item.Query<>(question, new CompletableFuture<T>());
        inbox.command(query);
        return await(query.answer());
    }

    /**
     * The same for somebody who has just stopped something and waits to see it: goes before what
     * others do and ask.
     *
     * @throws NotDurable if the server is being stopped, or the state is not known now
     */
    public <T> T askFirst(Function<World, T> question) throws NotDurable {
        var query = new Item.Query<>(question, new CompletableFuture<T>());
        inbox.stop(new Item.First(query));
        return await(query.answer());
    }

    /**
     * From inside a question that walks over the fleet, at each step: leaves it if a stop waits, to
     * be asked from the beginning after it.
     */
    void giveWay() {
        decider.giveWay();
    }

    private static <T> T await(CompletableFuture<T> answer) throws NotDurable {
        try {
            return answer.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof NotDurable why) {
                throw new NotDurable(why.getMessage(), why.inForce());
            }
            if (e.getCause() instanceof RuntimeException fault) {
                throw fault;
            }
            throw e;
        }
    }

    /** Notes which devices to listen for, and whose strata are their controls. */
    void watch(Set<DeviceId> devices, Set<Stratum> strata, Fleet fleet) throws NotDurable {
        ask(
                _ -> {
                    fleet.watch(devices);
                    decider.watch(strata);
                    return strata;
                });
    }

    /** Whether the log cannot be written, so that nothing but stops is taken. */
    public boolean readOnly() {
        return standstill.here();
    }

    /** Why, in a sentence that says what to do. */
    public Optional<String> trouble() {
        return standstill.trouble();
    }

    /** What the poll path must know beside a device's cell. */
    public Published published() {
        return decider.publisher().published();
    }

    /** The server's clocks. */
    public ServerClock clock() {
        return clock;
    }

    /** The number of the last durable entry. */
    public long head() {
        return decider.head();
    }

    /** How many observations and questions wait. */
    public int waiting() {
        return inbox.size();
    }

    /**
     * Tells {@code listener} each durable entry, in order, from now on. It runs on the loop's
     * thread and must not block.
     */
    public void listen(Consumer<Logged> listener) {
        decider.publisher().listen(listener);
    }

    /**
     * Up to {@code limit} entries of the log, from {@code from} on; fewer where they are long, but
     * one if there is one.
     *
     * @throws IOException if they cannot be read, or do not follow from each other
     */
    public List<LogLine> read(long from, int limit) throws IOException {
        var lines = new ArrayList<LogLine>();
        var bytes = new long[1];
        try {
            journal.read(
                    from,
                    (seq, hash, body) -> {
                        if (lines.size() == limit || bytes[0] >= MOST_READ_BYTES) {
                            throw new Enough();
                        }
                        lines.add(new LogLine(seq, hash, body));
                        bytes[0] += body.length;
                    });
        } catch (Enough e) {
            return lines;
        }
        return lines;
    }

    /** Ends a reading early. */
    private static final class Enough extends IOException {
        private static final long serialVersionUID = 1L;
    }

    /** What lies before the snapshot turned out to be damaged: nothing is offered any more. */
    private void mistrust(String fault) {
        var why =
                "expected a log as it was written, found a fault (%s): %s"
                        .formatted(
                                fault,
                                "copy the folder, run 'firebreak audit verify' on the copy,"
                                        + " and restore a backup");
        LOG.error("nothing is offered any more: {}", why);
        gate.shut(new OfferGate.Bar.Everywhere()); // before anybody's turn has come
        try {
            askFirst(
                    _ -> {
                        decider.mistrust(why);
                        return why;
                    });
        } catch (NotDurable e) {
            LOG.error("the server is being stopped", e);
        }
    }

    /** Answers what waits, takes nothing more, and returns when the last answer is given. */
    @Override
    public void close() {
        inbox.close();
        var interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true; // the answers that wait are given all the same
            }
        }
        snapshots.close(decider.end(), fleet);
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
