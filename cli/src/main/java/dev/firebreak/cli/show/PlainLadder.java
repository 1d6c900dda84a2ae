package dev.firebreak.cli.show;

import java.util.Optional;

/** A rollout in one line, for logs, pipes and screen readers. */
public final class PlainLadder {
    private PlainLadder() {}

    /** The line for {@code ladder}, if it says anything else than {@code before}. */
    public static Optional<String> change(Optional<String> before, Ladder ladder) {
        var line = line(ladder);
        return before.filter(line::equals).isPresent() ? Optional.empty() : Optional.of(line);
    }

    /** The line. */
    public static String line(Ladder ladder) {
        var counts = ladder.counts();
        return "%s %s%s exposed %d, confirmed %d, harmed %d, unconfirmed %d: %s"
                .formatted(
                        ladder.id(),
                        ladder.state(),
                        wave(ladder),
                        counts.exposed(),
                        counts.confirmed(),
                        ladder.harmed(),
                        counts.unconfirmed(),
                        Table.plain(Ladder.why(ladder.state(), ladder.headline())));
    }

    private static String wave(Ladder ladder) {
        return ladder.rungs().stream()
                .filter(rung -> !rung.state().equals("PROMOTED") && !rung.state().equals("NEXT"))
                .findFirst()
                .map(
                        rung ->
                                ", wave %d/%d %s step %d/%d %s,"
                                        .formatted(
                                                rung.wave(),
                                                ladder.rungs().size(),
                                                Table.plain(rung.name()),
                                                rung.step(),
                                                rung.steps(),
                                                rung.state()))
                .orElse(",");
    }
}
