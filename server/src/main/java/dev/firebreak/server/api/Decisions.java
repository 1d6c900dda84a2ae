package dev.firebreak.server.api;

import dev.firebreak.core.decision.Fact;
import dev.firebreak.core.decision.Grounds;
import dev.firebreak.core.words.RolloutId;
import dev.firebreak.core.words.Sha256;
import dev.firebreak.server.http.Page;
import dev.firebreak.server.loop.LogLine;
import dev.firebreak.server.loop.Loop;
import dev.firebreak.wire.json.Json;
import dev.firebreak.wire.log.EntryCodec;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Every decision about a rollout with its grounds, read from the log: there is no second record.
 * Kept is only which entries speak of which rollout, eight bytes each; they are read when they are
 * asked for, a page at a time.
 */
final class Decisions {
    /** Entries read at a time. */
    private static final int CHUNK = 2_000;

    /** Every entry about a rollout or one of its exposures has it. */
    private static final String ROLLOUT = "\"rollout\":";

    /** What tells the facts about rollouts from those about exposures, before they are decoded. */
    private static final List<String> KINDS =
            Arrays.stream(Fact.OfRollout.class.getPermittedSubclasses())
                    .map(kind -> "\"type\":\"%s\"".formatted(kind.getSimpleName()))
                    .toList();

    private final Loop loop;
    private final EntryCodec codec = new EntryCodec();
    private final Map<RolloutId, Numbers> known = new HashMap<>();
    private long scanned;

    /** Numbers of entries, rising. */
    private static final class Numbers {
        private long[] all = new long[8];
        private int size;

        void add(long number) {
            if (size > 0 && all[size - 1] == number) {
                return;
            }
            if (size == all.length) {
                all = Arrays.copyOf(all, 2 * size);
            }
            all[size++] = number;
        }

        /** Up to {@code most} of those after {@code number}. */
        long[] after(long number, int most) {
            var found = Arrays.binarySearch(all, 0, size, number + 1);
            var from = found < 0 ? -found - 1 : found;
            return Arrays.copyOfRange(all, from, Math.min(size, from + most));
        }
    }

    /**
     * One decision.
     *
     * @param seq the number of its log entry
     * @param what the kind of fact, for example {@code Halted}
     * @param rule the rule that fired; empty where a person decided
     * @param numbers what the rule looked at
     * @param fact all of it, but for the plan, which the rollout shows, and the nonce, of which
     *     only the hash is shown: it would tell who comes next
     */
    record DecisionReply(
            long seq,
            Instant at,
            String what,
            Optional<String> rule,
            Optional<String> reason,
            Optional<String> by,
            Map<String, String> numbers,
            JsonNode fact) {}

    Decisions(Loop loop) {
        this.loop = loop;
    }

    /** The decisions after the entry that {@code page} names, oldest first. */
    Page.Part<DecisionReply> of(RolloutId rollout, Page<Long> page) throws IOException {
        while (scanSome()) {
            // Between the chunks others have their turn.
        }
        var found = new ArrayList<DecisionReply>();
        for (var seq : after(rollout, page)) {
            // The facts of one entry stay together: the entry's number is what 'next' names.
            if (found.size() >= page.limit()) {
                return new Page.Part<>(found, Optional.of(Long.toString(found.getLast().seq())));
            }
            for (var line : loop.read(seq, 1)) {
                facts(line).stream()
                        .filter(fact -> fact.rollout().equals(rollout))
                        .map(fact -> reply(seq, fact))
                        .forEach(found::add);
            }
        }
        return new Page.Part<>(found, Optional.empty());
    }

    private synchronized long[] after(RolloutId rollout, Page<Long> page) {
        return Optional.ofNullable(known.get(rollout))
                .map(numbers -> numbers.after(page.after().orElse(0L), page.limit() + 1))
                .orElseGet(() -> new long[0]);
    }

    /** Looks at the next entries; whether there were any. */
    private synchronized boolean scanSome() throws IOException {
        var lines = loop.read(scanned + 1, CHUNK);
        for (var line : lines) {
            for (var fact : facts(line)) {
                known.computeIfAbsent(fact.rollout(), _ -> new Numbers()).add(line.seq());
            }
            scanned = line.seq();
        }
        return lines.size() == CHUNK;
    }

    /** What an entry says of rollouts; most say nothing, and are not decoded. */
    private List<Fact.OfRollout> facts(LogLine line) {
        var text = new String(line.body(), StandardCharsets.ISO_8859_1);
        if (!text.contains(ROLLOUT) || KINDS.stream().noneMatch(text::contains)) {
            return List.of();
        }
        return codec.facts(line.body()).stream()
                .filter(Fact.OfRollout.class::isInstance)
                .map(Fact.OfRollout.class::cast)
                .toList();
    }

    private static DecisionReply reply(long seq, Fact.OfRollout fact) {
        var tree = Json.tree(fact);
        var grounds =
                Optional.ofNullable(tree.get("grounds"))
                        .map(node -> Json.read(node, Grounds.class));
        return new DecisionReply(
                seq,
                fact.at().wall(),
                fact.getClass().getSimpleName(),
                grounds.map(Grounds::rule),
                grounds.map(told -> told.reason().text()).or(() -> text(tree, "reason")),
                text(tree, "by"),
                grounds.map(Grounds::numbers).map(TreeMap::new).orElseGet(TreeMap::new),
                shown(tree));
    }

    private static JsonNode shown(JsonNode tree) {
        if (tree instanceof ObjectNode fact) {
            fact.remove("plan");
            fact.remove("seed");
            text(tree, "nonce").ifPresent(nonce -> fact.put("nonce", Sha256.of(nonce).hex()));
        }
        return tree;
    }

    private static Optional<String> text(JsonNode tree, String field) {
        return Optional.ofNullable(tree.get(field))
                .filter(JsonNode::isString)
                .map(JsonNode::asString);
    }
}
