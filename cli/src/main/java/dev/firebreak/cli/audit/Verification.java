package dev.firebreak.cli.audit;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What was found out about a log.
 *
 * @param intact each entry follows from the one before, and the checkpoint given is in it
 * @param replayed each decision came out as it is in the log
 * @param checkpoint {@code seq:hash} of the last sound entry, to be kept elsewhere
 */
public record Verification(
        long entries, boolean intact, boolean replayed, String checkpoint, List<String> problems) {
    public Verification {
        problems = List.copyOf(problems);
    }

    /** Checks the lines of {@code GET /audit}, or of a file that {@code audit export} wrote. */
    public static Verification ofLines(InputStream lines, Optional<String> since)
            throws IOException {
        var chain = new LogChain(since);
        var replay = new Replay();
        var reader = new BufferedReader(new InputStreamReader(lines, StandardCharsets.UTF_8));
        long number = 0;
        for (var line = reader.readLine(); line != null; line = reader.readLine()) {
            number++;
            var entry = LogLine.parse(line);
            if (entry.isEmpty()) {
                return of(
                        chain.end(),
                        replay,
                        Optional.of(
                                "line %d: expected a log entry, found other text"
                                        .formatted(number)));
            }
            var found = entry.get();
            if (chain.sound(found.seq(), found.hash(), found.body())) {
                replay.entry(found.seq(), found.body());
            }
        }
        return of(chain.end(), replay, Optional.empty());
    }

    /** Puts together what the chain and the replay show. */
    public static Verification of(LogFolder.Chained chain, Replay replay, Optional<String> more) {
        var intact = chain.problems().isEmpty() && more.isEmpty();
        if (intact) {
            replay.end();
        }
        return new Verification(
                chain.entries(),
                intact,
                replay.same() && intact,
                chain.checkpoint(),
                Stream.of(chain.problems(), more.stream().toList(), replay.problems())
                        .flatMap(List::stream)
                        .toList());
    }

    /** Whether nothing is wrong. */
    public boolean good() {
        return intact && replayed;
    }
}
