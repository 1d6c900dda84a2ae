package dev.firebreak.server.http;

import java.io.IOException;

/** What a route does with a request that was let in. Called on a virtual thread; may block. */
@FunctionalInterface
public interface Endpoint {
    /**
     * The answer to {@code call}.
     *
     * @throws Refused if it is not carried out; nothing changed
     * @throws IOException if the caller's bytes stop or our disk fails
     */
    Answer answer(Call call) throws Refused, IOException;
}
