package dev.firebreak.trial;

import dev.firebreak.wire.json.Json;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Runs the tool as a person does, one process for each command.
 *
 * @param folder where it is called
 * @param server the one that it speaks to
 */
record Shell(Path folder, LiveServer server) {
    private static final long PATIENCE_SECONDS = 300;

    /** How a command ended, and what it wrote. */
    record Ran(int exit, String out, String err) {
        JsonNode json() {
            var lines = out.lines().toList();
            return Json.tree(lines.getLast().getBytes(StandardCharsets.UTF_8));
        }
    }

    /** Runs {@code words} for whoever has {@code token}. */
    Ran run(String token, String... words) throws IOException, InterruptedException {
        var out = Files.createTempFile(folder, "out", ".txt");
        var err = Files.createTempFile(folder, "err", ".txt");
        var builder =
                new ProcessBuilder(Jvm.command(List.of(words)))
                        .directory(folder.toFile())
                        .redirectOutput(out.toFile())
                        .redirectError(err.toFile());
        builder.environment().put("FIREBREAK_SERVER", server.url().toString());
        builder.environment().put("FIREBREAK_TOKEN", token);
        var process = builder.start();
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
            throw new AssertionError("did not end: " + String.join(" ", words));
        }
        return new Ran(process.exitValue(), Files.readString(out), Files.readString(err));
    }
}
