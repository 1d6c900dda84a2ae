package dev.firebreak.cli.demo;

import dev.firebreak.cli.Exit;
import dev.firebreak.cli.Trouble;
import dev.firebreak.cli.command.Session;
import dev.firebreak.wire.json.Json;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;

/** {@code firebreak demo}: see it work on this machine in two minutes. */
@Command(name = "demo", mixinStandardHelpOptions = true, description = DemoVerb.TOLD)
public final class DemoVerb implements Callable<Integer> {
    static final String TOLD =
            "Starts a real server with its clock sped up, drives a fleet over real HTTP through a"
                    + " good and a bad release, kills the server halfway, and says what the"
                    + " machines lived through.";

    private final Session session;

    @Option(
            names = "--devices",
            defaultValue = "1000",
            description = "machines in the fleet, 200 to 5000 (default ${DEFAULT-VALUE})")
    private int devices;

    @Option(
            names = "--seed",
            defaultValue = "291",
            description = "fixes fleet, order of effects and fates (default ${DEFAULT-VALUE})")
    private long seed;

    /** The verb, told to whoever sits in front of {@code session}. */
    public DemoVerb(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (devices < 200 || devices > 5000) {
            throw Trouble.usage(
                    ("expected 200 to 5000 devices, found %d: a smaller fleet proves little,"
                                    + " a larger one needs more than this machine")
                            .formatted(devices));
        }
        var result = new Story(session::say, devices, seed).tell();
        session.answer(Json.tree(result), List.of());
        return result.ok() ? Exit.DONE.code() : Exit.NOT_VERIFIED.code();
    }
}
