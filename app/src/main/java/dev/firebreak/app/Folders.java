package dev.firebreak.app;

import dev.firebreak.cli.audit.LogFolder;
import dev.firebreak.server.journal.Checkpoint;
import dev.firebreak.server.journal.JournalCheck;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Reads the log of a server's data folder for {@code audit verify}. */
final class Folders {
    private Folders() {}

    static LogFolder.Chained read(Path folder, Optional<String> since, LogFolder.Each each)
            throws IOException {
        var report =
                JournalCheck.run(
                        folder,
                        since.map(Checkpoint::parse),
                        (seq, _, body) -> each.entry(seq, body));
        return new LogFolder.Chained(
                report.entries(),
                report.head().toString(),
                report.problems().stream().map(Object::toString).toList());
    }
}
