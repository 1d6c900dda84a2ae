package dev.firebreak.server.ddi;

import dev.firebreak.core.decision.Observation;
import dev.firebreak.core.decision.Order;
import dev.firebreak.server.loop.Loop;
import dev.firebreak.server.loop.NotDurable;
import dev.firebreak.server.store.Cell;
import dev.firebreak.server.store.Fleet;
import dev.firebreak.wire.ddi.ConfigData;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/** A device tells its attributes; they move it at once to where the fleet's rules place it. */
final class Telling {
    private static final int STRIPES = 256;

    private final Loop loop;
    private final Fleet fleet;

    /** Two tellings of one device join one after the other, or one would undo the other. */
    private final Lock[] stripes =
            Stream.generate(ReentrantLock::new).limit(STRIPES).toArray(Lock[]::new);

    Telling(Loop loop, Fleet fleet) {
        this.loop = loop;
        this.fleet = fleet;
    }

    void configData(Exchange exchange, Cell cell) throws IOException, NotDurable {
        var format = exchange.bodyFormat();
        var bytes = format.isEmpty() ? Optional.<byte[]>empty() : exchange.body();
        if (bytes.isEmpty()) {
            return;
        }
        var told = ConfigData.read(bytes.get(), format.orElseThrow());
        var stripe = stripes[Math.floorMod(cell.device().hashCode(), STRIPES)];
        boolean unknown;
        stripe.lock();
        try {
            unknown = !tell(cell, told, told.onto(cell.reported()));
        } finally {
            stripe.unlock();
        }
        exchange.empty(unknown ? Exchange.NOT_FOUND : Exchange.OK);
    }

    private boolean tell(Cell cell, ConfigData told, Map<String, String> all) throws NotDurable {
        var wanted = cell.attributesWanted();
        var decision =
                loop.report(
                        at -> {
                            var mapping = fleet.mapping();
                            return new Observation.DeviceReported(
                                    cell.device(),
                                    all,
                                    mapping.place(cell.attributes(), all),
                                    mapping.bootId(all),
                                    mapping.runningVersion(all),
                                    at);
                        });
        if (decision.orders().stream().anyMatch(Order.Refuse.class::isInstance)) {
            return false;
        }
        cell.told(loop.clock().now());
        var again = decision.orders().stream().anyMatch(Order.AskAttributes.class::isInstance);
        cell.wantAttributes(wanted && !told.tellsAll());
        cell.wantProof(again);
        if (!cell.vouched() && fleet.mapping().accepts(cell.attributes(), all)) {
            loop.report(at -> new Observation.DeviceAccepted(cell.device(), Loop.SERVER, at));
        }
        return true;
    }
}
