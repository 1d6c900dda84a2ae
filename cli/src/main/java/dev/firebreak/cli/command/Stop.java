package dev.firebreak.cli.command;

import dev.firebreak.cli.Exit;
import dev.firebreak.cli.Trouble;
import dev.firebreak.cli.http.Api;

import tools.jackson.databind.JsonNode;

import java.time.Duration;
import java.util.UUID;

/**
 * Asks for a stop until it is acknowledged. The same key goes with each try, so that a stop whose
 * answer was lost is not asked for twice.
 */
final class Stop {
    private static final int TRIES = 5;
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private Stop() {}

    static JsonNode post(Session session, Api api, String path, Object body) {
        var key = UUID.randomUUID().toString();
        for (int tried = 1; ; tried++) {
            try {
                return api.post(path, body, key);
            } catch (Trouble e) {
                var again = e.exit() == Exit.FAULT || e.exit() == Exit.UNREACHABLE;
                if (!again || tried == TRIES) {
                    throw e;
                }
                session.say("not acknowledged, trying again: " + e.line());
                pause(e);
            }
        }
    }

    private static void pause(Trouble last) {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw last;
        }
    }
}
