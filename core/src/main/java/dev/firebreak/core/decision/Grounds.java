package dev.firebreak.core.decision;

import dev.firebreak.core.words.Reason;

import java.util.Map;
import java.util.TreeMap;

/**
 * Why something was decided: the rule that fired, in words, and the numbers it looked at.
 *
 * @param rule a short name of the rule, for example {@code silence}
 * @param reason in one sentence, for people; generated here so that log, API and console agree
 * @param numbers what the rule looked at, by name
 */
public record Grounds(String rule, Reason reason, Map<String, String> numbers) {
    public Grounds {
        numbers = new TreeMap<>(numbers);
    }

    static Grounds of(String rule, String reason) {
        return new Grounds(rule, Reason.told(reason), Map.of());
    }

    static Grounds of(String rule, String reason, Map<String, String> numbers) {
        return new Grounds(rule, Reason.told(reason), numbers);
    }
}
