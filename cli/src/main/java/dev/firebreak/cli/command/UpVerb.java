package dev.firebreak.cli.command;

import dev.firebreak.cli.Exit;
import dev.firebreak.cli.Trouble;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;

/** {@code firebreak up}: the server, until SIGTERM or SIGINT drains it. */
@Exits({Exit.DONE, Exit.FAULT, Exit.USAGE})
@Command(
        name = "up",
        description = "starts the server over a data folder; SIGTERM or Ctrl-C drains it")
final class UpVerb implements Callable<Integer> {
    private static final String NOT_YET = "not in this version; leave it out";

    private final Session session;
    private final ServerStart server;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            description = "where to listen; 0 = any free one (default: 8080)")
    private Optional<String> port = Optional.empty();

    @Option(
            names = "--host",
            paramLabel = "ADDRESS",
            description = "the address to listen on (default: 127.0.0.1, this machine only)")
    private Optional<String> host = Optional.empty();

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "the folder of log, keys and artifacts (default: firebreak-data)")
    private Optional<String> data = Optional.empty();

    @Option(
            names = "--time-factor",
            paramLabel = "N",
            description = "clocks run N times as fast, for demonstrations on this machine only")
    private Optional<String> timeFactor = Optional.empty();

    @Option(
            names = "--restored",
            description =
                    "the folder was put back from a backup, or may have been: every rollout starts"
                            + " on hold")
    private boolean restored;

    @Option(
            names = "--trusted-proxies",
            paramLabel = "NETWORKS",
            description =
                    "proxies whose X-Forwarded-* headers are believed, like 10.0.0.0/8,192.0.2.7"
                            + " (default: none)")
    private Optional<String> trustedProxies = Optional.empty();

    @Option(
            names = "--proxy-authorities",
            paramLabel = "HASHES",
            description =
                    "authorities of device certificates that trusted proxies name in X-Authority"
                            + " (default: none)")
    private Optional<String> proxyAuthorities = Optional.empty();

    @Option(names = "--database", paramLabel = "URL", description = NOT_YET)
    private Optional<String> database = Optional.empty();

    @Option(names = "--demo", description = NOT_YET + ": 'firebreak demo' has a server of its own")
    private boolean demo;

    UpVerb(Session session, ServerStart server) {
        this.session = session;
        this.server = server;
    }

    @Override
    public Integer call() throws InterruptedException {
        refuseWhatIsNotThere();
        var wanted =
                new ServerStart.Wanted(
                        session.path(session.setting("data", data).orElse(Session.DATA)),
                        session.setting("host", host).orElse("127.0.0.1"),
                        number("port", "--port", port, 8080),
                        number("timeFactor", "--time-factor", timeFactor, 1),
                        restored,
                        list("trustedProxies", trustedProxies),
                        list("proxyAuthorities", proxyAuthorities));
        var started = start(wanted);
        var ended = new CountDownLatch(1);
        Runtime.getRuntime()
                .addShutdownHook(
                        Thread.ofPlatform()
                                .name("drain")
                                .unstarted(
                                        () -> {
                                            started.drain().run();
                                            ended.countDown();
                                        }));
        tell(wanted, started);
        ended.await();
        return Exit.DONE.code();
    }

    /** Taken in silence, these would make somebody believe in a database that is not there. */
    private void refuseWhatIsNotThere() {
        var url = session.setting("database", database);
        if (url.isPresent()) {
            throw Trouble.usage(
                    ("expected no --database, found '%s': this version keeps everything in its data"
                                    + " folder; leave it out, and name the folder with --data")
                            .formatted(url.get()));
        }
        if (session.on("demo", demo)) {
            throw Trouble.usage(
                    "expected no --demo, found it: this version cannot fill a server with a fleet"
                            + " of its own; leave it out, or run 'firebreak demo'");
        }
    }

    private ServerStart.Started start(ServerStart.Wanted wanted) {
        try {
            return server.start(wanted);
        } catch (IllegalArgumentException e) {
            throw new Trouble(Exit.USAGE, String.valueOf(e.getMessage()), e);
        } catch (FileSystemException e) {
            throw new Trouble(
                    Exit.FAULT,
                    "expected a folder to write in, found that %s cannot be: choose another with --data"
                            .formatted(e.getMessage()),
                    e);
        } catch (IOException e) {
            throw new Trouble(Exit.FAULT, String.valueOf(e.getMessage()), e);
        }
    }

    private void tell(ServerStart.Wanted wanted, ServerStart.Started started) {
        var terminal = session.terminal();
        terminal.say("Firebreak is up at " + started.url());
        terminal.say("  first person's token: " + started.adminToken());
        terminal.say("  evidence for local use is signed with: " + started.localKey());
        if (wanted.timeFactor() > 1) {
            terminal.say("  its clock runs %d times as fast".formatted(wanted.timeFactor()));
        }
    }

    private List<String> list(String name, Optional<String> flag) {
        return session.setting(name, flag).stream()
                .flatMap(text -> Arrays.stream(text.split(",", -1)))
                .map(String::strip)
                .filter(part -> !part.isEmpty())
                .toList();
    }

    private int number(String name, String option, Optional<String> flag, int usual) {
        var text = session.setting(name, flag);
        if (text.isEmpty()) {
            return usual;
        }
        if (!text.get().matches("[0-9]{1,9}")) {
            throw Trouble.usage(
                    "expected a whole number for %s, found '%s': correct it"
                            .formatted(option, text.get()));
        }
        return Integer.parseInt(text.get());
    }
}
