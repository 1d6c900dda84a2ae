package dev.firebreak.server.loop;

import dev.firebreak.core.decision.World;
import dev.firebreak.core.words.DeviceId;
import dev.firebreak.core.words.Stratum;
import dev.firebreak.server.store.Fleet;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** Shows what is durable to those who are not the decider; on its thread. */
final class Publisher {
    private static final Logger LOG = LoggerFactory.getLogger(Publisher.class);

    private final Fleet fleet;
    private final List<Consumer<Logged>> listeners = new CopyOnWriteArrayList<>();
    private volatile Published published;

    Publisher(Fleet fleet, World world) {
        this.fleet = fleet;
        fleet.cells().forEach(cell -> fleet.show(cell.device(), world.visible(cell.device())));
        this.published = Published.first(world);
    }

    void publish(Batch batch, World world) {
        if (batch.isEmpty()) {
            return;
        }
        var entries = batch.entries();
        var touched = new TreeSet<DeviceId>();
        for (var entry : entries) {
            touched.addAll(fleet.learn(entry.observation(), entry.facts()));
        }
        touched.forEach(device -> fleet.show(device, world.visible(device)));
        published = published.after(world, entries);
    }

    /**
     * Tells the listeners.
     *
     * @param before the number of the last entry before the batch
     */
    void tell(Batch batch, long before) {
        for (var placed : batch.placed()) {
            var logged = new Logged(before + placed.first() + 1, placed.entry());
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

    void listen(Consumer<Logged> listener) {
        listeners.add(listener);
    }

    void watch(Set<Stratum> strata) {
        published = published.with(strata);
    }

    Published published() {
        return published;
    }
}
