package dev.firebreak.cli.demo;

import dev.firebreak.cli.Exit;
import dev.firebreak.cli.Terminal;
import dev.firebreak.wire.json.Json;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.util.concurrent.Callable;

/** {@code firebreak demo}: see it work on this machine in two minutes. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description = {
            "Starts a real server with its clock sped up, drives a fleet over real HTTP through a good",
            "and a bad release, kills the server halfway, and says what the machines lived through."
        })
public final class DemoVerb implements Callable<Integer> {
    private final Terminal terminal;

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

    @Option(names = "--json", description = "the last line of output is the result as JSON")
    private boolean json;

    /** The verb, writing to {@code terminal}. */
    public DemoVerb(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (devices < 200 || devices > 5000) {
            terminal.say(
                    "expected 200 to 5000 devices, found %d: a smaller fleet proves little, a larger one needs more than this machine"
                            .formatted(devices));
            return Exit.USAGE.code();
        }
        var result = new Story(terminal, devices, seed).tell();
        if (json) {
            terminal.result(Json.text(result));
        }
        return result.ok() ? Exit.DONE.code() : Exit.NOT_VERIFIED.code();
    }
}
