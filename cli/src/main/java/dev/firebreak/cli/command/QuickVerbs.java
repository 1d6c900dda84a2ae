package dev.firebreak.cli.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.util.Optional;
import java.util.concurrent.Callable;

/** Words of the first level for what must be quick: stopping. */
final class QuickVerbs {
    private QuickVerbs() {}

    /** {@code halt} is {@code rollout halt}. */
    @Command(
            name = "halt",
            description = "stops a rollout for good; asks nothing, because stopping is cheap")
    static final class Halt implements Callable<Integer> {
        private final RolloutVerbs rollout;

        @Parameters(arity = "0..1", paramLabel = "ROLLOUT", description = RolloutVerbs.ROLLOUT)
        private Optional<String> id = Optional.empty();

        @Option(names = "--reason", paramLabel = "TEXT", description = "why")
        private Optional<String> reason = Optional.empty();

        Halt(RolloutVerbs rollout) {
            this.rollout = rollout;
        }

        @Override
        public Integer call() {
            return rollout.halt(id, reason);
        }
    }

    /** {@code revoke} is {@code release revoke}. */
    @Command(name = "revoke", description = "the kill switch: nobody gets this digest again")
    static final class Revoke implements Callable<Integer> {
        private final ReleaseVerbs release;

        @Parameters(paramLabel = "RELEASE", description = ReleaseVerbs.RELEASE)
        private String ref = "";

        @Option(names = "--reason", required = true, paramLabel = "TEXT", description = "why")
        private String reason = "";

        Revoke(ReleaseVerbs release) {
            this.release = release;
        }

        @Override
        public Integer call() {
            return release.revoke(ref, reason);
        }
    }
}
