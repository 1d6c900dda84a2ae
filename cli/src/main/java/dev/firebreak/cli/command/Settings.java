package dev.firebreak.cli.command;

import dev.firebreak.cli.Trouble;

import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Where a setting comes from, from strong to weak: the flag, the variable {@code FIREBREAK_*}, the
 * file {@code firebreak.yaml} of the working folder, the default.
 */
final class Settings {
    /** The file of settings in the working folder. */
    static final String FILE = "firebreak.yaml";

    /** What the tool itself reads. */
    private static final Set<String> OURS =
            Set.of("server", "token", "tokenFile", "output", "color", "quiet", "plain");

    /** What {@code up} reads; one file serves both. */
    private static final Set<String> OF_UP =
            Set.of(
                    "data",
                    "database",
                    "host",
                    "port",
                    "timeFactor",
                    "trustedProxies",
                    "proxyAuthorities",
                    "demo");

    private static final YAMLMapper YAML =
            YAMLMapper.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
                    .build();

    private final Map<String, String> environment;
    private final Map<String, String> file;

    private Settings(Map<String, String> environment, Map<String, String> file) {
        this.environment = environment;
        this.file = file;
    }

    /** The settings of a place. */
    static Settings at(Surroundings place) {
        var path = place.folder().resolve(FILE);
        return new Settings(place.environment(), Files.isRegularFile(path) ? read(path) : Map.of());
    }

    /** The setting {@code name}: the flag if given, else the variable, else the file. */
    Optional<String> of(String name, Optional<String> flag) {
        return flag.or(() -> variable(name)).or(() -> Optional.ofNullable(file.get(name)));
    }

    /** Whether the switch {@code name} is on. */
    boolean on(String name, boolean flag) {
        return flag || of(name, Optional.empty()).map(word -> truth(name, word)).orElse(false);
    }

    /** The variable of the setting {@code tokenFile} is {@code FIREBREAK_TOKEN_FILE}. */
    private Optional<String> variable(String name) {
        var upper = name.replaceAll("([A-Z])", "_$1").toUpperCase(Locale.ROOT);
        return Optional.ofNullable(environment.get("FIREBREAK_" + upper))
                .filter(value -> !value.isBlank());
    }

    private static boolean truth(String name, String word) {
        return switch (word.toLowerCase(Locale.ROOT)) {
            case "true", "yes", "1", "on" -> true;
            case "false", "no", "0", "off" -> false;
            default ->
                    throw Trouble.usage(
                            "expected true or false for '%s', found '%s': correct the variable or %s"
                                    .formatted(name, word, FILE));
        };
    }

    private static Map<String, String> read(Path path) {
        var found = new TreeMap<String, String>();
        for (var field : tree(path).properties()) {
            if (!OURS.contains(field.getKey()) && !OF_UP.contains(field.getKey())) {
                throw Trouble.usage(
                        "%s: expected one of %s, found '%s': remove or correct it"
                                .formatted(FILE, all(), field.getKey()));
            }
            var value = field.getValue();
            if (value.isValueNode()) {
                found.put(field.getKey(), value.asString());
            } else if (value.isArray() && value.valueStream().allMatch(JsonNode::isValueNode)) {
                found.put(
                        field.getKey(),
                        value.valueStream()
                                .map(JsonNode::asString)
                                .collect(Collectors.joining(",")));
            } else {
                throw Trouble.usage(
                        "%s: expected a word or a list of words for '%s', found something else: correct it"
                                .formatted(FILE, field.getKey()));
            }
        }
        return found;
    }

    private static String all() {
        return Stream.concat(OURS.stream(), OF_UP.stream())
                .sorted()
                .collect(Collectors.joining(", "));
    }

    private static JsonNode tree(Path path) {
        try {
            return YAML.readTree(Files.readAllBytes(path));
        } catch (JacksonException e) {
            throw new Trouble(
                    dev.firebreak.cli.Exit.USAGE,
                    "%s: expected YAML, found %s: correct it"
                            .formatted(
                                    FILE,
                                    String.valueOf(e.getOriginalMessage())
                                            .lines()
                                            .findFirst()
                                            .orElse("a fault")),
                    e);
        } catch (IOException e) {
            throw new Trouble(
                    dev.firebreak.cli.Exit.FAULT,
                    "expected to read %s, found that it cannot be: check its mode".formatted(FILE),
                    e);
        }
    }
}
