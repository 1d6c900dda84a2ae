package dev.firebreak.wire.file;

import java.util.List;
import java.util.stream.Collectors;

/** Everything that is wrong with a file, in the order of its lines; never empty. */
public final class FileProblems extends Exception {
    private static final long serialVersionUID = 1L;

    private final FileProblem[] problems;

    FileProblems(List<FileProblem> problems) {
        super(text(problems));
        this.problems = problems.toArray(FileProblem[]::new);
    }

    /** The mistakes, first line first. */
    public List<FileProblem> problems() {
        return List.of(problems);
    }

    /** The mistakes, one a line, as {@code plan.yaml:12: budget.fleet: expected ..., found ...}. */
    public String text() {
        return text(problems());
    }

    private static String text(List<FileProblem> problems) {
        return problems.stream().map(FileProblem::toString).collect(Collectors.joining("\n"));
    }
}
