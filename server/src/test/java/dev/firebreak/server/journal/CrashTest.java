package dev.firebreak.server.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** What other processes do to a journal, and what is done to them. */
final class CrashTest {
    private static final long SEED = 20_260_101L;
    private static final int KILLS = 10;
    private static final int MOST_LINES = 1_500;

    /** In blocks of 512 bytes: 3 MB, enough for SQLite's own library and for 200 entries. */
    private static final int MOST_BLOCKS = 6_144;

    @TempDir private Path around;
    private Path folder = Path.of("");

    @BeforeEach
    void name() {
        folder = around.resolve("journal");
    }

    @Test
    void nothingAcknowledgedIsLostByKills() throws Exception {
        var random = new Random(SEED);
        var acknowledged = new HashMap<Long, String>();
        for (int life = 0; life < KILLS; life++) {
            var linesToLive = 1 + random.nextInt(MOST_LINES);
            var before = acknowledged.size();
            killAfter(linesToLive, life, acknowledged);
            var where = "seed %d, life %d, killed after %d".formatted(SEED, life, linesToLive);
            assertThat(acknowledged.size() - before).as(where).isGreaterThanOrEqualTo(linesToLive);
            allAreThere(acknowledged, where);
        }
        var report = JournalCheck.run(folder, Optional.empty(), (seq, hash, body) -> {});
        assertThat(report.problems()).isEmpty();
    }

    private void killAfter(int lines, int life, Map<Long, String> acknowledged) throws Exception {
        var process = start(List.of(), AppendingProcess.class, folder.toString(), "life" + life);
        try (var out = output(process)) {
            var count = 0;
            for (var line = out.readLine(); line != null; line = out.readLine()) {
                if (line.endsWith(" .")) {
                    var words = line.split(" ", -1);
                    acknowledged.put(Long.valueOf(words[0]), words[1]);
                    count++;
                }
                if (count == lines) {
                    // The handle, because Process closes the pipe, and with it what is still in it.
                    process.toHandle().destroyForcibly();
                }
            }
        }
        assertThat(process.waitFor()).as("killed").isEqualTo(128 + 9);
    }

    private void allAreThere(Map<Long, String> acknowledged, String where) throws IOException {
        try (var journal = SqliteJournal.open(folder)) {
            var found = new HashMap<Long, String>();
            journal.read(
                    1,
                    (seq, hash, body) -> found.put(seq, new String(body, StandardCharsets.UTF_8)));
            assertThat(found).as(where).containsAllEntriesOf(acknowledged);
            assertThat(journal.head()).as("no gap, " + where).isEqualTo(found.size());
            assertThat(journal.doubt()).as(where).isEmpty();
        }
    }

    @Test
    void aFullDiskEndsAppendingButNotStopping() throws Exception {
        var limit = List.of("sh", "-c", "ulimit -f " + MOST_BLOCKS + " && exec \"$0\" \"$@\"");
        var process = start(limit, FillingProcess.class, folder.toString());
        var lines = new ArrayList<String>();
        try (var out = output(process)) {
            out.lines().forEach(lines::add);
        }
        assertThat(process.waitFor()).as(lines::toString).isZero();
        var acknowledged = lines.stream().filter(line -> line.startsWith("acknowledged ")).count();
        assertThat(acknowledged).isGreaterThan(100);
        assertThat(lines.subList((int) acknowledged, lines.size()))
                .satisfiesExactly(
                        line -> assertThat(line).startsWith("failed expected 1 entries"),
                        line -> assertThat(line).startsWith("refused expected a sound journal"),
                        line -> assertThat(line).isEqualTo("stopped"));
        try (var journal = SqliteJournal.open(folder);
                var stops = StopFile.open(folder)) {
            assertThat(journal.head()).isGreaterThanOrEqualTo(acknowledged);
            journal.read(1, (seq, hash, body) -> assertThat(body).hasSize(10_000));
            assertThat(stops.pending()).containsExactly(Entries.bytes("halt"));
            journal.append(journal.head(), stops.pending());
        }
    }

    @Test
    void aSecondProcessIsToldWhoHasTheFolder() throws Exception {
        try (var journal = SqliteJournal.open(folder)) {
            assertThat(journal.head()).isZero();
            // Refused inside this process, which must not cost it the lock.
            assertThat(catchThrowable(() -> SqliteJournal.open(folder)))
                    .hasMessageContaining("this process itself");
            var process = start(List.of(), AppendingProcess.class, folder.toString(), "second");
            try (var err = process.errorReader()) {
                assertThat(err.readAllAsString())
                        .contains(
                                "found that process %d does: stop it, or choose another folder"
                                        .formatted(ProcessHandle.current().pid()));
            }
            assertThat(process.waitFor()).isEqualTo(1);
        }
    }

    private static Process start(List<String> wrapper, Class<?> main, String... args)
            throws IOException {
        var command = new ArrayList<>(wrapper);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx64m"));
        command.add("--enable-native-access=ALL-UNNAMED");
        command.addAll(List.of("-cp", classpath(), main.getName()));
        command.addAll(List.of(args));
        return new ProcessBuilder(command).start();
    }

    private static String classpath() {
        var ofTests = System.getProperty("surefire.test.class.path");
        return ofTests == null ? System.getProperty("java.class.path") : ofTests;
    }

    private static BufferedReader output(Process process) {
        return process.inputReader(StandardCharsets.UTF_8);
    }
}
