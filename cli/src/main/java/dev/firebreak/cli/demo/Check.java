package dev.firebreak.cli.demo;

import dev.firebreak.cli.audit.Verification;
import dev.firebreak.cli.http.Api;
import dev.firebreak.core.decision.Fact;
import dev.firebreak.core.decision.Observation;
import dev.firebreak.wire.json.Json;
import dev.firebreak.wire.log.EntryCodec;

import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Holds the server's log against what the machines remember. */
final class Check {
    private final Books books;
    private final Api auditor;
    private final Set<String> reported = new HashSet<>();

    /** By the number of an offer: its rollout, and what the fleet's budget was when it was made. */
    private final Map<Integer, String> rollouts = new HashMap<>();

    private final TreeMap<Integer, Integer> budgets = new TreeMap<>();

    /** Reads the log of a fleet of {@code enrolled} machines. */
    Check(Books books, Api auditor, int enrolled) {
        this.books = books;
        this.auditor = auditor;
        var codec = new EntryCodec();
        var promoted = new HashMap<String, Integer>();
        auditor.lines(
                "/audit",
                line -> {
                    var entry = codec.decode(Json.bytes(line.path("entry")));
                    if (entry.observation() instanceof Observation.Reported seen
                            && seen.report() == Observation.Report.SUCCEEDED) {
                        reported.add(seen.device().value() + "/" + seen.action().number());
                    }
                    for (var fact : entry.facts()) {
                        if (fact instanceof Fact.Promoted it) {
                            promoted.merge(it.rollout().toString(), 1, Integer::sum);
                        }
                        if (fact instanceof Fact.Exposed it) {
                            var rollout = it.rollout().toString();
                            int proofs = promoted.getOrDefault(rollout, 0);
                            rollouts.put(it.action().number(), rollout);
                            budgets.put(
                                    it.action().number(),
                                    Script.FLEET_BUDGET.limit(proofs, enrolled));
                        }
                    }
                });
    }

    /** How many reports were acknowledged to a machine and are not in the log. */
    int lost() {
        return (int)
                books.acknowledged().stream()
                        .filter(it -> !reported.contains(it.machine() + "/" + it.action()))
                        .count();
    }

    /**
     * How often more machines were at risk together than had been earned by then: the budget starts
     * small, and doubles with each step that proved itself.
     */
    int overBudget() {
        return (int)
                books.crowds().stream()
                        .filter(
                                crowd -> {
                                    var budget = budgets.floorEntry(crowd.lastAction());
                                    return budget == null || crowd.atRisk() > budget.getValue();
                                })
                        .count();
    }

    /**
     * How often an offer of {@code rollout} was shown to a request that began after {@code nanos}.
     */
    long shownAfter(String rollout, long nanos) {
        return books.shown().stream()
                .filter(it -> it.askedNanos() > nanos)
                .filter(it -> rollout.equals(rollouts.get(it.action())))
                .count();
    }

    /** Whether the chain is whole and every decision comes out again as it is in the log. */
    boolean replays() throws IOException {
        try (var lines = auditor.open("/audit")) {
            var found = Verification.ofLines(lines, Optional.empty());
            return found.intact() && found.replayed();
        }
    }
}
