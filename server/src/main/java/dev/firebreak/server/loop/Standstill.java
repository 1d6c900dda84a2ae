package dev.firebreak.server.loop;

import dev.firebreak.core.decision.Decision;
import dev.firebreak.core.decision.Observation;
import dev.firebreak.core.decision.Order;
import dev.firebreak.core.decision.World;
import dev.firebreak.wire.log.EntryCodec;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What is done when the log cannot be written, or must not be believed: nothing is granted and
 * nothing acknowledged but stops, until a restart. What the log amounts to is read again meanwhile,
 * on a thread of its own, so that no stop waits for that. On the decider's thread, but for {@link
 * #trouble}.
 */
final class Standstill {
    private static final Logger LOG = LoggerFactory.getLogger(Standstill.class);

    /** Questions that wait for the log to be read again; further ones are told that it is not. */
    private static final int MOST_POSTPONED = 1_024;

    /** Said where there may be no memory for more. */
    private static final Optional<String> FAULT =
            Optional.of(
                    "expected to decide and to apply everything, found a fault: restart the server, and report it");

    private final OfferGate gate;
    private final ServerClock clock;
    private final Inbox inbox;
    private final StopKeeper keeper;
    private final Again again;
    private final List<Item.Query<?>> postponed = new ArrayList<>();
    private volatile Optional<String> trouble = Optional.empty();
    private State state = State.KNOWN;

    /** What is known of the state. */
    private enum State {
        KNOWN,
        BEING_READ,
        LOST
    }

    /** Reads again what the log amounts to. */
    @FunctionalInterface
    interface Again {
        World fold() throws IOException;
    }

    Standstill(Loop.Parts parts, EntryCodec codec, ServerClock clock, Inbox inbox, Again again) {
        this.gate = parts.gate();
        this.clock = clock;
        this.inbox = inbox;
        this.keeper = new StopKeeper(parts.stops(), codec);
        this.again = again;
    }

    /** Whether it has begun. */
    boolean here() {
        return trouble.isPresent();
    }

    /** Why, in a sentence that says what to do. */
    Optional<String> trouble() {
        return trouble;
    }

    /**
     * The state that the decider had is void. Each step stands even if the next cannot be taken.
     *
     * @param batch what was under way
     */
    void begin(Batch batch, Throwable why) {
        trouble = FAULT;
        gate.shut(new OfferGate.Bar.Everywhere());
        state = state == State.KNOWN ? State.LOST : state;
        trouble = Optional.of(words(why));
        LOG.error("nothing but stops is taken any more: {}", why.toString(), why);
        batch.stops().forEach(stop -> keep(stop.item(), stop.stop(), stop.decision(), stop.bar()));
        trouble.ifPresent(keeper::doubt);
        batch.replies().forEach(reply -> reply.item().fail(notDurable()));
        if (state == State.LOST && !(why instanceof Error)) {
            state = State.BEING_READ;
            Thread.ofPlatform().daemon().name("refold").start(this::refold);
        }
    }

    private static String words(Throwable why) {
        return why instanceof IOException
                ? "expected a log that can be written, found a failure (%s): %s"
                        .formatted(why.getMessage(), "look at the disk, then restart the server")
                : "expected to decide and to apply everything, found a fault (%s): %s"
                        .formatted(why, "restart the server; if it comes again, report it");
    }

    /** Not on the decider's thread. */
    private void refold() {
        Optional<World> world = Optional.empty();
        try {
            world = Optional.of(again.fold());
        } catch (IOException | RuntimeException | Error e) {
            LOG.error("the log cannot be read any more either: {}", e.toString(), e);
        }
        try {
            inbox.stop(new Item.Refolded(world));
        } catch (NotDurable e) {
            LOG.debug("the server was stopped before its log was read again", e);
        }
    }

    /** The log was read again, or it could not be: what questions waited for that. */
    List<Item.Query<?>> refolded(boolean known) {
        state = known ? State.KNOWN : State.LOST;
        var waiting = List.copyOf(postponed);
        postponed.clear();
        return waiting;
    }

    /** The log is not what was once written; what is known of the state is what it was. */
    void mistrust(String why) {
        gate.shut(new OfferGate.Bar.Everywhere());
        trouble = Optional.of(why);
        keeper.doubt(why);
    }

    /** Whether a question can be answered now. */
    boolean known() {
        return state == State.KNOWN;
    }

    /** Whether {@code query} can be answered now; otherwise it is answered later, or fails. */
    boolean knows(Item.Query<?> query) {
        switch (state) {
            case KNOWN -> {
                return true;
            }
            case BEING_READ -> {
                if (postponed.size() < MOST_POSTPONED) {
                    postponed.add(query);
                } else {
                    query.fail(notDurable());
                }
            }
            case LOST -> query.fail(notDurable());
        }
        return false;
    }

    /** Without a journal only stops are taken, into the stop file. */
    void stopOnly(Item.Seen seen, World world) {
        if (seen.observed().size() != 1) {
            seen.fail(notDurable());
            return;
        }
        try {
            var observation = seen.observed().getFirst().apply(clock.now());
            var bar = Stop.bar(observation);
            if (bar.isEmpty()) {
                seen.fail(notDurable());
                return;
            }
            gate.shut(bar.get());
            var decision = decision(observation, world);
            if (refused(decision)) {
                gate.lift(bar.get());
                seen.answer().complete(List.of(decision));
            } else {
                keep(seen, observation, decision, bar.get());
            }
        } catch (RuntimeException e) {
            seen.fail(e);
        } catch (Error e) {
            seen.fail(notDurable());
            throw e;
        }
    }

    /** Where the state is not known, a stop is not refused. */
    private Decision decision(Observation stop, World world) {
        try {
            return state == State.KNOWN ? world.decide(stop) : Decision.NOTHING;
        } catch (RuntimeException e) {
            LOG.error("a stop could not be decided and is kept: {}", e.toString(), e);
            return Decision.NOTHING;
        }
    }

    private void keep(Item.Seen seen, Observation stop, Decision decision, OfferGate.Bar bar) {
        drain(bar);
        keeper.keep(stop)
                .ifPresentOrElse(
                        seen::fail,
                        () ->
                                seen.answer()
                                        .complete(
                                                List.of(
                                                        new Decision(
                                                                List.of(), decision.orders()))));
    }

    void drain(OfferGate.Bar bar) {
        var cut = gate.drain(bar);
        if (cut > 0) {
            LOG.warn("a stop cut off {} clients that did not read; they count as offered", cut);
        }
    }

    /** The decider ends. */
    void end() {
        postponed.forEach(query -> query.fail(notDurable()));
    }

    NotDurable notDurable() {
        return new NotDurable(trouble.orElse(""), false);
    }

    static boolean refused(Decision decision) {
        // Who asks for two things may be refused the one: what was decided holds (law 7).
        return decision.facts().isEmpty()
                && decision.orders().stream().anyMatch(Order.Refuse.class::isInstance);
    }
}
