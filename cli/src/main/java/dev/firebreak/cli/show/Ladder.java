package dev.firebreak.cli.show;

import tools.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * A rollout as the tool shows it: a cut of the server's answer.
 *
 * @param headline the state and why in one sentence, as the server says it everywhere
 * @param limits what limits the speed now
 */
public record Ladder(
        String id,
        String plan,
        String planDigest,
        String release,
        String state,
        String headline,
        String limits,
        Counts counts,
        List<Rung> rungs,
        List<Scope> budget,
        List<Waiting> waiting,
        List<String> approvals,
        String author) {
    private static final String AFTER = " after the end";

    /** Every exposure, once, and the places used. */
    public record Counts(
            long exposed,
            long inFlight,
            long confirmed,
            long failed,
            long silent,
            long reverted,
            long withdrawn,
            long writtenOff,
            long unconfirmed) {
        /** Whether the parts are the whole (law 6). */
        public boolean addUp() {
            return exposed
                    == inFlight + confirmed + failed + silent + reverted + withdrawn + writtenOff;
        }
    }

    /**
     * One wave.
     *
     * @param now the label of its step that is at work, or of its first or last
     * @param step which of its steps that is, from 1
     * @param devices all of the wave; 0 where nobody knows yet
     * @param reached exposed by the step at work, and by those that it builds upon
     * @param target how many that will be
     */
    public record Rung(
            int wave,
            String name,
            String now,
            int step,
            int steps,
            String state,
            long devices,
            long reached,
            long target,
            long exposed,
            long confirmed,
            long harmed) {}

    /** How full a scope is. */
    public record Scope(String scope, long limit, long used) {}

    /** Devices that wait, and why. */
    public record Waiting(String why, long devices) {
        /** As a person reads it; what pauses all of it counts nobody. */
        String told() {
            var who = devices > 0 ? Count.of(devices, "device") + ": " : "";
            return "Waiting: " + who + Table.plain(why);
        }
    }

    /** Out of what {@code GET /rollouts/{id}} says. */
    public static Ladder of(JsonNode tree) {
        return new Ladder(
                Look.text(tree, "id"),
                Look.text(tree, "plan"),
                Look.text(tree, "planDigest"),
                Look.text(tree, "release"),
                Look.text(tree, "state"),
                Look.text(tree, "headline"),
                Look.text(tree, "speedLimit"),
                counts(tree.path("counts")),
                rungs(Look.each(tree, "steps", step -> step)),
                Look.each(
                        tree,
                        "budget",
                        line ->
                                new Scope(
                                        Look.text(line, "scope"),
                                        Look.number(line, "limit"),
                                        Look.number(line, "used"))),
                Look.each(
                        tree,
                        "waiting",
                        line -> new Waiting(Look.text(line, "why"), Look.number(line, "devices"))),
                Look.texts(tree, "approvals"),
                Look.text(tree, "author"));
    }

    /** What a headline says beyond the state that stands before it. */
    public static String why(String state, String headline) {
        var word = state.replace('_', ' ');
        return headline.matches("(?i)" + Pattern.quote(word) + "[:;,] .+")
                ? headline.substring(word.length() + 2)
                : headline;
    }

    /** Whom it waits for and what pauses it, each in a sentence; nothing once it is over. */
    public List<String> waits() {
        return over() ? List.of() : waiting.stream().map(Waiting::told).toList();
    }

    /** How many devices it harmed, as the server counts. */
    public long harmed() {
        return rungs.stream().mapToLong(Rung::harmed).sum();
    }

    /** Whether nothing more comes of it by itself. */
    public boolean over() {
        return switch (state) {
            case "COMPLETED", "HALTED", "ROLLED_BACK", "WITHDRAWN" -> true;
            default -> false;
        };
    }

    /** The wave that is at work, if one is. */
    public Optional<Rung> atWork() {
        return rungs.stream()
                .filter(rung -> rung.state().equals("OPEN") || rung.state().equals("BAKING"))
                .findFirst();
    }

    private static Counts counts(JsonNode tree) {
        return new Counts(
                Look.number(tree, "exposed"),
                Look.number(tree, "inFlight"),
                Look.number(tree, "confirmed"),
                Look.number(tree, "failed"),
                Look.number(tree, "silent"),
                Look.number(tree, "reverted"),
                Look.number(tree, "withdrawn"),
                Look.number(tree, "writtenOff"),
                Look.number(tree, "unconfirmed"));
    }

    private static List<Rung> rungs(List<JsonNode> steps) {
        var rungs = new ArrayList<Rung>();
        for (int from = 0; from < steps.size(); ) {
            var rung = key(steps.get(from));
            int to = from;
            while (to < steps.size() && key(steps.get(to)).equals(rung)) {
                to++;
            }
            rungs.add(rung(rungs.size() + 1, steps.subList(from, to)));
            from = to;
        }
        return List.copyOf(rungs);
    }

    /**
     * Steps of one wave share a rung; those that come after the end of all waves have their own.
     */
    private static String key(JsonNode step) {
        return atTheEnd(step) ? AFTER : Look.text(step, "wave");
    }

    private static boolean atTheEnd(JsonNode step) {
        return Look.text(step, "label").endsWith(AFTER);
    }

    private static Rung rung(int number, List<JsonNode> steps) {
        int now = atWork(steps);
        var step = steps.get(now);
        return new Rung(
                number,
                atTheEnd(step) ? "last" : Look.text(step, "waveName"),
                atTheEnd(step) ? "those held out" : Look.text(step, "label"),
                now + 1,
                steps.size(),
                Look.text(step, "state"),
                atTheEnd(step) ? left(steps) : devices(steps),
                Look.number(step, "reached"),
                Look.number(step, "target"),
                sum(steps, "exposed"),
                sum(steps, "confirmed"),
                sum(steps, "harmed"));
    }

    /** Each block once; what was held out is part of them. */
    private static long devices(List<JsonNode> steps) {
        var blocks = new TreeMap<Long, Long>();
        for (var step : steps) {
            if (!Look.flag(step, "heldOut")) {
                blocks.merge(
                        Look.number(step, "block"), Look.number(step, "candidates"), Math::max);
            }
        }
        return blocks.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Those that stayed without the release so far; how many is known once the step is open. */
    private static long left(List<JsonNode> steps) {
        return steps.stream()
                .filter(step -> !Look.text(step, "state").equals("NEXT"))
                .mapToLong(
                        step ->
                                Look.number(step, "candidates")
                                        - Look.number(step, "reached")
                                        + Look.number(step, "exposed"))
                .sum();
    }

    /** The first step that is not promoted; the last one if all are. */
    private static int atWork(List<JsonNode> steps) {
        for (int i = 0; i < steps.size(); i++) {
            if (!Look.text(steps.get(i), "state").equals("PROMOTED")) {
                return i;
            }
        }
        return steps.size() - 1;
    }

    private static long sum(List<JsonNode> steps, String key) {
        return steps.stream().mapToLong(step -> Look.number(step, key)).sum();
    }
}
