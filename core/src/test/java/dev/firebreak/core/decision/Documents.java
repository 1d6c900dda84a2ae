package dev.firebreak.core.decision;

import dev.firebreak.core.gate.GatePolicy;
import dev.firebreak.core.gate.Requirement;
import dev.firebreak.core.words.Person;
import dev.firebreak.core.words.Sha256;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * The documents that people apply in a story: {@code fleet}, {@code policy}, {@code customer}. Ada
 * wants it, and eve too if it takes two, unless it says {@code alone NAME}.
 */
final class Documents {
    private static final String ALONE = "alone";

    private final TestLoop loop;

    Documents(TestLoop loop) {
        this.loop = loop;
    }

    List<Decision> applied(Words words) {
        var at = loop.now();
        return switch (words.verb()) {
            case "fleet" -> {
                var rules = words.rules();
                yield applied(words, by -> new Observation.FleetApplied(rules, "", by, at));
            }
            case "policy" -> {
                var policy = policy(words);
                yield applied(words, by -> new Observation.PolicyApplied(policy, by, at));
            }
            default -> {
                var policy = words.customer(words.at(1));
                yield applied(words, by -> new Observation.CustomerApplied(policy, by, at));
            }
        };
    }

    private List<Decision> applied(Words words, Function<Person, Observation> asked) {
        if (words.has(ALONE)) {
            int name = words.from(0).indexOf(ALONE) + 1;
            return List.of(loop.see(asked.apply(new Person(words.at(name)))));
        }
        var first = loop.see(asked.apply(new Person("ada")));
        boolean waits = first.orders().stream().anyMatch(Order.ChangeWaits.class::isInstance);
        return List.of(waits ? loop.see(asked.apply(new Person("eve"))) : first);
    }

    private static GatePolicy policy(Words words) {
        int controls = words.get("controls", 1, Integer::valueOf);
        var signer = words.get("signer", "lab", text -> text);
        return new GatePolicy(
                Sha256.of("policy " + controls + signer + words.maybe("bytes").orElse("")),
                Map.of(signer, words.get("bytes", "key of " + signer, text -> text)),
                List.of(new Requirement("test", List.of(signer), Duration.ofDays(7), controls)));
    }
}
