package dev.firebreak.cli.show;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firebreak.wire.json.Json;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;

/** A decision with its reason and its numbers. */
final class DecisionTest {
    private static final String HALT =
            """
            {"seq":48,"at":"2026-11-24T11:22:31Z","what":"Halted","rule":"harm",
             "reason":"3 of 12 devices were harmed: no good release harms so many",
             "numbers":{"exposed":"12","harmed":"3"}}
            """;

    @Test
    void explainTellsTimeRuleReasonAndNumbers() {
        var decision = Decision.of(Json.tree(HALT.getBytes(StandardCharsets.UTF_8)));
        assertThat(decision.lines(50))
                .containsExactly(
                        "2026-11-24T11:22:31Z  Halted  rule harm  entry 48",
                        "    3 of 12 devices were harmed: no good release",
                        "    harms so many",
                        "    exposed 12 · harmed 3");
    }
}
