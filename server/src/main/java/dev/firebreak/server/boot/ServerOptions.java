package dev.firebreak.server.boot;

import dev.firebreak.server.ddi.Proxies;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;

/**
 * How a server is started.
 *
 * @param host the address to listen on
 * @param port the port; 0 = any free one
 * @param dataFolder where everything is kept; made if need be, for its owner only
 * @param timeFactor how many times as fast as real time the server's clocks run; more than 1 only
 *     on a loopback address, because devices elsewhere would not live as fast
 * @param artifactLimitBytes the longest file that is taken
 * @param tick how often time is told to the core, in the server's time
 * @param restored whether the folder was put back from a backup, or may have been: all is held
 * @param proxies who may speak for devices; nobody unless told otherwise
 */
public record ServerOptions(
        String host,
        int port,
        Path dataFolder,
        int timeFactor,
        long artifactLimitBytes,
        Duration tick,
        boolean restored,
        Proxies proxies) {
    /** Where a server listens unless told otherwise. */
    public static final int USUAL_PORT = 8080;

    private static final long USUAL_ARTIFACT_BYTES = 4L << 30;
    private static final int HIGHEST_PORT = 65_535;

    /** Sped up further, a tick would pass over a whole soak. */
    private static final int HIGHEST_FACTOR = 10_000;

    public ServerOptions {
        if (port < 0 || port > HIGHEST_PORT) {
            throw new IllegalArgumentException(
                    "expected a port from 0 to %d, found %d: choose another"
                            .formatted(HIGHEST_PORT, port));
        }
        if (timeFactor < 1 || timeFactor > HIGHEST_FACTOR) {
            throw new IllegalArgumentException(
                    "expected a time factor from 1 to %d, found %d: choose another"
                            .formatted(HIGHEST_FACTOR, timeFactor));
        }
        if (timeFactor > 1 && !isLoopback(host)) {
            throw new IllegalArgumentException(
                    "expected a loopback address with a time factor, found %s: devices elsewhere do not live as fast"
                            .formatted(host));
        }
    }

    /** A server for this machine only, with what holds unless told otherwise. */
    public static ServerOptions local(Path dataFolder) {
        return new ServerOptions(
                "127.0.0.1",
                USUAL_PORT,
                dataFolder,
                1,
                USUAL_ARTIFACT_BYTES,
                Duration.ofSeconds(1),
                false,
                Proxies.none());
    }

    /** The same on another port. */
    public ServerOptions port(int other) {
        return new ServerOptions(
                host, other, dataFolder, timeFactor, artifactLimitBytes, tick, restored, proxies);
    }

    /** The same on another address. */
    public ServerOptions host(String other) {
        return new ServerOptions(
                other, port, dataFolder, timeFactor, artifactLimitBytes, tick, restored, proxies);
    }

    /** The same with clocks that run faster. */
    public ServerOptions timeFactor(int other) {
        return new ServerOptions(
                host, port, dataFolder, other, artifactLimitBytes, tick, restored, proxies);
    }

    /** The same with another limit for files. */
    public ServerOptions artifactLimitBytes(long other) {
        return new ServerOptions(
                host, port, dataFolder, timeFactor, other, tick, restored, proxies);
    }

    /** The same with others to speak for devices. */
    public ServerOptions proxies(Proxies other) {
        return new ServerOptions(
                host, port, dataFolder, timeFactor, artifactLimitBytes, tick, restored, other);
    }

    /** The same for a folder that was put back from a backup, if {@code so}. */
    public ServerOptions restored(boolean so) {
        return new ServerOptions(
                host, port, dataFolder, timeFactor, artifactLimitBytes, tick, so, proxies);
    }

    private static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
