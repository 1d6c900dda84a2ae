package dev.firebreak.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firebreak.cli.Terminal;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What the one door does with words it does and does not know. */
final class MainTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final Terminal terminal = Terminal.of(stream(out), stream(err));

    @Test
    void versionIsAResult() {
        assertThat(Main.run(List.of("version"), terminal)).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).startsWith("firebreak ");
        assertThat(err.size()).isZero();
    }

    @Test
    void anUnknownWordIsWrongUsageAndNoResult() {
        assertThat(Main.run(List.of("versoin"), terminal)).isEqualTo(2);
        assertThat(out.size()).isZero();
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("versoin");
    }

    private static PrintStream stream(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }
}
