package dev.firebreak.core.plan;

import dev.firebreak.core.plan.PlanCheck.Problem;
import dev.firebreak.core.plan.PlanCheck.Severity;

import java.util.ArrayList;
import java.util.List;

/** The problems found so far, in the order in which they were found. */
final class Problems {
    private final List<Problem> found = new ArrayList<>();

    void error(String path, String expected, String found, String todo) {
        this.found.add(new Problem(Severity.ERROR, path, expected, found, todo));
    }

    void warning(String path, String expected, String found, String todo) {
        this.found.add(new Problem(Severity.WARNING, path, expected, found, todo));
    }

    List<Problem> all() {
        return List.copyOf(found);
    }
}
