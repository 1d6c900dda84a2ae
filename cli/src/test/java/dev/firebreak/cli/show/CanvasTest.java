package dev.firebreak.cli.show;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.List;

/** Frames over each other, and the last one left. */
final class CanvasTest {
    private final StringBuilder screen = new StringBuilder();
    private final Canvas canvas = new Canvas(screen::append, 5);

    @Test
    void theSecondFrameIsDrawnOverTheFirst() {
        canvas.frame(List.of("a", "b"));
        screen.setLength(0);
        canvas.frame(List.of("c"));
        assertThat(screen.toString()).isEqualTo("\u001b[2A\rc\u001b[K\n\u001b[J");
    }

    @Test
    void aLineThatWouldWrapIsCutByWhatIsSeen() {
        assertThat(canvas.fitting("abcdefg")).isEqualTo("abcde");
        assertThat(canvas.fitting("\u001b[1mabcdefg\u001b[0m"))
                .isEqualTo("\u001b[1mabcde\u001b[0m");
        assertThat(canvas.fitting("\u001b[1mabc\u001b[0m")).isEqualTo("\u001b[1mabc\u001b[0m");
    }
}
