package dev.firebreak.cli.show;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firebreak.wire.json.Json;

import org.junit.jupiter.api.Test;

import tools.jackson.databind.JsonNode;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Who was hit comes first. */
final class ExposureListTest {
    @Test
    void harmedDevicesComeFirstWithTheirReason() {
        var rows =
                List.of(
                        row("a", "CONFIRMED", "", false),
                        row("b", "SILENT", "INSTALLED, then not heard for 11m", false),
                        row("c", "FAILED", "it said no", true));
        assertThat(ExposureList.lines(rows))
                .containsExactly(
                        "DEVICE  STATE      STEP  LAST HEARD            WHY",
                        "c       FAILED     1     2026-11-24T11:21:00Z  it said no; heard again since",
                        "b       SILENT     1     2026-11-24T11:21:00Z  INSTALLED, then not heard for 11m",
                        "a       CONFIRMED  1     2026-11-24T11:21:00Z");
    }

    @Test
    void aLongListIsCutAndSaysSo() {
        var rows =
                IntStream.range(0, 70)
                        .mapToObj(i -> row("d%02d".formatted(i), "CONFIRMED", "", false))
                        .toList();
        assertThat(ExposureList.lines(rows))
                .hasSize(52)
                .last()
                .isEqualTo("and 20 more: --json has them all");
        assertThat(ExposureList.lines(List.of())).containsExactly("no device was exposed");
    }

    private static JsonNode row(String device, String state, String reason, boolean recovered) {
        return Json.tree(
                Map.of(
                        "device", device,
                        "state", state,
                        "step", 0,
                        "lastHeard", "2026-11-24T11:21:00.123Z",
                        "reason", reason,
                        "recovered", recovered));
    }
}
