package dev.firebreak.server.ddi;

import dev.firebreak.core.decision.Decision;
import dev.firebreak.core.decision.Observation;
import dev.firebreak.core.decision.Order;
import dev.firebreak.core.decision.Visible;
import dev.firebreak.core.words.ActionId;
import dev.firebreak.server.loop.Loop;
import dev.firebreak.server.loop.NotDurable;
import dev.firebreak.server.store.Cell;
import dev.firebreak.server.store.Fleet;
import dev.firebreak.wire.ddi.ActionBody;
import dev.firebreak.wire.ddi.Confirmation;
import dev.firebreak.wire.ddi.Format;
import dev.firebreak.wire.ddi.Refused;

import java.io.IOException;
import java.util.Optional;

/**
 * Where a person at the device must say yes: what they are asked, and what they answer. Nothing is
 * offered by it; who consented asks like any other at the next poll.
 */
final class Consents {
    private final Loop loop;
    private final Fleet fleet;

    Consents(Loop loop, Fleet fleet) {
        this.loop = loop;
        this.fleet = fleet;
    }

    /** Whether everything is confirmed by itself, and what waits. */
    void state(Exchange exchange, Cell cell, Format format) throws NotDurable {
        var device = cell.device();
        var always = loop.ask(world -> world.standingConsent(device));
        exchange.data(Confirmation.state(always, waiting(cell), exchange.url(device)), format);
    }

    /** What the person is asked about. */
    void question(Exchange exchange, Cell cell, ActionId action, Format format) {
        var waits = waiting(cell).filter(it -> it.action().equals(action));
        var release = waits.flatMap(it -> fleet.release(it.release()));
        if (release.isPresent()) {
            var url = exchange.url(cell.device());
            exchange.data(
                    ActionBody.confirmation(action, release.get(), url, Optional.empty()), format);
        } else {
            exchange.empty(Exchange.NOT_FOUND);
        }
    }

    /** The person answers. */
    void answer(Exchange exchange, Cell cell, ActionId action) throws IOException, NotDurable {
        var format = exchange.bodyFormat();
        var bytes = format.isEmpty() ? Optional.<byte[]>empty() : exchange.body();
        if (bytes.isEmpty()) {
            return;
        }
        var said = Confirmation.read(bytes.get(), format.orElseThrow());
        var decision =
                loop.report(
                        at ->
                                new Observation.ConsentAnswered(
                                        cell.device(), action, said.answer(), said.words(), at));
        exchange.empty(refused(decision) ? over(cell, action) : Exchange.OK);
    }

    /** 410 for what was asked, answered and carried out; 404 for what is not asked. */
    private int over(Cell cell, ActionId action) throws NotDurable {
        return loop.ask(world -> world.action(action))
                        .filter(it -> it.device().equals(cell.device()) && it.state().closed())
                        .isPresent()
                ? Exchange.GONE
                : Exchange.NOT_FOUND;
    }

    /** The person says yes to whatever comes. */
    void always(Exchange exchange, Cell cell) throws IOException, NotDurable {
        var bytes = exchange.body();
        if (bytes.isEmpty()) {
            return;
        }
        var format = bytes.get().length == 0 ? Optional.of(Format.JSON) : exchange.bodyFormat();
        if (format.isEmpty()) {
            return;
        }
        var said = Confirmation.Always.read(bytes.get(), format.get());
        var decision =
                loop.report(
                        at ->
                                new Observation.ConsentAlwaysAsked(
                                        cell.device(), said.initiator(), said.remark(), at));
        if (refused(decision)) {
            exchange.refuse(
                    new Refused(
                            Refused.Why.ALWAYS_CONFIRMED,
                            "expected a device that asks each time, found one that confirms all: leave it"));
        } else {
            exchange.empty(Exchange.OK);
        }
    }

    /** The person wants to be asked each time again. */
    void each(Exchange exchange, Cell cell) throws NotDurable {
        var decision = loop.report(at -> new Observation.ConsentEachAsked(cell.device(), at));
        exchange.empty(refused(decision) ? Exchange.NOT_FOUND : Exchange.OK);
    }

    private static Optional<Visible.Awaiting> waiting(Cell cell) {
        return cell.visible() instanceof Visible.Awaiting waiting
                ? Optional.of(waiting)
                : Optional.empty();
    }

    private static boolean refused(Decision decision) {
        return decision.orders().stream().anyMatch(Order.Refuse.class::isInstance);
    }
}
