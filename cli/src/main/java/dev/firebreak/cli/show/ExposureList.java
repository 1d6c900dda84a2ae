package dev.firebreak.cli.show;

import tools.jackson.databind.JsonNode;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Who was exposed by a rollout, and how each came out of it; those that need somebody first. Steps
 * are counted from 1.
 */
public final class ExposureList {
    /** More than this nobody reads; programs get all of them. */
    private static final int MOST = 50;

    /** Worst first; what is not named here needs nobody. */
    private static final List<String> BAD =
            List.of("FAILED", "SILENT", "STALLED", "REVERTED", "WRITTEN_OFF", "WITHDRAWING");

    private ExposureList() {}

    /** The lines for what {@code GET /rollouts/{id}/exposures} says. */
    public static List<String> lines(List<JsonNode> exposures) {
        var table = new Table("DEVICE", "STATE", "STEP", "LAST HEARD", "WHY");
        exposures.stream()
                .sorted(
                        Comparator.comparingInt(ExposureList::place)
                                .thenComparing(row -> Look.text(row, "device")))
                .limit(MOST)
                .forEach(
                        row ->
                                table.row(
                                        Look.text(row, "device"),
                                        Look.text(row, "state"),
                                        Look.number(row, "step") + 1,
                                        Look.text(row, "lastHeard")
                                                .replaceFirst("\\.[0-9]+Z$", "Z"),
                                        why(row)));
        var lines = table.lines("no device was exposed");
        return exposures.size() <= MOST
                ? lines
                : Stream.concat(
                                lines.stream(),
                                Stream.of(
                                        "and %s more: --json has them all"
                                                .formatted(Count.of(exposures.size() - MOST))))
                        .toList();
    }

    private static int place(JsonNode row) {
        int place = BAD.indexOf(Look.text(row, "state"));
        return place < 0 ? BAD.size() : place;
    }

    private static String why(JsonNode row) {
        var why = Look.text(row, "reason");
        if (Look.flag(row, "unsolicited")) {
            why = why.isEmpty() ? "pulled by hand" : why + "; pulled by hand";
        }
        return Look.flag(row, "recovered") ? why + "; heard again since" : why;
    }
}
