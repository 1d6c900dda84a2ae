package dev.firebreak.trial;

import dev.firebreak.core.decision.Fact;
import dev.firebreak.core.decision.Observation;
import dev.firebreak.core.decision.World;
import dev.firebreak.wire.log.Entry;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What devices and people outside of the server were told, and what its log must therefore say. An
 * event is a report or cancel that was acknowledged, or an offer that was seen, for the first time.
 */
final class OutsideBooks {
    /** What went wrong, as seen from outside. */
    final ConcurrentLinkedQueue<String> wrong = new ConcurrentLinkedQueue<>();

    final AtomicInteger events = new AtomicInteger();
    private final int budget;
    private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
    private final Map<Integer, String> offers = new ConcurrentHashMap<>();
    private final Map<String, Long> riskUntil = new HashMap<>();

    /** When a person's stop was acknowledged, by release; a hold's until it is resumed. */
    private final Map<String, Long> haltedNanos = new ConcurrentHashMap<>();

    private final Map<String, Long> heldNanos = new ConcurrentHashMap<>();

    OutsideBooks(int budget) {
        this.budget = budget;
    }

    /** Something was answered with 2xx, so the log must have it. */
    void acknowledged(String what) {
        if (acknowledged.add(what)) {
            events.incrementAndGet();
        }
    }

    void halted(String version) {
        haltedNanos.put(version, System.nanoTime());
    }

    void held(String version) {
        heldNanos.put(version, System.nanoTime());
    }

    /** Called before the resume is asked for: it may be in force before it is answered. */
    void resumed(String version) {
        heldNanos.remove(version);
    }

    /**
     * A device saw {@code action} as an offer of {@code version}, by a request that began at {@code
     * askedNanos}.
     */
    void offered(String device, int action, String version, long askedNanos) {
        var first = offers.put(action, device) == null;
        if (first) {
            events.incrementAndGet();
        }
        if (askedNanos > haltedNanos.getOrDefault(version, Long.MAX_VALUE)) {
            wrong.add("offered after the halt of %s: %d to %s".formatted(version, action, device));
        }
        if (first && askedNanos > heldNanos.getOrDefault(version, Long.MAX_VALUE)) {
            wrong.add("offered after the hold of %s: %d to %s".formatted(version, action, device));
        }
    }

    /** The device has seen an offer of something new: it is at risk until it says so. */
    synchronized void atRisk(String device) {
        riskUntil.put(device, Long.MAX_VALUE);
        long now = System.nanoTime();
        long atRisk = riskUntil.values().stream().filter(until -> until > now).count();
        if (atRisk > budget) {
            wrong.add("%d devices at risk at once".formatted(atRisk));
        }
    }

    /** From {@code nanos} on the device counts itself healthy, if it did not before. */
    synchronized void healthyFrom(String device, long nanos) {
        riskUntil.merge(device, nanos, Math::min);
    }

    int offersSeen() {
        return offers.size();
    }

    /** Holds the log against all this, and against itself. */
    List<String> problems(List<Entry> log) {
        var problems = new ArrayList<>(wrong);
        var logged = new HashSet<String>();
        var exposed = new HashMap<Integer, String>();
        var occupying = new HashSet<String>();
        var barred = new HashSet<String>();
        var world = new World();
        int number = 0;
        for (var entry : log) {
            number++;
            if (!world.decide(entry.observation()).facts().equals(entry.facts())) {
                problems.add("entry %d does not replay".formatted(number));
            }
            entry.facts().forEach(world::apply);
            logged.add(told(entry.observation()));
            for (var fact : entry.facts()) {
                book(fact, exposed, occupying, barred, problems);
            }
        }
        acknowledged.stream()
                .filter(what -> !logged.contains(what))
                .forEach(what -> problems.add("acknowledged and lost: " + what));
        offers.forEach(
                (action, device) -> {
                    if (!device.equals(exposed.get(action))) {
                        problems.add("offered and not in the log: " + action + " to " + device);
                    }
                });
        return problems;
    }

    /** How many grants the log has. */
    static long grants(List<Entry> log) {
        return log.stream()
                .flatMap(entry -> entry.facts().stream())
                .filter(Fact.Exposed.class::isInstance)
                .count();
    }

    /** An observation in the words in which it was acknowledged. */
    private static String told(Observation seen) {
        return switch (seen) {
            case Observation.Reported it -> it.report() + " " + it.device() + " " + it.action();
            case Observation.CancelReported it ->
                    "cancel " + it.answer() + " " + it.device() + " " + it.action();
            case Observation.ProposeAsked it -> "propose " + it.plan().name();
            case Observation.ApproveAsked it -> "approve " + it.rollout();
            case Observation.StartAsked it -> "start " + it.rollout();
            case Observation.HoldAsked it -> "hold " + it.rollout() + " " + it.reason();
            case Observation.ResumeAsked it -> "resume " + it.rollout() + " " + it.reason();
            case Observation.HaltAsked it -> "halt " + it.rollout() + " " + it.reason();
            case Observation other -> "";
        };
    }

    private void book(
            Fact fact,
            Map<Integer, String> exposed,
            Set<String> occupying,
            Set<String> barred,
            List<String> problems) {
        switch (fact) {
            case Fact.Exposed it -> {
                if (exposed.put(it.action().number(), it.device().value()) != null) {
                    problems.add("action %s was given twice".formatted(it.action()));
                }
                if (barred.contains(it.rollout().toString())) {
                    problems.add("%s granted after its stop".formatted(it.rollout()));
                }
                occupying.add(it.rollout() + "/" + it.device());
                if (occupying.size() > budget) {
                    problems.add("%d exposed at once".formatted(occupying.size()));
                }
            }
            case Fact.WayBackOffered it -> exposed.put(it.action().number(), it.device().value());
            case Fact.Confirmed it -> occupying.remove(it.rollout() + "/" + it.device());
            case Fact.Dropped it -> occupying.remove(it.rollout() + "/" + it.device());
            case Fact.Recovered it -> occupying.remove(it.rollout() + "/" + it.device());
            case Fact.Reverted it -> occupying.remove(it.rollout() + "/" + it.device());
            case Fact.Held it -> barred.add(it.rollout().toString());
            case Fact.Halted it -> barred.add(it.rollout().toString());
            case Fact.Resumed it -> barred.remove(it.rollout().toString());
            case Fact other -> {}
        }
    }
}
