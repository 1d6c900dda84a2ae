package dev.firebreak.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firebreak.cli.Exit;
import dev.firebreak.cli.Trouble;
import dev.firebreak.cli.show.Ladder;
import dev.firebreak.wire.json.Json;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.charset.StandardCharsets;

/** How watching ends, and with which code. */
final class UntilTest {
    @ParameterizedTest
    @CsvSource({"COMPLETED,DONE", "ROLLED_BACK,ROLLED_BACK", "WITHDRAWN,MOVED_ON"})
    void aFinalStateEndsIt(String state, Exit exit) {
        assertThat(new Until.Over().ends(ladder(state), false)).contains(exit);
    }

    @Test
    void aHaltEndsItOnlyWhenItStays() {
        assertThat(new Until.Over().ends(ladder("HALTED"), false)).isEmpty();
        assertThat(new Until.Over().ends(ladder("HALTED"), true)).contains(Exit.HALTED);
        assertThat(new Until.Over().ends(ladder("ROLLING_BACK"), true)).isEmpty();
    }

    @Test
    void aHoldEndsItOnlyIfAskedFor() {
        assertThat(new Until.Over().ends(ladder("HELD"), true)).isEmpty();
        assertThat(Until.parse("held").ends(ladder("HELD"), false)).contains(Exit.HELD);
        assertThat(Until.parse("held").ends(ladder("RUNNING"), false)).isEmpty();
    }

    @Test
    void aWaveEndsItWhenItOpensOrIsPromoted() {
        assertThat(Until.parse("wave=2").ends(ladder("RUNNING"), false)).contains(Exit.DONE);
        assertThat(Until.parse("promoted=1").ends(ladder("RUNNING"), false)).contains(Exit.DONE);
        assertThat(Until.parse("promoted=2").ends(ladder("RUNNING"), false)).isEmpty();
        assertThat(Until.parse("wave=3").ends(ladder("RUNNING"), false)).isEmpty();
    }

    @Test
    void otherWordsAreWrongUsage() {
        assertThatThrownBy(() -> Until.parse("soon"))
                .isInstanceOfSatisfying(
                        Trouble.class, e -> assertThat(e.exit()).isEqualTo(Exit.USAGE))
                .hasMessageContaining("'soon'");
    }

    private static Ladder ladder(String state) {
        var json =
                """
                {"state":"%s","steps":[{"wave":0,"state":"PROMOTED"},{"wave":1,"state":"OPEN"}]}
                """
                        .formatted(state);
        return Ladder.of(Json.tree(json.getBytes(StandardCharsets.UTF_8)));
    }
}
