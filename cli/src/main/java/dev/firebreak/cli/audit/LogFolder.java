package dev.firebreak.cli.audit;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Reads the log in a server's data folder. The reader belongs to the server, which this module may
 * not know; whoever makes the one jar hands it in.
 */
@FunctionalInterface
public interface LogFolder {
    /** Takes sound entries one by one, in order. */
    @FunctionalInterface
    interface Each {
        /** The entry's number, from 1, and its bytes. */
        void entry(long seq, byte[] body);
    }

    /**
     * What the chain of hashes shows.
     *
     * @param entries how many were read
     * @param checkpoint {@code seq:hash} of the last sound one
     * @param problems what is not as it was written; none = intact
     */
    record Chained(long entries, String checkpoint, List<String> problems) {
        public Chained {
            problems = List.copyOf(problems);
        }
    }

    /**
     * Checks the chain in {@code folder} from its first entry to its last.
     *
     * @param since a checkpoint from earlier that the log must still hold
     * @param each is handed each sound entry, up to the first problem
     * @throws IOException if there is no log in the folder
     */
    Chained read(Path folder, Optional<String> since, Each each) throws IOException;
}
