package dev.firebreak.cli.command;

import dev.firebreak.cli.Exit;
import dev.firebreak.cli.Trouble;
import dev.firebreak.cli.http.Api;
import dev.firebreak.cli.show.Look;

import tools.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Finds what a person means by a short name: a digest's beginning, a label, a plan's name. */
final class Find {
    private static final String DIGEST = "[0-9a-f]{64}";
    private static final String PREFIX = "[0-9a-f]{4,63}";
    private static final String TOO_SHORT = " (of a digest at least 4 digits)";
    private static final String NUMBER = "r?[1-9][0-9]{0,9}";

    /** A list longer than this is not read to the end by a tool for people. */
    private static final int MOST_PAGES = 1000;

    private final Api api;

    Find(Api api) {
        this.api = api;
    }

    /** The digest of the release that {@code ref} means. */
    String release(String ref) {
        var word = ref.startsWith("sha256:") ? ref.substring("sha256:".length()) : ref;
        if (word.matches(DIGEST)) {
            return word;
        }
        var fitting =
                all("/releases").stream()
                        .filter(
                                row ->
                                        label(row).equals(word)
                                                || (word.matches(PREFIX)
                                                        && Look.text(row, "digest")
                                                                .startsWith(word)))
                        .toList();
        return Look.text(
                one(
                        fitting,
                        "release '%s'%s"
                                .formatted(ref, word.matches("[0-9a-f]{1,3}") ? TOO_SHORT : ""),
                        "release list",
                        row -> label(row) + " " + Look.text(row, "digest")),
                "digest");
    }

    /** Whether a release of this name and version is there. */
    boolean sealed(String label) {
        return all("/releases").stream().anyMatch(row -> label(row).equals(label));
    }

    /** The id of the rollout that {@code ref} means; without it the only one that is not over. */
    String rollout(Optional<String> ref) {
        if (ref.isPresent() && ref.get().matches(NUMBER)) {
            return ref.get().startsWith("r") ? ref.get() : "r" + ref.get();
        }
        var rows = all("/rollouts");
        var fitting =
                rows.stream()
                        .filter(row -> ref.map(name -> named(row, name)).orElse(!over(row)))
                        .toList();
        if (fitting.size() > 1) { // a plan that was taken back is seldom the one that is meant
            fitting =
                    fitting.stream()
                            .filter(row -> !Look.text(row, "state").equals("WITHDRAWN"))
                            .toList();
        }
        return Look.text(
                one(
                        fitting,
                        ref.map("rollout '%s'"::formatted).orElse("rollout that is not over"),
                        "rollout list",
                        row -> Look.text(row, "id") + " " + Look.text(row, "release")),
                "id");
    }

    /** Every row of a list, page by page. */
    List<JsonNode> all(String path) {
        return after(Optional.empty(), path);
    }

    /** Every row that comes after the one called {@code last}. */
    List<JsonNode> after(Optional<String> last, String path) {
        var rows = new ArrayList<JsonNode>();
        var after = last;
        for (int page = 0; page < MOST_PAGES; page++) {
            var separator = path.contains("?") ? "&" : "?";
            var answer =
                    api.get(
                            path
                                    + separator
                                    + "limit=1000"
                                    + after.map(key -> "&after=" + Api.quoted(key)).orElse(""));
            rows.addAll(Look.rows(answer));
            after = Look.maybe(answer, "next");
            if (after.isEmpty()) {
                break;
            }
        }
        return rows;
    }

    /** {@code name@version} of a release. */
    static String label(JsonNode release) {
        return Look.text(release, "name") + "@" + Look.text(release, "version");
    }

    private static boolean named(JsonNode row, String name) {
        var release = Look.text(row, "release");
        return List.of(Look.text(row, "plan"), release, release.replace('@', '-')).contains(name);
    }

    private static boolean over(JsonNode row) {
        return switch (Look.text(row, "state")) {
            case "COMPLETED", "ROLLED_BACK", "WITHDRAWN" -> true;
            default -> false;
        };
    }

    private static JsonNode one(
            List<JsonNode> fitting,
            String what,
            String list,
            java.util.function.Function<JsonNode, String> told) {
        if (fitting.size() == 1) {
            return fitting.getFirst();
        }
        if (fitting.isEmpty()) {
            throw new Trouble(
                    Exit.NOT_FOUND,
                    "expected a %s, found none: see 'firebreak %s'".formatted(what, list));
        }
        throw Trouble.usage(
                "expected one %s, found %d: name one of %s"
                        .formatted(
                                what,
                                fitting.size(),
                                fitting.stream().map(told).collect(Collectors.joining(", "))));
    }
}
