package dev.firebreak.server.loop;

import dev.firebreak.core.decision.Observation;
import dev.firebreak.server.journal.StopFile;
import dev.firebreak.wire.json.Malformed;
import dev.firebreak.wire.log.Entry;
import dev.firebreak.wire.log.EntryCodec;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Keeps stops over a restart where the journal cannot, and that it could not. */
final class StopKeeper {
    private static final Logger LOG = LoggerFactory.getLogger(StopKeeper.class);

    private final StopFile file;
    private final EntryCodec codec;

    StopKeeper(StopFile file, EntryCodec codec) {
        this.file = file;
        this.codec = codec;
    }

    /**
     * Makes {@code stop} durable; the next start carries it out before anything else.
     *
     * @return why that is not so, if it is not; the stop is in force all the same
     */
    Optional<NotDurable> keep(Observation stop) {
        try {
            var kept = Stop.kept(stop, stop.at()).orElseThrow();
            // A crash before this returns: the stop was not acknowledged, it may be there or not.
            if (!waits(kept)) {
                file.force(codec.encode(new Entry(kept, List.of())));
            }
            // A crash here: the next start carries the stop out before anything else.
            return Optional.empty();
        } catch (IOException | RuntimeException e) {
            LOG.error("a stop is in force, but not durable: {}", e.toString(), e);
            return Optional.of(
                    new NotDurable(
                            "expected to keep the stop over a restart, found a failure (%s): %s"
                                    .formatted(
                                            e.getMessage(),
                                            "it is in force now; repeat it after the restart"),
                            true));
        }
    }

    /** Whether the same stop, given at whatever time, is kept already: a slot for it is enough. */
    private boolean waits(Observation stop) {
        return file.pending().stream().anyMatch(bytes -> same(bytes, stop));
    }

    private boolean same(byte[] bytes, Observation stop) {
        try {
            return Stop.kept(codec.decode(bytes).observation(), stop.at())
                    .equals(Optional.of(stop));
        } catch (Malformed e) {
            return false;
        }
    }

    /** Makes it durable that the store cannot be trusted: the next start holds every rollout. */
    void doubt(String why) {
        try {
            file.doubt(why);
        } catch (IOException | RuntimeException e) {
            LOG.error("that the store failed will be forgotten by a restart: {}", e.toString(), e);
        }
    }
}
