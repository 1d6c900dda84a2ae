package dev.firebreak.cli.demo;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What the machines themselves have lived through, in their own words: the demonstration's result
 * is computed from this, not from what the server says.
 */
final class Books {
    /** A report that the server acknowledged with 2xx. */
    record Acknowledged(String machine, int action, String result) {}

    private final Map<String, Map<String, Long>> offered = new TreeMap<>();
    private final Map<String, Set<String>> running = new TreeMap<>();
    private final Map<String, Set<String>> died = new TreeMap<>();
    private final Map<String, Set<String>> wokeUp = new TreeMap<>();
    private final Map<String, String> atRisk = new HashMap<>();
    private final List<Acknowledged> acknowledged = new ArrayList<>();
    private int mostAtRisk;
    private int pairsAtRisk;

    /** A machine saw an offer of {@code version} for the first time. */
    synchronized void offered(Machine machine, String version, long nanos) {
        offered.computeIfAbsent(version, _ -> new TreeMap<>()).putIfAbsent(machine.id(), nanos);
        atRisk.put(machine.id(), machine.attributes().getOrDefault("group", machine.id()));
        mostAtRisk = Math.max(mostAtRisk, atRisk.size());
        if (new HashSet<>(atRisk.values()).size() < atRisk.size()) {
            pairsAtRisk++;
        }
    }

    /** A machine was healthy through its soak, or is back on what it ran before. */
    synchronized void safe(Machine machine) {
        atRisk.remove(machine.id());
    }

    synchronized void runs(Machine machine, String version) {
        running.values().forEach(each -> each.remove(machine.id()));
        running.computeIfAbsent(version, _ -> new HashSet<>()).add(machine.id());
    }

    synchronized void died(Machine machine, String version) {
        died.computeIfAbsent(version, _ -> new HashSet<>()).add(machine.id());
        running.values().forEach(each -> each.remove(machine.id()));
    }

    synchronized void wokeUp(Machine machine, String version) {
        wokeUp.computeIfAbsent(version, _ -> new HashSet<>()).add(machine.id());
        safe(machine);
    }

    synchronized void acknowledged(Machine machine, int action, String result) {
        acknowledged.add(new Acknowledged(machine.id(), action, result));
    }

    synchronized int offered(String version) {
        return offered.getOrDefault(version, Map.of()).size();
    }

    /** When the first offer of {@code version} was seen; the largest number if none was. */
    synchronized long firstOffer(String version) {
        return offered.getOrDefault(version, Map.of()).values().stream()
                .mapToLong(Long::longValue)
                .min()
                .orElse(Long.MAX_VALUE);
    }

    /** How many machines saw their first offer of {@code version} after {@code nanos}. */
    synchronized long offeredAfter(String version, long nanos) {
        return offered.getOrDefault(version, Map.of()).values().stream()
                .filter(at -> at > nanos)
                .count();
    }

    synchronized int running(String version) {
        return running.getOrDefault(version, Set.of()).size();
    }

    synchronized int died(String version) {
        return died.getOrDefault(version, Set.of()).size();
    }

    synchronized int wokeUp(String version) {
        return wokeUp.getOrDefault(version, Set.of()).size();
    }

    synchronized List<Acknowledged> acknowledged() {
        return List.copyOf(acknowledged);
    }

    /**
     * The most machines that had taken a release and not yet outlived their soak, at any instant.
     */
    synchronized int mostAtRisk() {
        return mostAtRisk;
    }

    /** How often both of a pair were at risk together. */
    synchronized int pairsAtRisk() {
        return pairsAtRisk;
    }
}
