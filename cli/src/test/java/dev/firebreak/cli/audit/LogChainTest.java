package dev.firebreak.cli.audit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** A chain that nobody has to be believed about. */
final class LogChainTest {
    /** By another program: {@code printf 'dev.firebreak journal 1' | sha256sum}. */
    private static final String START =
            "dce5a6e3167e2e46c2c909fb58c83c19c63bebae67d3cc20b766f586caca9b27";

    /** SHA-256 of the 32 bytes above, 1 as 8 bytes, and the letter a. */
    private static final String ONE =
            "5d82eacec661b68bde2a418ab752f71faed529bccca97841e0de1c48b70023e2";

    @Test
    void theChainIsThatOfTheServer() {
        var chain = new LogChain(Optional.empty());
        assertThat(chain.end().checkpoint()).isEqualTo("0:" + START);
        assertThat(chain.sound(1, ONE, bytes("a"))).isTrue();
        assertThat(chain.end().checkpoint()).isEqualTo("1:" + ONE);
        assertThat(chain.end().problems()).isEmpty();
    }

    @Test
    void aChangedBodyAHoleAndWhatFollowsAreNotSound() {
        var chain = new LogChain(Optional.empty());
        assertThat(chain.sound(1, ONE, bytes("b"))).isFalse();
        assertThat(chain.sound(1, ONE, bytes("a"))).isFalse();
        assertThat(chain.end().problems()).hasSize(1).first().asString().startsWith("entry 1:");
        var hole = new LogChain(Optional.empty());
        assertThat(hole.sound(2, ONE, bytes("a"))).isFalse();
    }

    @Test
    void aLogWithoutTheCheckpointWasCutOff() {
        assertThat(new LogChain(Optional.of("1:" + ONE)).end().problems()).hasSize(1);
        var whole = new LogChain(Optional.of("1:" + ONE));
        whole.sound(1, ONE, bytes("a"));
        assertThat(whole.end().problems()).isEmpty();
        assertThat(new LogChain(Optional.of("0:" + START)).end().problems()).isEmpty();
    }

    @Test
    void theBytesOfAnEntryAreCutOutAsTheyStand() {
        var line =
                LogLine.parse(
                        "{\"seq\":7,\"hash\":\"" + ONE + "\",\"entry\":{\"o\":{},\"f\":[ ]}}");
        assertThat(line.orElseThrow().body()).isEqualTo(bytes("{\"o\":{},\"f\":[ ]}"));
        assertThat(LogLine.parse("{\"seq\":7}")).isEmpty();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
