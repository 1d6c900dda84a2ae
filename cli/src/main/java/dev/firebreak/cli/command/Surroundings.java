package dev.firebreak.cli.command;

import java.nio.file.Path;
import java.util.Map;

/**
 * What a command finds where it is called.
 *
 * @param environment the variables of the process
 * @param folder the working folder, against which paths are resolved
 */
public record Surroundings(Map<String, String> environment, Path folder) {
    public Surroundings {
        environment = Map.copyOf(environment);
    }

    /** Those of this process. */
    public static Surroundings ofProcess() {
        return new Surroundings(System.getenv(), Path.of(""));
    }
}
