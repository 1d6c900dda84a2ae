package dev.firebreak.wire.file;

import dev.firebreak.core.plan.FleetRules;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * {@code fleet.yaml}: how attributes become region, tier, redundancy group and fingerprint, how
 * often devices poll, and the ceiling over all rollouts.
 */
public final class FleetFile {
    private static final String BUILT_IN = "default-fleet.yaml";

    private final String document;
    private final FleetRules rules;
    private final FleetMapping mapping;

    FleetFile(String document, FleetRules rules, MappingRules mapping) {
        this.document = document;
        this.rules = rules;
        this.mapping = new FleetMapping(mapping);
    }

    /**
     * The rules in {@code bytes}, which are YAML or JSON. A key that is left out has the value that
     * it has in {@link #builtIn}.
     *
     * @param fileName for messages
     * @throws FileProblems everything that is wrong
     */
    public static FleetFile parse(String fileName, byte[] bytes) throws FileProblems {
        return FleetReader.read(fileName, bytes);
    }

    /** What holds until somebody applies another file. */
    public static FleetFile builtIn() {
        try {
            return parse(BUILT_IN, builtInBytes());
        } catch (FileProblems e) {
            throw new IllegalStateException("expected a sound built-in file: mend it", e);
        }
    }

    static byte[] builtInBytes() {
        try (var file = FleetFile.class.getResourceAsStream(BUILT_IN)) {
            return Objects.requireNonNull(file, "expected " + BUILT_IN + " in the jar")
                    .readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What the core must know of it. */
    public FleetRules rules() {
        return rules;
    }

    /** What places devices; always the same one, for it remembers what it worked out. */
    public FleetMapping mapping() {
        return mapping;
    }

    /** The file as it was written, comments and all: {@link #parse} gives the same rules again. */
    public String document() {
        return document;
    }

    /** The file's bytes, for those who store it. */
    public byte[] bytes() {
        return document.getBytes(StandardCharsets.UTF_8);
    }
}
