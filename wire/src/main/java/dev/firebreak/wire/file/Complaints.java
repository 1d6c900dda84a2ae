package dev.firebreak.wire.file;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Collects what is wrong with one file, so that a person mends it in one go. */
final class Complaints {
    /** A file that is wrong in more places than this is another kind of file. */
    private static final int MOST = 100;

    private static final int LONGEST_FOUND = 60;

    private final String file;
    private final List<FileProblem> problems = new ArrayList<>();

    Complaints(String file) {
        this.file = file;
    }

    void add(Spot spot, String path, String expected, String found, String todo) {
        if (problems.size() < MOST) {
            problems.add(
                    new FileProblem(file, spot.line(), spot.column(), path, expected, found, todo));
        }
    }

    /**
     * Ends the reading of the file if anything was wrong.
     *
     * @throws FileProblems all of it
     */
    void end() throws FileProblems {
        if (!problems.isEmpty()) {
            throw all();
        }
    }

    /** To be thrown where reading cannot go on; there is at least one complaint. */
    FileProblems all() {
        return new FileProblems(
                problems.stream()
                        .sorted(
                                Comparator.comparingInt(FileProblem::line)
                                        .thenComparingInt(FileProblem::column))
                        .toList());
    }

    boolean none() {
        return problems.isEmpty();
    }

    /** Foreign text in one short line between quotes. */
    static String quoted(String text) {
        var line = text.replaceAll("\\p{Cntrl}+", " ").strip();
        return "'"
                + (line.length() > LONGEST_FOUND ? line.substring(0, LONGEST_FOUND) + "…" : line)
                + "'";
    }
}
