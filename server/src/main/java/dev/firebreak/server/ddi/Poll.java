package dev.firebreak.server.ddi;

import dev.firebreak.core.decision.Observation;
import dev.firebreak.core.decision.OpenStep;
import dev.firebreak.core.decision.Order;
import dev.firebreak.core.decision.Visible;
import dev.firebreak.core.words.DeviceId;
import dev.firebreak.core.words.Moment;
import dev.firebreak.server.loop.Loop;
import dev.firebreak.server.loop.NotDurable;
import dev.firebreak.server.loop.OfferGate;
import dev.firebreak.server.loop.Published;
import dev.firebreak.server.store.Cell;
import dev.firebreak.server.store.Fleet;
import dev.firebreak.wire.ddi.Format;
import dev.firebreak.wire.ddi.PollBody;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The poll: a device asks whether there is anything to do. Nearly always there is not, and then
 * this reads some fields and answers: no lock, no queue, no disk. Only a device that could be
 * granted something this moment goes to the loop.
 */
final class Poll {
    private final Loop loop;
    private final Fleet fleet;
    private final OfferGate gate;

    Poll(Loop loop, Fleet fleet, OfferGate gate) {
        this.loop = loop;
        this.fleet = fleet;
        this.gate = gate;
    }

    void answer(Exchange exchange, Cell cell, Format format) {
        var now = loop.clock().now();
        cell.polled(now.uptime().toMillis());
        var published = loop.published();
        if (mayBeGranted(cell.visible()) && !loop.readOnly()) {
            ask(cell, published, now);
        }
        var pace = Pace.of(cell, published);
        cell.send(pace.told());
        if (cell.visible() instanceof Visible.Offered offer
                && mayBeShown(cell, offer, published, now)
                && offered(exchange, cell, offer, pace, format)) {
            return;
        }
        send(exchange, cell, work(cell.visible()), pace, format);
    }

    /** An offer that the device has not taken up is not shown outside of windows (decision 29). */
    private static boolean mayBeShown(
            Cell cell, Visible.Offered offer, Published published, Moment now) {
        return cell.accepted()
                || cell.goesBack()
                || published.inWindow(offer.rollout(), cell.placement(), now.wall());
    }

    private static boolean mayBeGranted(Visible visible) {
        return visible instanceof Visible.Nothing || visible instanceof Visible.Awaiting;
    }

    /** What is shown without the gate: what is offered is not. */
    private static Optional<PollBody.Work> work(Visible visible) {
        return switch (visible) {
            case Visible.Nothing _, Visible.Offered _ -> Optional.empty();
            case Visible.Awaiting(var action, _, _, int denials) ->
                    Optional.of(new PollBody.Work.Confirm(action, denials));
            case Visible.Cancelled(var action, _, _) ->
                    Optional.of(new PollBody.Work.Cancel(action));
        };
    }

    /** Rollouts up to this one need not be asked for: the device waits for a person's yes. */
    private int answeredUpTo(Cell cell) {
        return cell.visible() instanceof Visible.Awaiting waiting && consents(cell)
                ? waiting.rollout().number()
                : 0;
    }

    private boolean consents(Cell cell) {
        return fleet.mapping().wantsConsent(cell.attributes(), cell.reported());
    }

    /** Whether the offer went out: not if a stop bars it, or came since the device's turn. */
    private boolean offered(
            Exchange exchange, Cell cell, Visible.Offered offer, Pace pace, Format format) {
        return gate.handLate(
                offer,
                cell.accepted(),
                still -> {
                    var work = new PollBody.Work.Deploy(offer.action(), 0);
                    if (!cell.visible().equals(offer) || !still.getAsBoolean()) {
                        return false;
                    }
                    send(exchange, cell, Optional.of(work), pace, format);
                    return true;
                });
    }

    private static void send(
            Exchange exchange, Cell cell, Optional<PollBody.Work> work, Pace pace, Format format) {
        var wanted = cell.attributesWanted();
        var plain = work.isEmpty() && cell.installed().isEmpty() && !wanted;
        exchange.data(
                plain
                        ? PollBody.idle(pace.told())
                        : PollBody.of(
                                pace.told(),
                                exchange.url(cell.device()),
                                work,
                                cell.installed(),
                                wanted),
                format);
    }

    /**
     * Asks the core for the device, if it could be granted something as far as can be seen here.
     */
    private void ask(Cell cell, Published published, Moment now) {
        // Read before the core is asked: what is decided meanwhile voids its answer.
        var changes = fleet.changes();
        if (cell.deferral(now.uptime().toMillis(), changes).isPresent()) {
            return;
        }
        var after = answeredUpTo(cell);
        var steps =
                published.open().stream()
                        .filter(step -> step.rollout().number() > after && maybe(step, cell))
                        .toList();
        var selected = steps.stream().filter(step -> selects(step, cell)).toList();
        if (selected.isEmpty()) {
            return;
        }
        var waves =
                selected.stream()
                        .filter(step -> step.select().isPresent())
                        .map(step -> new Observation.Asked.Selected(step.rollout(), step.wave()))
                        .toList();
        var interval = interval(cell, published);
        var consents = consents(cell);
        try {
            var decision =
                    loop.report(
                            at ->
                                    new Observation.Asked(
                                            cell.device(),
                                            waves,
                                            absentPeers(cell, published, now),
                                            age(cell, now),
                                            interval,
                                            consents,
                                            at));
            if (decision.orders().stream().anyMatch(Order.AskAttributes.class::isInstance)) {
                cell.wantAttributes(true);
            }
            decision.orders().stream()
                    .filter(Order.Wait.class::isInstance)
                    .map(Order.Wait.class::cast)
                    .findFirst()
                    .ifPresent(
                            wait ->
                                    cell.defer(
                                            wait.why(),
                                            published.rules(),
                                            now.uptime().toMillis(),
                                            changes));
        } catch (NotDurable e) {
            // Too busy, or nothing can be kept: nothing is offered, and the device asks again.
            return;
        }
    }

    private static boolean maybe(OpenStep step, Cell cell) {
        return !step.full()
                && step.mayTake(cell.placement())
                && !cell.exposedIn(step.rollout())
                && step.rollbackOf().map(cell::exposedIn).orElse(true)
                && step.below(cell.device());
    }

    private boolean selects(OpenStep step, Cell cell) {
        return step.select()
                .map(
                        condition ->
                                fleet.mapping()
                                        .selects(
                                                condition,
                                                cell.device(),
                                                cell.placement(),
                                                cell.attributes()))
                .orElse(true);
    }

    /** The others of its redundancy group that cannot stand in for it now. */
    private List<DeviceId> absentPeers(Cell cell, Published published, Moment now) {
        return cell.placement()
                .group()
                .map(fleet::members)
                .map(
                        members ->
                                members.stream()
                                        .filter(peer -> !peer.device().equals(cell.device()))
                                        .filter(peer -> absent(peer, published, now))
                                        .map(Cell::device)
                                        .sorted()
                                        .toList())
                .orElse(List.of());
    }

    private static boolean absent(Cell peer, Published published, Moment now) {
        var silence = now.uptime().toMillis() - peer.lastHeardMillis();
        return peer.lastHeardMillis() == Cell.NEVER
                || silence > 2 * interval(peer, published).toMillis();
    }

    private static Duration interval(Cell cell, Published published) {
        return cell.interval().orElse(published.rules().idle());
    }

    /**
     * How old its attributes are, by the clock that says more; nothing if it was away since it told
     * them.
     */
    private static Optional<Duration> age(Cell cell, Moment now) {
        return cell.reportedAt()
                .filter(cell::toldSinceItIsBack)
                .map(
                        told -> {
                            var wall = Duration.between(told.wall(), now.wall());
                            var uptime = now.since(told);
                            return wall.compareTo(uptime) > 0 ? wall : uptime;
                        });
    }
}
