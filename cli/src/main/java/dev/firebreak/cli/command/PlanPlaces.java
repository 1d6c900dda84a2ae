package dev.firebreak.cli.command;

import dev.firebreak.core.plan.PlanCheck;
import dev.firebreak.wire.file.PlanFile;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the line of a plan file that a problem speaks of by its path, like {@code budget.fleet}.
 */
final class PlanPlaces {
    private static final Pattern WAVE = Pattern.compile("waves\\[(\\d+)].*");

    private final PlanFile file;
    private final List<String> lines;

    PlanPlaces(PlanFile file, String text) {
        this.file = file;
        this.lines = text.lines().toList();
    }

    /** From 1; what is left to its default has no line and is told at the first. */
    int line(PlanCheck.Problem problem) {
        Matcher wave = WAVE.matcher(problem.path());
        if (wave.matches() && Integer.parseInt(wave.group(1)) < file.waves().size()) {
            return file.waves().get(Integer.parseInt(wave.group(1))).spot().line();
        }
        int at = 0;
        int found = 1;
        for (var key : problem.path().split("\\.", -1)) {
            var shape = Pattern.compile("(^|[\\s{,\"])" + Pattern.quote(key) + "\"?\\s*:.*");
            int next = next(shape, at);
            if (next < 0) {
                break;
            }
            at = next;
            found = next + 1;
        }
        return found;
    }

    private int next(Pattern shape, int from) {
        for (int i = from; i < lines.size(); i++) {
            if (shape.matcher(lines.get(i)).find()) {
                return i;
            }
        }
        return -1;
    }
}
