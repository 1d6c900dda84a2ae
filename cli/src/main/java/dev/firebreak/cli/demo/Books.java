package dev.firebreak.cli.demo;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What the machines themselves have lived through, in their own words: the demonstration's result
 * is computed from this, not from what the server says. Times are of {@link System#nanoTime}.
 */
final class Books {
    /** A report that the server acknowledged with 2xx. */
    record Acknowledged(String machine, int action, String result) {}

    /** An offer that a machine saw, and when the request began that showed it. */
    record Shown(String machine, int action, long askedNanos) {}

    /**
     * So many machines were at risk when one more saw its offer.
     *
     * @param lastAction the latest of their offers
     */
    record Crowd(int atRisk, int lastAction) {}

    /** A machine that has taken an offer, and when it will have outlived it. */
    private record Risk(String group, int action, long untilNanos) {}

    private final Map<String, Map<String, Long>> offered = new TreeMap<>();
    private final Map<String, Set<String>> running = new TreeMap<>();
    private final Map<String, Set<String>> outlived = new TreeMap<>();
    private final Map<String, Set<String>> broke = new TreeMap<>();
    private final Map<String, Set<String>> died = new TreeMap<>();
    private final Map<String, Set<String>> wokeUp = new TreeMap<>();
    private final Set<String> asleep = new HashSet<>();
    private final Map<String, Risk> risks = new HashMap<>();
    private final List<Shown> shown = new ArrayList<>();
    private final List<Crowd> crowds = new ArrayList<>();
    private final List<Acknowledged> acknowledged = new ArrayList<>();
    private int pairsAtRisk;

    /** A poll or a deployment showed {@code action} as an offer. */
    synchronized void shown(Machine machine, int action, long askedNanos) {
        shown.add(new Shown(machine.id(), action, askedNanos));
    }

    /** A machine takes up an offer of {@code version}; from now on it is at risk. */
    synchronized void offered(Machine machine, String version, int action, long nanos) {
        offered.computeIfAbsent(version, _ -> new TreeMap<>()).putIfAbsent(machine.id(), nanos);
        risks.values().removeIf(risk -> risk.untilNanos() <= nanos);
        var group = machine.attributes().getOrDefault("group", machine.id());
        risks.put(machine.id(), new Risk(group, action, Long.MAX_VALUE));
        int last = risks.values().stream().mapToInt(Risk::action).max().orElse(action);
        crowds.add(new Crowd(risks.size(), last));
        var groups = new HashSet<String>();
        risks.values().forEach(risk -> groups.add(risk.group()));
        if (groups.size() < risks.size()) {
            pairsAtRisk++;
        }
    }

    /**
     * From {@code nanos} on a machine is healthy, or back on what it ran before. It is told before
     * the report goes out: the server may know it, although the machine never hears that it does.
     */
    synchronized void safeFrom(Machine machine, long nanos) {
        risks.computeIfPresent(
                machine.id(),
                (_, risk) ->
                        new Risk(risk.group(), risk.action(), Math.min(nanos, risk.untilNanos())));
    }

    synchronized void runs(Machine machine, String version) {
        running.values().forEach(each -> each.remove(machine.id()));
        running.computeIfAbsent(version, _ -> new HashSet<>()).add(machine.id());
    }

    /** It has run {@code version} through its soak, and polls. */
    synchronized void outlived(Machine machine, String version) {
        outlived.computeIfAbsent(version, _ -> new HashSet<>()).add(machine.id());
    }

    /** It was offered {@code version} and could not install it. */
    synchronized void broke(Machine machine, String version) {
        broke.computeIfAbsent(version, _ -> new HashSet<>()).add(machine.id());
    }

    synchronized void died(Machine machine, String version) {
        died.computeIfAbsent(version, _ -> new HashSet<>()).add(machine.id());
        if (machine.wakesUp()) {
            asleep.add(machine.id());
        }
        running.values().forEach(each -> each.remove(machine.id()));
    }

    synchronized void wokeUp(Machine machine, String version) {
        wokeUp.computeIfAbsent(version, _ -> new HashSet<>()).add(machine.id());
        asleep.remove(machine.id());
        safeFrom(machine, System.nanoTime());
    }

    synchronized void acknowledged(Machine machine, int action, String result) {
        acknowledged.add(new Acknowledged(machine.id(), action, result));
    }

    synchronized Set<String> offered(String version) {
        return new TreeSet<>(offered.getOrDefault(version, Map.of()).keySet());
    }

    /** When the first offer of {@code version} was seen; the largest number if none was. */
    synchronized long firstOffer(String version) {
        return offered.getOrDefault(version, Map.of()).values().stream()
                .mapToLong(Long::longValue)
                .min()
                .orElse(Long.MAX_VALUE);
    }

    synchronized int running(String version) {
        return running.getOrDefault(version, Set.of()).size();
    }

    synchronized Set<String> outlived(String version) {
        return new TreeSet<>(outlived.getOrDefault(version, Set.of()));
    }

    synchronized int died(String version) {
        return died.getOrDefault(version, Set.of()).size();
    }

    synchronized int wokeUp(String version) {
        return wokeUp.getOrDefault(version, Set.of()).size();
    }

    /** Whether nobody is dead who has a second slot to start from. */
    synchronized boolean allAwake() {
        return asleep.isEmpty();
    }

    /** The machines that {@code version} killed and that are not back. */
    synchronized Set<String> dead(String version) {
        var dead = new TreeSet<>(died.getOrDefault(version, Set.of()));
        dead.removeAll(wokeUp.getOrDefault(version, Set.of()));
        return dead;
    }

    /**
     * How many machines saw an offer of {@code version} and could not install it, or died of it.
     */
    synchronized int failed(String version) {
        var failed = new HashSet<>(died.getOrDefault(version, Set.of()));
        failed.addAll(broke.getOrDefault(version, Set.of()));
        return failed.size();
    }

    synchronized List<Acknowledged> acknowledged() {
        return List.copyOf(acknowledged);
    }

    /** Every sight of an offer, by whomever. */
    synchronized List<Shown> shown() {
        return List.copyOf(shown);
    }

    /** How many were at risk together, at each moment when one more was. */
    synchronized List<Crowd> crowds() {
        return List.copyOf(crowds);
    }

    /** How often both of a pair were at risk together. */
    synchronized int pairsAtRisk() {
        return pairsAtRisk;
    }
}
