package dev.firebreak.cli.command;

import dev.firebreak.cli.Exit;
import dev.firebreak.cli.Terminal;
import dev.firebreak.cli.Trouble;
import dev.firebreak.cli.audit.LogFolder;
import dev.firebreak.wire.json.Json;
import dev.firebreak.wire.json.Malformed;

import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.lang.reflect.AnnotatedElement;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * The tool as one function: words in, exit code out. Other modules add their verbs before it runs;
 * each is a class with picocli's annotations.
 */
public final class Firebreak {
    private static final Set<Exit> OF_ALL = EnumSet.of(Exit.DONE, Exit.FAULT, Exit.USAGE, Exit.BUG);
    private static final Set<Exit> OF_SERVER =
            EnumSet.of(Exit.UNREACHABLE, Exit.NOT_ALLOWED, Exit.NOT_FOUND, Exit.MOVED_ON);
    private static final int BUG_ID_BYTES = 4;

    private final Terminal terminal;
    private final Surroundings place;
    private LogFolder folders =
            (folder, _, _) -> {
                throw new IOException("this build reads no folders, not even " + folder);
            };
    private ServerStart servers =
            wanted -> {
                throw new IOException("this build starts no servers, not even on " + wanted.host());
            };
    private final Map<String, Function<Session, Object>> more = new LinkedHashMap<>();

    /** The tool in a place. */
    public Firebreak(Terminal terminal, Surroundings place) {
        this.terminal = terminal;
        this.place = place;
    }

    /** Reads the logs of servers with {@code reader}, which this module cannot. */
    public Firebreak reading(LogFolder reader) {
        this.folders = reader;
        return this;
    }

    /** Starts servers with {@code start}, which this module cannot. */
    public Firebreak starting(ServerStart start) {
        this.servers = start;
        return this;
    }

    /** Adds a verb of another module under {@code name}. */
    public Firebreak with(String name, Function<Session, Object> verb) {
        more.put(name, verb);
        return this;
    }

    /** Runs one command line. Returns the exit code; never throws. */
    public int run(List<String> args) {
        var root = new Root();
        var session = new Session(root, terminal, place);
        var line = line(root, session);
        line.setParameterExceptionHandler(
                (e, _) -> {
                    session.heed(args);
                    return wrong(session, e);
                });
        line.setExecutionExceptionHandler((e, _, _) -> failed(session, e));
        return line.execute(args.toArray(String[]::new));
    }

    /** The whole command line, for completion. */
    CommandLine line() {
        var root = new Root();
        return line(root, new Session(root, terminal, place));
    }

    private CommandLine line(Root root, Session session) {
        var line = new CommandLine(root);
        line.addSubcommand("up", new UpVerb(session, servers));
        line.addSubcommand("version", new VersionVerb(session));
        var release = new ReleaseVerbs(session);
        line.addSubcommand("release", release);
        line.addSubcommand("evidence", new EvidenceVerbs(session));
        line.addSubcommand("gate", new GateVerbs(session));
        line.addSubcommand("device", new DeviceVerbs(session));
        line.addSubcommand("fleet", new SettingVerbs.Fleet(session));
        line.addSubcommand("policy", new SettingVerbs.Policy(session));
        line.addSubcommand("customer", new SettingVerbs.OfCustomer(session));
        line.addSubcommand("plan", new PlanVerbs(session));
        var rollout = new RolloutVerbs(session);
        line.addSubcommand("rollout", rollout);
        line.addSubcommand("token", new TokenVerbs(session));
        line.addSubcommand("hold", new HoldVerbs(session, rollout));
        line.addSubcommand("audit", new AuditVerbs(session, folders));
        line.addSubcommand("completion", new CompletionVerb(session, this));
        line.addSubcommand("halt", new QuickVerbs.Halt(rollout));
        line.addSubcommand("revoke", new QuickVerbs.Revoke(release));
        more.forEach((name, verb) -> line.addSubcommand(name, verb.apply(session)));
        line.setCaseInsensitiveEnumValuesAllowed(true); // holds for the verbs added so far
        line.setOut(new PrintWriter(terminal.out(), true, StandardCharsets.UTF_8));
        line.setErr(new PrintWriter(terminal.err(), true, StandardCharsets.UTF_8));
        everyVerb(line, Firebreak::tellExits);
        return line;
    }

    private static void everyVerb(CommandLine line, java.util.function.Consumer<CommandSpec> told) {
        told.accept(line.getCommandSpec());
        line.getSubcommands().values().forEach(verb -> everyVerb(verb, told));
    }

    /** Each verb's help lists the codes that this verb can end with. */
    private static void tellExits(CommandSpec spec) {
        if (!spec.subcommands().isEmpty() && !(spec.userObject() instanceof HoldVerbs)) {
            return;
        }
        var codes = EnumSet.copyOf(OF_ALL);
        var verb =
                spec.userObject() instanceof AnnotatedElement method
                        ? method
                        : spec.userObject().getClass();
        var own = verb.getAnnotation(Exits.class);
        if (own == null || !Arrays.asList(own.value()).contains(Exit.DONE)) {
            codes.addAll(OF_SERVER);
        }
        if (own != null) {
            codes.addAll(Arrays.asList(own.value()));
        }
        var told = new LinkedHashMap<String, String>();
        codes.forEach(code -> told.put(String.valueOf(code.code()), code.meaning()));
        spec.usageMessage().exitCodeListHeading("Exit codes:%n").exitCodeList(told);
    }

    private int wrong(Session session, ParameterException e) {
        var line = e.getCommandLine();
        told(session, Exit.USAGE, Wrong.told(e));
        if (Wrong.isNone(e)) {
            terminal.say(line.getHelp().commandList().stripTrailing());
        }
        terminal.say("  try '%s --help'".formatted(line.getCommandSpec().qualifiedName()));
        return Exit.USAGE.code();
    }

    private int failed(Session session, Exception e) {
        return switch (e) {
            case Trouble trouble -> told(session, trouble.exit(), trouble.line());
            case Malformed malformed -> told(session, Exit.USAGE, malformed.line());
            default -> bug(session, e);
        };
    }

    /** A person reads why on standard error; a program on standard output too. */
    private int told(Session session, Exit exit, String why) {
        terminal.say(why);
        session.fail(error(exit, why));
        return exit.code();
    }

    private static JsonNode error(Exit exit, String why) {
        var error = new LinkedHashMap<String, Object>();
        error.put("error", why);
        error.put("exit", exit.code());
        return Json.tree(error);
    }

    /** What nobody foresaw: one line for the person, the rest in a file for whoever mends it. */
    private int bug(Session session, Exception e) {
        var id = new byte[BUG_ID_BYTES];
        new SecureRandom().nextBytes(id);
        var name = "firebreak-bug-" + HexFormat.of().formatHex(id);
        var report = new StringWriter();
        e.printStackTrace(new PrintWriter(report));
        var lines = new ArrayList<String>();
        lines.add("a bug in the tool, %s: %s".formatted(name, e));
        try {
            var file = Files.createTempFile(name + "-", ".txt");
            Files.writeString(file, report.toString());
            lines.add("  please report it with the file " + file);
        } catch (IOException | UncheckedIOException unwritten) {
            lines.add("  please report it with this line; its report could not be written");
        }
        lines.forEach(terminal::say);
        session.fail(error(Exit.BUG, String.join("\n", lines)));
        return Exit.BUG.code();
    }
}
