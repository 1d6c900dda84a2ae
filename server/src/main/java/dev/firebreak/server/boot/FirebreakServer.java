package dev.firebreak.server.boot;

import dev.firebreak.server.api.Api;
import dev.firebreak.server.ddi.DdiRoutes;
import dev.firebreak.server.http.Lines;
import dev.firebreak.server.http.Throttle;
import dev.firebreak.server.http.Tokens;
import dev.firebreak.server.http.Web;
import dev.firebreak.server.journal.SnapshotStore;
import dev.firebreak.server.journal.SqliteJournal;
import dev.firebreak.server.journal.StopFile;
import dev.firebreak.server.loop.Loop;
import dev.firebreak.server.loop.OfferGate;
import dev.firebreak.server.loop.ServerClock;
import dev.firebreak.server.loop.Ticker;
import dev.firebreak.server.store.ArtifactStore;
import dev.firebreak.server.store.Fleet;
import dev.firebreak.server.store.Room;

import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * A running server: its parts put together, started in the order in which they need each other, and
 * ended in the other one. Prints nothing; says where it is.
 */
public final class FirebreakServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FirebreakServer.class);

    /** Wrong tokens of one address in a minute before it is told to wait. */
    private static final int WRONG_TOKENS = 60;

    /** Requests that are under way are waited for as long; the listener then waits once more. */
    private static final Duration UNDER_WAY = Duration.ofSeconds(3);

    private static final Duration LOOK = Duration.ofMillis(10);

    private final ServerOptions options;
    private final Loop loop;
    private final WebServer web;
    private final Lines lines;
    private final AtomicBoolean draining;
    private final Deque<AutoCloseable> open;

    private FirebreakServer(
            ServerOptions options,
            Loop loop,
            WebServer web,
            Lines lines,
            AtomicBoolean draining,
            Deque<AutoCloseable> open) {
        this.options = options;
        this.loop = loop;
        this.web = web;
        this.lines = lines;
        this.draining = draining;
        this.open = open;
    }

    /**
     * Opens the data folder, folds its log, and listens.
     *
     * @throws IOException if the folder is another process's, cannot be read, or holds a log that
     *     is not intact; or if the port is taken
     */
    public static FirebreakServer start(ServerOptions options) throws IOException {
        var open = new ArrayDeque<AutoCloseable>();
        try {
            return start(options, open);
        } catch (IOException | RuntimeException e) {
            closeAll(open);
            throw e;
        }
    }

    private static FirebreakServer start(ServerOptions options, Deque<AutoCloseable> open)
            throws IOException {
        var data = options.dataFolder();
        var journal = SqliteJournal.open(data);
        open.push(journal);
        var stops = StopFile.open(data);
        open.push(stops);
        var room = Room.on(data);
        var artifacts =
                ArtifactStore.open(data.resolve("artifacts"), options.artifactLimitBytes(), room);
        var scratch = scratch(data);
        var fleet = new Fleet();
        var gate = new OfferGate();
        var loop =
                Loop.start(
                        new Loop.Parts(
                                journal,
                                journal.doubt().or(() -> restored(options)),
                                stops,
                                fleet,
                                gate,
                                Optional.of(new SnapshotStore(data, LOG::warn)),
                                last ->
                                        new ServerClock(
                                                InstantSource.system(),
                                                System::nanoTime,
                                                last,
                                                options.timeFactor())));
        open.push(loop);
        new FirstStart(data, loop).run();
        var draining = new AtomicBoolean();
        var api = new Api(loop, fleet, artifacts, scratch, room, draining::get);
        var tokens = new Tokens(() -> loop.published().credentials());
        var manners =
                new Web(
                        tokens,
                        new Throttle(WRONG_TOKENS, Duration.ofMinutes(1), System::nanoTime),
                        System::nanoTime);
        var routing = HttpRouting.builder();
        Listener.frame(routing, options.timeFactor(), api.metrics());
        manners.mount(routing, api.routes());
        new DdiRoutes(loop, fleet, gate, artifacts, options.proxies(), System::nanoTime)
                .mount(routing);
        manners.mountNothingElse(routing);
        var lines = new Lines(options.connections(), System::nanoTime).watched();
        open.push(lines);
        api.metrics().count(lines);
        var web = Listener.listen(options, lines, routing);
        open.push(web::stop);
        // Silence is noticed by ticks: nobody is silent before there was somebody to talk to.
        open.push(Ticker.start(loop, fleet, options.tick()));
        return new FirebreakServer(options, loop, web, lines, draining, open);
    }

    private static Optional<String> restored(ServerOptions options) {
        return options.restored()
                ? Optional.of("it was said at the start that the folder was restored")
                : Optional.empty();
    }

    /** Where answers grow while their requests are read; what a crash left there is removed. */
    private static Path scratch(Path data) throws IOException {
        var folder = Files.createDirectories(data.resolve("scratch"));
        try (var left = Files.list(folder)) {
            for (var file : left.toList()) {
                Files.deleteIfExists(file);
            }
        }
        return folder;
    }

    /** The port that it listens on. */
    public int port() {
        return web.port();
    }

    /** Where it answers. */
    public URI url() {
        var host = options.host().contains(":") ? "[%s]".formatted(options.host()) : options.host();
        return URI.create("http://%s:%d".formatted(host, port()));
    }

    /** The file with the first person's token. */
    public Path adminTokenFile() {
        return FirstStart.adminToken(options.dataFolder());
    }

    /** The file with the key that signs evidence on this machine. */
    public Path localKeyFile() {
        return FirstStart.localKey(options.dataFolder());
    }

    /** The loop, for tests and for those who build on a server in their own process. */
    public Loop loop() {
        return loop;
    }

    /**
     * Says that it is being stopped, for as long as the options tell and requests are under way,
     * but not for ever; then takes no more connections, makes durable what was decided, and lets go
     * of the folder. May be called twice.
     */
    @Override
    public void close() {
        if (draining.compareAndSet(false, true)) {
            drain();
            closeAll(open);
        }
    }

    /** Whoever asks meanwhile is answered, and told by {@code /readyz} to ask elsewhere. */
    private void drain() {
        var begun = System.nanoTime();
        var interrupted = false;
        for (var passed = 0L; passed < mostNanos(); passed = System.nanoTime() - begun) {
            if (passed >= options.drain().toNanos() && lines.busy() == 0) {
                break;
            }
            LockSupport.parkNanos(LOOK.toNanos());
            interrupted |= Thread.interrupted(); // else it would not park any more
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private long mostNanos() {
        return options.drain().plus(UNDER_WAY).toNanos();
    }

    private static void closeAll(Deque<AutoCloseable> open) {
        while (!open.isEmpty()) {
            close(open.pop());
        }
    }

    private static void close(AutoCloseable part) {
        try {
            part.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            LOG.error(
                    "{} could not be closed: {}", part.getClass().getSimpleName(), e.toString(), e);
        }
    }
}
