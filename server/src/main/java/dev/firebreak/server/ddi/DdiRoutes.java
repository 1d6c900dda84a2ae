package dev.firebreak.server.ddi;

import dev.firebreak.core.words.ActionId;
import dev.firebreak.core.words.DeviceId;
import dev.firebreak.server.http.Incoming;
import dev.firebreak.server.loop.Busy;
import dev.firebreak.server.loop.Loop;
import dev.firebreak.server.loop.NotDurable;
import dev.firebreak.server.loop.OfferGate;
import dev.firebreak.server.store.ArtifactStore;
import dev.firebreak.server.store.Cell;
import dev.firebreak.server.store.Fleet;
import dev.firebreak.wire.ddi.Format;
import dev.firebreak.wire.ddi.Refused;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * What devices speak: Eclipse hawkBit's Direct Device Integration, so that its clients can be used
 * as they are. Paths are taken apart here rather than by patterns, since the codes for what is
 * wrong with one are part of the protocol.
 */
public final class DdiRoutes {
    private static final Logger LOG = LoggerFactory.getLogger(DdiRoutes.class);

    /** The one tenant. */
    private static final String TENANT = "DEFAULT";

    /** Segments up to the device: (empty), tenant, "controller", "v1", device. */
    private static final int DEVICE = 4;

    private static final int BUSY_SECONDS = 1;
    private static final int READ_ONLY_SECONDS = 30;

    private final Loop loop;
    private final Doorkeeper doorkeeper;
    private final Poll poll;
    private final Actions actions;
    private final Telling telling;
    private final Consents consents;
    private final Downloads downloads;
    private final Patience patience;
    private final Proxies proxies;
    private final Supplier<Instant> now;

    /**
     * @param proxies who may speak for others
     * @param nanos a monotonic clock in nanoseconds, for the limits on what strangers may do
     */
    public DdiRoutes(
            Loop loop,
            Fleet fleet,
            OfferGate gate,
            ArtifactStore store,
            Proxies proxies,
            LongSupplier nanos) {
        this.proxies = proxies;
        this.now = () -> loop.clock().now().wall();
        this.loop = loop;
        this.doorkeeper = new Doorkeeper(loop, fleet, nanos);
        this.poll = new Poll(loop, fleet, gate);
        this.patience = new Patience(loop);
        this.actions = new Actions(loop, fleet, gate, new Strikes(nanos), patience);
        this.consents = new Consents(loop, fleet);
        this.telling = new Telling(loop, fleet);
        this.downloads = new Downloads(loop, fleet, gate, store, nanos);
    }

    /** Puts the devices' resources among {@code routes}. */
    public void mount(HttpRules routes) {
        routes.any("/{tenant}/controller/v1/{+resource}", this::answer);
        routes.any("/{tenant}/controller/v1", this::answer);
        routes.any("/{tenant}/controller/v1/", this::answer);
    }

    private void answer(ServerRequest request, ServerResponse response) throws IOException {
        var path = List.of(request.path().absolute().rawPath().split("/", -1));
        var exchange = new Exchange(request, response, path.get(1), proxies, now);
        try {
            if (!TENANT.equalsIgnoreCase(path.get(1))) {
                exchange.empty(Exchange.NOT_FOUND);
            } else if (path.size() <= DEVICE || path.get(DEVICE).isEmpty()) {
                exchange.empty(Exchange.UNAUTHENTICATED);
            } else {
                answer(exchange, device(path.get(DEVICE)), rest(path));
            }
        } catch (Refused e) {
            exchange.refuse(e);
        } catch (Incoming.Garbled e) {
            response.header(HeaderNames.CONNECTION, "close");
            exchange.refuse(
                    new Refused(Refused.Why.NOT_READABLE, e.getMessage() + ": correct the client"));
        } catch (Busy e) {
            exchange.later(Exchange.TOO_MANY, BUSY_SECONDS);
        } catch (NotDurable e) {
            exchange.later(Exchange.UNAVAILABLE, READ_ONLY_SECONDS);
        }
    }

    /** The segments after the device; a slash at the end is forgiven. */
    private static List<String> rest(List<String> path) {
        var rest = path.subList(DEVICE + 1, path.size());
        return !rest.isEmpty() && rest.getLast().isEmpty()
                ? rest.subList(0, rest.size() - 1)
                : rest;
    }

    private void answer(Exchange exchange, DeviceId device, List<String> resource)
            throws IOException, NotDurable {
        switch (doorkeeper.ask(
                device, exchange.vouched(device), exchange.header(HeaderNames.AUTHORIZATION))) {
            case Doorkeeper.Guest.Stranger() -> exchange.empty(Exchange.UNAUTHENTICATED);
            case Doorkeeper.Guest.Known(var cell) -> {
                cell.heard(loop.clock().now().uptime().toMillis());
                route(exchange, cell, resource);
            }
            case Doorkeeper.Guest.New(var name) -> {
                if (!resource.isEmpty() && !resource.equals(List.of("confirmationBase"))) {
                    exchange.empty(Exchange.NOT_FOUND); // only these make a device known
                } else if (exchange.is("GET")) {
                    var cell = doorkeeper.register(name);
                    if (cell.isPresent()) {
                        route(exchange, cell.get(), resource);
                    } else {
                        exchange.later(Exchange.TOO_MANY, BUSY_SECONDS);
                    }
                }
            }
        }
    }

    private void route(Exchange exchange, Cell cell, List<String> resource)
            throws IOException, NotDurable {
        var name = resource.isEmpty() ? "" : resource.getFirst();
        switch (name) {
            case "" -> read(exchange, cell, format -> poll.answer(exchange, cell, format));
            case "configData" -> {
                if (only(exchange, resource, 1)
                        && exchange.is("PUT")
                        && patience.tells(exchange, cell)) {
                    telling.configData(exchange, cell);
                }
            }
            case "deploymentBase", "cancelAction" -> action(exchange, cell, resource);
            case "installedBase" -> installed(exchange, cell, resource);
            case "confirmationBase" -> consent(exchange, cell, resource);
            case "softwaremodules" -> module(exchange, cell, resource);
            default -> exchange.empty(Exchange.NOT_FOUND);
        }
    }

    private void action(Exchange exchange, Cell cell, List<String> resource)
            throws IOException, NotDurable {
        if (resource.size() < 2 || resource.size() > 3) {
            exchange.empty(Exchange.NOT_FOUND);
            return;
        }
        var number = number(exchange, resource.get(1));
        if (number.isEmpty()) {
            return;
        }
        var action = number.get();
        var cancels = resource.getFirst().equals("cancelAction");
        if (resource.size() == 2) {
            read(
                    exchange,
                    cell,
                    format -> {
                        if (cancels) {
                            actions.cancel(exchange, cell, action, format);
                        } else {
                            actions.deployment(exchange, cell, action, format);
                        }
                    });
        } else if (!resource.get(2).equals("feedback")) {
            exchange.empty(Exchange.NOT_FOUND);
        } else if (exchange.is("POST")) {
            if (cancels) {
                actions.cancelFeedback(exchange, cell, action);
            } else {
                actions.feedback(exchange, cell, action);
            }
        }
    }

    private void consent(Exchange exchange, Cell cell, List<String> resource)
            throws IOException, NotDurable {
        if (resource.size() == 1) {
            read(exchange, cell, format -> consents.state(exchange, cell, format));
            return;
        }
        var second = resource.get(1);
        if (second.equals("activateAutoConfirm") || second.equals("deactivateAutoConfirm")) {
            if (only(exchange, resource, 2)
                    && exchange.is("POST")
                    && patience.tells(exchange, cell)) {
                if (second.startsWith("de")) {
                    consents.each(exchange, cell);
                } else {
                    consents.always(exchange, cell);
                }
            }
            return;
        }
        var number = number(exchange, second);
        if (number.isEmpty()) {
            return;
        }
        if (resource.size() == 2) {
            read(exchange, cell, form -> consents.question(exchange, cell, number.get(), form));
        } else if (resource.size() != 3 || !resource.get(2).equals("feedback")) {
            exchange.empty(Exchange.NOT_FOUND);
        } else if (exchange.is("POST") && patience.tells(exchange, cell)) {
            consents.answer(exchange, cell, number.get());
        }
    }

    private void installed(Exchange exchange, Cell cell, List<String> resource)
            throws IOException, NotDurable {
        if (resource.size() == 1) {
            if (exchange.is("PUT") && patience.tells(exchange, cell)) {
                actions.claim(exchange, cell);
            }
        } else if (only(exchange, resource, 2)) {
            var number = number(exchange, resource.get(1));
            if (number.isPresent()) {
                read(exchange, cell, form -> actions.installed(exchange, cell, number.get(), form));
            }
        }
    }

    private void module(Exchange exchange, Cell cell, List<String> resource)
            throws IOException, NotDurable {
        if (resource.size() < 3 || resource.size() > 4 || !resource.get(2).equals("artifacts")) {
            exchange.empty(Exchange.NOT_FOUND);
            return;
        }
        var number = number(exchange, resource.get(1));
        if (number.isEmpty()) {
            return;
        }
        if (resource.size() == 3) {
            read(exchange, cell, format -> downloads.list(exchange, cell, number.get(), format));
        } else if (exchange.is("GET", "HEAD")) {
            downloads.file(exchange, cell, number.get(), decoded(resource.get(3)));
        }
    }

    /** Something that reads; the form is known by then. */
    @FunctionalInterface
    private interface Reading {
        void as(Format format) throws NotDurable;
    }

    private void read(Exchange exchange, Cell cell, Reading reading) throws NotDurable {
        if (exchange.is("GET") && patience.reads(exchange, cell)) {
            var format = exchange.wanted();
            if (format.isPresent()) {
                reading.as(format.get());
            }
        }
    }

    private static boolean only(Exchange exchange, List<String> resource, int segments) {
        if (resource.size() == segments) {
            return true;
        }
        exchange.empty(Exchange.NOT_FOUND);
        return false;
    }

    /** The number of an action; one that none can have is answered as unknown. */
    private static Optional<ActionId> number(Exchange exchange, String text) {
        if (!text.matches("-?[0-9]{1,18}")) {
            throw new Refused(
                    Refused.Why.NOT_READABLE,
                    "expected the number of an action, found other text: take it from the link");
        }
        var number = Long.parseLong(text);
        if (number < 1 || number > Integer.MAX_VALUE) {
            exchange.empty(Exchange.NOT_FOUND);
            return Optional.empty();
        }
        return Optional.of(new ActionId((int) number));
    }

    private static DeviceId device(String segment) {
        try {
            return new DeviceId(decoded(segment));
        } catch (IllegalArgumentException e) {
            throw new Refused(Refused.Why.NOT_READABLE, String.valueOf(e.getMessage()));
        }
    }

    private static String decoded(String segment) {
        try {
            return URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            LOG.debug("a path that cannot be decoded: {}", e.getMessage());
            throw new Refused(
                    Refused.Why.NOT_READABLE,
                    "expected a path with whole percent codes, found others: correct it");
        }
    }
}
