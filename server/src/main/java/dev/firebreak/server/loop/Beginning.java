package dev.firebreak.server.loop;

import dev.firebreak.core.decision.Decision;
import dev.firebreak.core.decision.Observation;
import dev.firebreak.core.words.Moment;
import dev.firebreak.core.words.Reason;
import dev.firebreak.server.journal.StopFile;
import dev.firebreak.wire.json.Malformed;
import dev.firebreak.wire.log.EntryCodec;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.function.Function;

/**
 * What a server does before it does anything else: it carries out the stops that the log does not
 * hold, each for itself, notes that it started, and places devices anew if the rules had changed.
 * If any of that cannot be done, nothing is offered.
 */
final class Beginning {
    private static final Logger LOG = LoggerFactory.getLogger(Beginning.class);

    private final Loop.Parts parts;
    private final EntryCodec codec;
    private final Decider decider;
    private final Standstill standstill;
    private final ServerClock clock;

    Beginning(
            Loop.Parts parts,
            EntryCodec codec,
            Decider decider,
            Standstill standstill,
            ServerClock clock) {
        this.parts = parts;
        this.codec = codec;
        this.decider = decider;
        this.standstill = standstill;
        this.clock = clock;
    }

    /**
     * @param epoch the number of this life
     * @throws IOException if the folder cannot be read, or cleared of what the journal now holds
     */
    void begin(long epoch) throws IOException {
        var doubt = doubt().map(Reason::told);
        var pending = parts.stops().pending();
        pending.forEach(this::carryOut);
        if (!standstill.here()) {
            see(
                    at -> new Observation.ServerStarted(epoch, clock.factor(), doubt, at),
                    "that the server started");
            decider.placeAnew();
        }
        if (!standstill.here()) {
            // A crash here: the stops come back at the next start and are carried out in vain.
            parts.stops().clear(pending);
            // A crash here: the next start holds what this one has held.
            parts.stops().clearDoubt();
            if (parts.snapshots().isPresent()) {
                parts.snapshots().get().forget(parts.journal());
            }
        }
    }

    private Optional<String> doubt() throws IOException {
        var snapshots = parts.snapshots();
        var stranger =
                snapshots.isEmpty()
                        ? Optional.<String>empty()
                        : snapshots.get().doubt(parts.journal());
        return parts.doubt().or(parts.stops()::doubt).or(this::torn).or(() -> stranger);
    }

    private Optional<String> torn() {
        int torn = parts.stops().torn();
        return torn > 0
                ? Optional.of("%d stops in the stop file cannot be read".formatted(torn))
                : Optional.empty();
    }

    private void carryOut(byte[] bytes) {
        if (standstill.here()) {
            return; // it stays in the stop file
        }
        try {
            var stop = codec.decode(bytes).observation();
            var decided = see(at -> Stop.kept(stop, at).orElse(stop), "a stop: " + stop);
            if (decided.filter(Standstill::refused).isPresent()) {
                LOG.warn("a stop that was kept stops nothing now: {}: {}", stop, decided.get());
                halt(stop);
            }
        } catch (Malformed e) {
            standstill.mistrust(
                    "expected stops of this version in %s, found another (%s): use the version that wrote it"
                            .formatted(StopFile.NAME, e.line()));
        }
    }

    /** Where the way back is gone, going on is not what was meant. */
    private void halt(Observation stop) {
        if (stop instanceof Observation.RollbackAsked(var rollout, _, var reason, var by, _)) {
            see(at -> new Observation.HaltAsked(rollout, reason, by, at), "a halt of " + rollout);
        }
    }

    private Optional<Decision> see(Function<Moment, Observation> observed, String what) {
        var seen = Item.Seen.of(observed);
        decider.handle(List.of(seen));
        if (standstill.here()) {
            return Optional.empty();
        }
        try {
            return Optional.of(seen.answer().join().getFirst());
        } catch (CompletionException e) {
            standstill.mistrust(
                    "expected to carry out %s, found a fault (%s): %s"
                            .formatted(
                                    what,
                                    e.getCause(),
                                    "use the version that ran before, and report it"));
            return Optional.empty();
        }
    }
}
