package dev.firebreak.server.api;

import dev.firebreak.server.http.Route;
import dev.firebreak.server.loop.Loop;
import dev.firebreak.server.store.ArtifactStore;
import dev.firebreak.server.store.Fleet;
import dev.firebreak.server.store.Room;

import java.nio.file.Path;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** Everything that people and programs may ask of the server, as one table of routes. */
public final class Api {
    private final List<Route> routes;
    private final Metrics metrics;

    /**
     * The API over these parts.
     *
     * @param scratch a folder for answers that grow while their requests are read
     * @param room what they and files may take of the disk
     * @param draining whether the server is being stopped
     */
    public Api(
            Loop loop,
            Fleet fleet,
            ArtifactStore artifacts,
            Path scratch,
            Room room,
            BooleanSupplier draining) {
        var commands = new Commands(loop);
        this.metrics = new Metrics(loop, fleet);
        this.routes =
                Stream.of(
                                new StateRoutes(loop, metrics, draining).routes(),
                                List.of(new ImportRoute(commands, fleet, scratch, room).route()),
                                new DeviceRoutes(commands, fleet).routes(),
                                new ArtifactRoutes(artifacts).routes(),
                                new ReleaseRoutes(commands, artifacts).routes(),
                                new RolloutRoutes(commands).routes(),
                                new RolloutCommands(commands).routes(),
                                new HoldRoutes(commands).routes(),
                                new TokenRoutes(commands).routes(),
                                new SettingRoutes(commands, fleet).routes(),
                                new AuditRoutes(loop).routes())
                        .flatMap(List::stream)
                        .toList();
    }

    /** All routes. */
    public List<Route> routes() {
        return routes;
    }

    /** What operators scrape. */
    public Metrics metrics() {
        return metrics;
    }
}
