package dev.firebreak.cli.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Starts a server in this process. The server is a module that this one may not know; whoever makes
 * the one jar hands it in.
 */
@FunctionalInterface
public interface ServerStart {
    /**
     * How it is wanted.
     *
     * @param port 0 = any free one
     * @param timeFactor how many times as fast as real time its clocks run
     * @param restored whether the folder was put back from a backup: every rollout is held
     * @param trustedProxies networks whose word on devices is taken
     * @param proxyAuthorities authorities of device certificates that such a proxy may name
     */
    record Wanted(
            Path data,
            String host,
            int port,
            int timeFactor,
            boolean restored,
            List<String> trustedProxies,
            List<String> proxyAuthorities) {
        public Wanted {
            trustedProxies = List.copyOf(trustedProxies);
            proxyAuthorities = List.copyOf(proxyAuthorities);
        }

        /** Without proxies. */
        public Wanted(Path data, String host, int port, int timeFactor) {
            this(data, host, port, timeFactor, false, List.of(), List.of());
        }
    }

    /**
     * A server that listens.
     *
     * @param drain ends it: what is under way is answered, what was decided is durable
     */
    record Started(String url, Path adminToken, Path localKey, Runnable drain) {}

    /**
     * Starts it; returns once it listens.
     *
     * @throws IllegalArgumentException if it is wanted as it cannot be
     * @throws IOException if the folder or the port cannot be had
     */
    Started start(Wanted wanted) throws IOException;
}
