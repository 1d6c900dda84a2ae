package dev.firebreak.server.ddi;

import dev.firebreak.core.decision.Decision;
import dev.firebreak.core.decision.Observation;
import dev.firebreak.core.decision.Order;
import dev.firebreak.core.decision.Visible;
import dev.firebreak.core.release.Release;
import dev.firebreak.core.words.ActionId;
import dev.firebreak.core.words.Reason;
import dev.firebreak.server.loop.Loop;
import dev.firebreak.server.loop.NotDurable;
import dev.firebreak.server.loop.OfferGate;
import dev.firebreak.server.store.Cell;
import dev.firebreak.server.store.Fleet;
import dev.firebreak.wire.ddi.ActionBody;
import dev.firebreak.wire.ddi.Feedback;
import dev.firebreak.wire.ddi.Format;
import dev.firebreak.wire.ddi.InstalledClaim;
import dev.firebreak.wire.ddi.Refused;

import java.io.IOException;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * What a device reads and says about one action. Reading changes nothing, however often; what it
 * says is answered when it is durable.
 */
final class Actions {
    private final Loop loop;
    private final Fleet fleet;
    private final OfferGate gate;
    private final Strikes strikes;
    private final Patience patience;
    private final Diary diary = new Diary();

    Actions(Loop loop, Fleet fleet, OfferGate gate, Strikes strikes, Patience patience) {
        this.loop = loop;
        this.fleet = fleet;
        this.gate = gate;
        this.strikes = strikes;
        this.patience = patience;
    }

    void deployment(Exchange exchange, Cell cell, ActionId action, Format format) {
        var history = history(exchange, action, cell.accepted() ? "RUNNING" : "RETRIEVED");
        var offered =
                cell.visible() instanceof Visible.Offered offer
                        && offer.action().equals(action)
                        && gate.handLate(
                                offer,
                                cell.accepted(),
                                still -> deployment(exchange, cell, offer, history, still, format));
        if (!offered) {
            exchange.unknown(
                    Refused.unknown(
                            action,
                            "expected an action that is open for this device, found none with number %s: poll again"
                                    .formatted(action)));
        }
    }

    private boolean deployment(
            Exchange exchange,
            Cell cell,
            Visible.Offered offer,
            Optional<ActionBody.History> history,
            BooleanSupplier still,
            Format format) {
        var release = fleet.release(offer.release());
        if (release.isEmpty()) {
            return false;
        }
        var url = exchange.url(cell.device());
        var body = ActionBody.deployment(offer.action(), release.get(), url, history);
        if (!cell.visible().equals(offer) || !still.getAsBoolean()) {
            return false;
        }
        exchange.data(body, format);
        return true;
    }

    /** What was said of the action so far, as much of it as the device asks for. */
    private Optional<ActionBody.History> history(
            Exchange exchange, ActionId action, String status) {
        var wanted = exchange.number("actionHistory").orElse(0);
        var most = wanted < 0 ? Diary.MOST_MESSAGES : wanted;
        return most == 0
                ? Optional.empty()
                : Optional.of(new ActionBody.History(status, diary.newest(action, most)));
    }

    void feedback(Exchange exchange, Cell cell, ActionId action) throws IOException, NotDurable {
        var said = read(exchange);
        if (said.isPresent() && mayTell(exchange, cell, action, said.get())) {
            var report = said.get().report();
            var words = said.get().reason();
            var status =
                    status(
                            loop.report(
                                    at ->
                                            new Observation.Reported(
                                                    cell.device(), action, report, words, at)));
            if (status == Exchange.OK) {
                diary.note(action, said.get().messages());
            }
            exchange.empty(status);
        }
    }

    void cancel(Exchange exchange, Cell cell, ActionId action, Format format) {
        if (cell.visible() instanceof Visible.Cancelled(var current, _, _)
                && current.equals(action)) {
            exchange.data(ActionBody.cancel(action), format);
        } else {
            exchange.empty(Exchange.NOT_FOUND);
        }
    }

    void cancelFeedback(Exchange exchange, Cell cell, ActionId action)
            throws IOException, NotDurable {
        var said = read(exchange);
        if (said.isPresent() && mayTell(exchange, cell, action, said.get())) {
            var answer = said.get().cancelAnswer();
            var words = said.get().reason();
            var decision =
                    loop.report(
                            at ->
                                    new Observation.CancelReported(
                                            cell.device(), action, answer, words, at));
            if (decision.orders().stream().anyMatch(Order.AskAttributes.class::isInstance)) {
                cell.wantAttributes(true);
            }
            exchange.empty(status(decision));
        }
    }

    void installed(Exchange exchange, Cell cell, ActionId action, Format format) throws NotDurable {
        var release =
                cell.installed().filter(action::equals).isEmpty()
                        ? Optional.<Release>empty()
                        : loop.ask(world -> world.action(action))
                                .flatMap(known -> fleet.release(known.release()));
        if (release.isPresent()) {
            var url = exchange.url(cell.device());
            exchange.data(
                    ActionBody.deployment(
                            action, release.get(), url, history(exchange, action, "FINISHED")),
                    format);
        } else {
            exchange.empty(Exchange.NOT_FOUND);
        }
    }

    /** The device says what it runs, whoever installed it. */
    void claim(Exchange exchange, Cell cell) throws IOException, NotDurable {
        var format = exchange.bodyFormat();
        var bytes = format.isEmpty() ? Optional.<byte[]>empty() : exchange.body();
        if (bytes.isEmpty()) {
            return;
        }
        var claim = InstalledClaim.read(bytes.get(), format.orElseThrow());
        var decision =
                loop.report(
                        at ->
                                new Observation.VersionClaimed(
                                        cell.device(), claim.name(), claim.version(), at));
        var status = status(decision);
        if (status == Exchange.NOT_FOUND) {
            exchange.refuse(
                    new Refused(
                            Refused.Why.NOT_FOUND,
                            "expected a release that is known here, found no %s@%s: seal it first"
                                    .formatted(
                                            Reason.told(claim.name()),
                                            Reason.told(claim.version()))));
            return;
        }
        var isNew = status == Exchange.OK && !decision.facts().isEmpty();
        exchange.empty(isNew ? Exchange.CREATED : status);
    }

    private static Optional<Feedback> read(Exchange exchange) throws IOException {
        var format = exchange.bodyFormat();
        var bytes = format.isEmpty() ? Optional.<byte[]>empty() : exchange.body();
        return bytes.map(body -> Feedback.read(body, format.orElseThrow()));
    }

    /**
     * How an open action ended always passes: a report that a client gives up on is worse than one
     * too many, and each action has but one. Other words on it come at a limited rate, and those on
     * other actions are counted.
     */
    private boolean mayTell(Exchange exchange, Cell cell, ActionId action, Feedback said) {
        var open =
                switch (cell.visible()) {
                    case Visible.Nothing(), Visible.Awaiting _ -> false;
                    case Visible.Offered(var current, _, _) -> current.equals(action);
                    case Visible.Cancelled(var current, _, _) -> current.equals(action);
                };
        if (open) {
            return said.closes() || patience.tells(exchange, cell);
        }
        if (strikes.allow(cell.device())) {
            return true;
        }
        exchange.later(Exchange.TOO_MANY, 10);
        return false;
    }

    private static int status(Decision decision) {
        return decision.orders().stream()
                .filter(Order.Refuse.class::isInstance)
                .map(Order.Refuse.class::cast)
                .map(
                        refuse ->
                                switch (refuse.refusal()) {
                                    case UNKNOWN -> Exchange.NOT_FOUND;
                                    case GONE -> Exchange.GONE;
                                    case CONFLICT -> Exchange.METHOD;
                                    case NOT_ALLOWED, INVALID, GATE -> Exchange.BAD;
                                })
                .findFirst()
                .orElse(Exchange.OK);
    }
}
