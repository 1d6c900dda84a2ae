package dev.firebreak.cli.command;

import dev.firebreak.core.plan.Plan;
import dev.firebreak.core.plan.PlanCheck;
import dev.firebreak.core.plan.PlanForecast;
import dev.firebreak.core.release.Kind;
import dev.firebreak.core.release.Release;
import dev.firebreak.wire.file.FileProblem;
import dev.firebreak.wire.file.FileProblems;
import dev.firebreak.wire.file.PlanFile;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/**
 * Everything that is wrong with a plan file, each with its line, and what it comes to if it can be
 * read at all.
 *
 * @param file the file's name as the person gave it
 * @param all errors and warnings, first line first
 * @param held what it comes to, unless the file does not allow to say
 */
record PlanFindings(String file, List<Finding> all, Optional<Held> held) {
    private static final String DEADLINE = "deadline";

    /** The plan with everything spelled out, what it was held against, and its bounds there. */
    record Held(Plan plan, PlanGround ground, PlanForecast forecast) {
        static Held of(Plan plan, PlanGround ground) {
            return new Held(plan, ground, PlanForecast.of(plan, ground.rules(), ground.counts()));
        }
    }

    /** One of them, as people and programs read it. */
    record Finding(
            int line, String severity, String path, String expected, String found, String todo) {
        private static final String ERROR = "error";

        static Finding of(FileProblem problem) {
            return new Finding(
                    problem.line(),
                    ERROR,
                    problem.path(),
                    problem.expected(),
                    problem.found(),
                    problem.todo());
        }

        boolean isError() {
            return severity.equals(ERROR);
        }

        String told(String file) {
            return "%s:%d: %s: %sexpected %s, found %s: %s"
                    .formatted(
                            file,
                            line,
                            severity,
                            path.isEmpty() ? "" : path + ": ",
                            expected,
                            found,
                            todo);
        }
    }

    PlanFindings {
        all = List.copyOf(all);
    }

    /** Reads {@code bytes} and holds them against the ground that fits what they say. */
    static PlanFindings of(
            String name, byte[] bytes, Kind kind, Function<PlanFile, PlanGround> grounds) {
        try {
            var file = PlanFile.parse(name, bytes);
            var ground = grounds.apply(file);
            var plan = file.resolve(ground.releases(), ground.counts());
            var shipped =
                    ground.releases().apply(file.release().text()).map(Release::kind).orElse(kind);
            var problems = problems(plan, shipped, ground);
            var places = new PlanPlaces(file, new String(bytes, StandardCharsets.UTF_8));
            var found = new ArrayList<Finding>();
            problems.forEach(problem -> found.add(finding(problem, places.line(problem))));
            found.sort(Comparator.comparingInt(Finding::line));
            return new PlanFindings(name, found, Optional.of(Held.of(plan, ground)));
        } catch (FileProblems e) {
            return new PlanFindings(
                    name, e.problems().stream().map(Finding::of).toList(), Optional.empty());
        }
    }

    /** Of an assumed fleet only the time that it takes is believed, not where devices are. */
    private static List<PlanCheck.Problem> problems(Plan plan, Kind kind, PlanGround ground) {
        var all = PlanCheck.check(plan, kind, ground.rules(), ground.counts());
        if (ground.known()) {
            return all;
        }
        var problems =
                new ArrayList<>(
                        PlanCheck.check(plan, kind, ground.rules()).stream()
                                .filter(problem -> !problem.path().equals(DEADLINE))
                                .toList());
        all.stream().filter(problem -> problem.path().equals(DEADLINE)).forEach(problems::add);
        return List.copyOf(problems);
    }

    boolean sound() {
        return held.isPresent() && all.stream().noneMatch(Finding::isError);
    }

    /** One line for each. */
    List<String> lines() {
        return all.stream().map(finding -> finding.told(file)).toList();
    }

    private static Finding finding(PlanCheck.Problem problem, int line) {
        return new Finding(
                line,
                problem.severity().name().toLowerCase(Locale.ROOT),
                problem.path(),
                problem.expected(),
                problem.found(),
                problem.todo());
    }
}
