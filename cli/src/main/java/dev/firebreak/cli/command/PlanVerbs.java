package dev.firebreak.cli.command;

import dev.firebreak.cli.Exit;
import dev.firebreak.cli.Trouble;
import dev.firebreak.cli.http.Api;
import dev.firebreak.cli.show.Count;
import dev.firebreak.cli.show.LadderPicture;
import dev.firebreak.cli.show.Look;
import dev.firebreak.cli.show.PlanDiff;
import dev.firebreak.cli.show.PlanReport;
import dev.firebreak.core.plan.Bindings;
import dev.firebreak.core.release.Kind;
import dev.firebreak.wire.file.FileProblems;
import dev.firebreak.wire.file.PlanFile;
import dev.firebreak.wire.file.PlanText;
import dev.firebreak.wire.json.Json;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** {@code plan …}: what is to happen, before anybody is asked to approve it. */
@Command(name = "plan", description = "writes, checks, previews and compares plans")
final class PlanVerbs {
    private static final String FILE = "the plan, YAML or JSON";
    private static final long MANY = 1_000_000_000;

    private final Session session;

    PlanVerbs(Session session) {
        this.session = session;
    }

    /** A label, and the fleet it is for; empty where nobody said. */
    private record Wanted(String label, List<Bindings.Count> counts, String said) {}

    @Command(
            description = {
                "writes a safe plan for the fleet at hand, with a word on each number",
                "without a server it has a wave for each tier, regardless of region"
            })
    int init(
            @Option(
                            names = "--kind",
                            required = true,
                            paramLabel = "K",
                            description = "one of ${COMPLETION-CANDIDATES}")
                    Kind kind,
            @Option(
                            names = "--release",
                            paramLabel = "NAME@VERSION",
                            description = "what is shipped (default: the newest of this kind)")
                    Optional<String> release,
            @Option(
                            names = "--out",
                            paramLabel = "FILE",
                            description = "write a new file (default: standard output)")
                    Optional<String> out,
            @Option(names = "--offline", description = "ask no server") boolean offline) {
        var wanted = offline ? wanted(release, kind) : asked(release, kind);
        var text =
                "# A safe plan for a release of kind %s and %s.\n# Next: plan check, plan preview, rollout propose.\n"
                                .formatted(kind, wanted.said())
                        + PlanText.initial(kind, wanted.label(), wanted.counts());
        out.ifPresent(file -> write(file, text));
        session.answer(
                Json.tree(new TreeMap<>(Map.of("plan", text, "release", wanted.label()))),
                out.isPresent() ? List.of() : text.lines().toList());
        out.ifPresent(file -> session.say("wrote %s: read it, then change it".formatted(file)));
        return Exit.DONE.code();
    }

    @Command(
            description = {
                "tells everything that is wrong with a plan, line by line; 2 if it is refused",
                "how many days it takes at best, and how much a fault that shows late can harm",
                "asks no server, unless --online: then releases and fleet are looked up too"
            })
    int check(
            @Parameters(paramLabel = "FILE", description = FILE) String file,
            @Option(
                            names = "--kind",
                            defaultValue = "CONTENT",
                            paramLabel = "K",
                            description = "of the release, where no server says it (CONTENT)")
                    Kind kind,
            @Option(
                            names = "--devices",
                            defaultValue = "1000",
                            paramLabel = "N",
                            description = "assume so many in each tier of each region (1000)")
                    long devices,
            @Option(names = "--online", description = "hold it against the server's fleet")
                    boolean online) {
        var findings = findings(file, kind, devices, !online);
        var lines = new ArrayList<>(findings.lines());
        var tree = new TreeMap<String, Object>();
        findings.held()
                .ifPresent(
                        held -> {
                            lines.addAll(wrapped(against(held)));
                            PlanReport.bounds(held.forecast())
                                    .forEach(line -> lines.addAll(wrapped(line)));
                            tree.putAll(PlanReport.tree(held.forecast()));
                            tree.put("devices", held.ground().devices());
                        });
        lines.add(verdict(findings));
        tree.put("file", file);
        tree.put("ok", findings.sound());
        tree.put("assumed", !online);
        tree.put("problems", findings.all());
        session.answer(Json.tree(tree), lines);
        return (findings.sound() ? Exit.DONE : Exit.USAGE).code();
    }

    @Command(
            description = {
                "shows who gets it, in which order, how many at once, and how long at best",
                "and what each step can see, and how much a fault that shows late can harm"
            })
    int preview(
            @Parameters(paramLabel = "FILE", description = FILE) String file,
            @Option(names = "--offline", description = "ask no server: assume a fleet")
                    boolean offline,
            @Option(
                            names = "--devices",
                            defaultValue = "1000",
                            paramLabel = "N",
                            description = "offline: in each tier of each region (default: 1000)")
                    long devices,
            @Option(
                            names = "--kind",
                            defaultValue = "CONTENT",
                            paramLabel = "K",
                            description = "offline: of the release (default: CONTENT)")
                    Kind kind) {
        var findings = findings(file, kind, devices, offline);
        findings.lines().forEach(session::say);
        var held = findings.held().orElseThrow(() -> Trouble.usage(verdict(findings)));
        var lines = new ArrayList<String>();
        lines.addAll(wrapped(against(held)));
        lines.addAll(PlanReport.steps(held.plan(), held.forecast()));
        lines.addAll(wrapped(PlanReport.BLIND));
        PlanReport.bounds(held.forecast()).forEach(line -> lines.addAll(wrapped(line)));
        var tree = new TreeMap<String, Object>(PlanReport.tree(held.plan(), held.forecast()));
        tree.put("devices", held.ground().devices());
        tree.put("assumed", !held.ground().known());
        tree.put("problems", findings.all());
        session.answer(Json.tree(tree), lines);
        return (findings.sound() ? Exit.DONE : Exit.USAGE).code();
    }

    /** Holds a file against the server's fleet, or against one that is assumed, and says so. */
    private PlanFindings findings(String file, Kind kind, long devices, boolean assumes) {
        if (devices < 1 || devices > MANY) {
            throw Trouble.usage(
                    "expected 1 to %d devices, found %d: correct --devices"
                            .formatted(MANY, devices));
        }
        var bytes = session.read(file);
        var findings =
                PlanFindings.of(
                        file,
                        bytes,
                        kind,
                        plan -> assumes ? PlanGround.assumed(plan, kind, devices) : online());
        if (assumes) {
            wrapped(PlanAssumptions.TOLD).forEach(session::say);
        }
        return findings;
    }

    private static String against(PlanFindings.Held held) {
        return "%s: %s, %s."
                .formatted(
                        held.plan().name(),
                        Count.of(held.ground().devices(), "device"),
                        held.ground().said());
    }

    private List<String> wrapped(String line) {
        return LadderPicture.wrapped(line, session.width(), "  ");
    }

    @Exits(Exit.DONE)
    @Command(
            description = {
                "tells how two plans differ in meaning, defaults included; what is weaker comes first",
                "asks no server"
            })
    int diff(
            @Parameters(index = "0", paramLabel = "BEFORE", description = "the plan before")
                    String before,
            @Parameters(index = "1", paramLabel = "AFTER", description = "the plan after")
                    String after) {
        var lines = PlanDiff.of(tree(before), tree(after));
        session.answer(
                Json.tree(Map.of("differences", lines)),
                lines.isEmpty()
                        ? List.of("no difference in meaning")
                        : lines.stream().map(PlanDiff.Line::toString).toList());
        return Exit.DONE.code();
    }

    private Wanted wanted(Optional<String> release, Kind kind) {
        var label =
                release.orElseGet(
                        () -> {
                            var stands = kind.name().toLowerCase(Locale.ROOT) + "@1";
                            session.say(
                                    "note: %s stands for your release: correct it, or name it with --release"
                                            .formatted(stands));
                            return stands;
                        });
        if (!label.matches("[^@\\s]+@[^@\\s]+")) {
            throw Trouble.usage(
                    "expected a name like sensor-content@291, found '%s': write NAME@VERSION"
                            .formatted(label));
        }
        return new Wanted(label, List.of(), "any fleet: no server was asked");
    }

    private Wanted asked(Optional<String> release, Kind kind) {
        try (var api = session.api()) {
            var fleet = PlanGround.counts(api.get("/fleet"));
            var label = release.or(() -> newest(api, kind));
            release.filter(it -> !new Find(api).sealed(it))
                    .ifPresent(
                            it ->
                                    session.say(
                                            "note: %s is not sealed yet: 'release create' seals it"
                                                    .formatted(it)));
            var devices = fleet.stream().mapToLong(Bindings.Count::devices).sum();
            var said = "%s, as they are now".formatted(Count.of(devices, "device"));
            return new Wanted(wanted(label, kind).label(), fleet, said);
        } catch (Trouble e) {
            if (e.exit() != Exit.UNREACHABLE) {
                throw e;
            }
            session.say("note: no server answers, so the plan is for any fleet");
            return wanted(release, kind);
        }
    }

    private static Optional<String> newest(Api api, Kind kind) {
        return new Find(api)
                .all("/releases").stream()
                        .filter(row -> Look.text(row, "kind").equals(kind.name()))
                        .filter(row -> !Look.flag(row, "revoked"))
                        .map(Find::label)
                        .reduce((_, last) -> last);
    }

    private PlanGround online() {
        try (var api = session.api()) {
            return PlanGround.of(api);
        }
    }

    private JsonNode tree(String file) {
        try {
            return Json.tree(PlanFile.parse(file, session.read(file)));
        } catch (FileProblems e) {
            throw new Trouble(Exit.USAGE, e.text(), e);
        }
    }

    private static String verdict(PlanFindings findings) {
        long errors = findings.all().stream().filter(PlanFindings.Finding::isError).count();
        long warnings = findings.all().size() - errors;
        return "%s: %s%s"
                .formatted(
                        findings.file(),
                        findings.sound() ? "sound" : "refused, " + Count.of(errors, "error"),
                        warnings == 0 ? "" : ", " + Count.of(warnings, "warning"));
    }

    private void write(String file, String text) {
        try {
            Files.writeString(session.path(file), text, StandardOpenOption.CREATE_NEW);
        } catch (FileAlreadyExistsException e) {
            throw new Trouble(
                    Exit.USAGE,
                    "expected a new file, found that '%s' exists: name another, or remove it"
                            .formatted(file),
                    e);
        } catch (IOException e) {
            throw new Trouble(
                    Exit.FAULT,
                    "expected to write '%s', found that it cannot be: check the folder"
                            .formatted(file),
                    e);
        }
    }
}
