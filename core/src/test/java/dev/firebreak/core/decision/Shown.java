package dev.firebreak.core.decision;

import dev.firebreak.core.words.Digest;
import dev.firebreak.core.words.RolloutId;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a story's {@code show}, {@code exposures}, {@code explain} and {@code gate} print. */
final class Shown {
    private Shown() {}

    static String rollout(World world, RolloutId id) {
        var view = world.rollout(id).orElseThrow();
        var text = new StringBuilder();
        text.append("%s %s. %s\n".formatted(id, view.state(), view.headline()));
        text.append("   speed: %s\n".formatted(view.speedLimit()));
        var counts = view.counts();
        text.append("   exposed %d =".formatted(counts.exposed()));
        var parts = new LinkedHashMap<String, Integer>();
        parts.put("in flight", counts.inFlight());
        parts.put("confirmed", counts.confirmed());
        parts.put("failed", counts.failed());
        parts.put("silent", counts.silent());
        parts.put("reverted", counts.reverted());
        parts.put("withdrawn", counts.withdrawn());
        parts.put("written off", counts.writtenOff());
        var told =
                parts.entrySet().stream()
                        .filter(it -> it.getValue() > 0)
                        .map(it -> " %d %s".formatted(it.getValue(), it.getKey()))
                        .toList();
        text.append(told.isEmpty() ? " nobody" : String.join(" +", told));
        text.append("; %d places used".formatted(counts.unconfirmed()));
        text.append(
                counts.unsolicited() == 0
                        ? ""
                        : "; %d pulled by hand".formatted(counts.unsolicited()));
        text.append(counts.addUp() ? "\n" : " DOES NOT ADD UP\n");
        view.budget()
                .forEach(
                        it ->
                                text.append(
                                        "   budget %s: %d of %d\n"
                                                .formatted(it.scope(), it.used(), it.limit())));
        view.waiting()
                .forEach(it -> text.append("   %d wait: %s\n".formatted(it.devices(), it.why())));
        return text.toString();
    }

    static String exposures(World world, RolloutId id) {
        var by = new LinkedHashMap<String, List<String>>();
        for (var it : world.exposures(id)) {
            var what =
                    it.state()
                            + it.reason().map(why -> " '%s'".formatted(why)).orElse("")
                            + (it.recovered() ? " recovered" : "");
            by.computeIfAbsent(what, _ -> new ArrayList<>()).add(it.device().toString());
        }
        var text = new StringBuilder();
        by.forEach((what, who) -> text.append("   %s: %s\n".formatted(what, Told.range(who))));
        return text.isEmpty() ? "   nobody\n" : text.toString();
    }

    /** Why the rollout was last promoted, held or stopped, with the numbers. */
    static String grounds(List<Fact> log, RolloutId id) {
        return log.stream()
                .flatMap(fact -> grounds(fact, id).stream())
                .reduce((_, last) -> last)
                .orElse("   nothing was decided\n");
    }

    private static Optional<String> grounds(Fact fact, RolloutId id) {
        return switch (fact) {
            case Fact.Promoted it when it.rollout().equals(id) ->
                    Optional.of(told("promoted", it.grounds()));
            case Fact.Held it when it.rollout().equals(id) ->
                    Optional.of(told("held", it.grounds()));
            case Fact.Halted it when it.rollout().equals(id) ->
                    Optional.of(told("halted", it.grounds()));
            case Fact.RolledBack it when it.rollout().equals(id) ->
                    Optional.of(told("rolled back", it.grounds()));
            case Fact.WayBackEnded it when it.rollout().equals(id) ->
                    Optional.of(told("way back ended", it.grounds()));
            case Fact.WayBackStopped it when it.rollout().equals(id) ->
                    Optional.of(told("way back stopped", it.grounds()));
            case Fact.Completed it when it.rollout().equals(id) ->
                    Optional.of(told("completed", it.grounds()));
            default -> Optional.empty();
        };
    }

    private static String told(String what, Grounds why) {
        var text =
                new StringBuilder(
                        "   %s by the rule '%s': %s\n".formatted(what, why.rule(), why.reason()));
        var numbers =
                why.numbers().entrySet().stream()
                        .filter(it -> !it.getValue().equals("0"))
                        .map(Map.Entry::toString)
                        .toList();
        if (!numbers.isEmpty()) {
            text.append("   %s\n".formatted(String.join(" ", numbers)));
        }
        return text.toString();
    }

    static String gate(World world, Digest release, Instant now) {
        var gate = world.gate(release, now);
        var text = new StringBuilder(gate.cleared() ? "   CLEARED\n" : "   DENIED\n");
        gate.findings()
                .forEach(
                        it ->
                                text.append(
                                        "   %s %s: %s\n"
                                                .formatted(
                                                        it.requirement(), it.outcome(), it.why())));
        return text.toString();
    }
}
