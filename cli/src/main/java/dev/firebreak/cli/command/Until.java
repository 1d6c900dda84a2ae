package dev.firebreak.cli.command;

import dev.firebreak.cli.Exit;
import dev.firebreak.cli.Trouble;
import dev.firebreak.cli.show.Ladder;

import java.util.Optional;

/** Until when a rollout is watched, and how the watching ends. */
sealed interface Until {
    /** Until nothing more comes of it by itself. */
    record Over() implements Until {}

    /** Until it is held, or over. */
    record Held() implements Until {}

    /** Until its wave {@code number}, from 1, has opened, or it is over. */
    record Wave(int number) implements Until {}

    /** Until its wave {@code number}, from 1, has proved itself, or it is over. */
    record Promoted(int number) implements Until {}

    /** Reads {@code over}, {@code held}, {@code wave=N} or {@code promoted=N}. */
    static Until parse(String text) {
        if (text.equals("over")) {
            return new Over();
        }
        if (text.equals("held")) {
            return new Held();
        }
        if (text.matches("(wave|promoted)=[1-9][0-9]{0,3}")) {
            int number = Integer.parseInt(text.substring(text.indexOf('=') + 1));
            return text.startsWith("wave") ? new Wave(number) : new Promoted(number);
        }
        throw Trouble.usage(
                "expected over, held, wave=N or promoted=N after --until, found '%s': correct it"
                        .formatted(text));
    }

    /**
     * How the watching ends, if it does.
     *
     * @param settled whether the state was the same when last looked at: a halt may go on to a
     *     rollback by itself, and then is not the end
     */
    default Optional<Exit> ends(Ladder ladder, boolean settled) {
        if (ladder.over() && (settled || !ladder.state().equals("HALTED"))) {
            return Optional.of(exit(ladder));
        }
        return switch (this) {
            case Over _ -> Optional.empty();
            case Held _ ->
                    ladder.state().equals("HELD") ? Optional.of(Exit.HELD) : Optional.empty();
            case Wave(int number) -> reached(ladder, number, false);
            case Promoted(int number) -> reached(ladder, number, true);
        };
    }

    /** The exit code of a rollout's state when nobody waits any longer. */
    static Exit exit(Ladder ladder) {
        return switch (ladder.state()) {
            case "HALTED" -> Exit.HALTED;
            case "ROLLED_BACK" -> Exit.ROLLED_BACK;
            case "HELD" -> Exit.HELD;
            case "WITHDRAWN" -> Exit.MOVED_ON;
            default -> Exit.DONE;
        };
    }

    private static Optional<Exit> reached(Ladder ladder, int number, boolean promoted) {
        return ladder.rungs().stream()
                        .filter(rung -> rung.wave() == number)
                        .anyMatch(
                                rung ->
                                        rung.state().equals("PROMOTED")
                                                || (!promoted && begun(rung)))
                ? Optional.of(Exit.DONE)
                : Optional.empty();
    }

    private static boolean begun(Ladder.Rung rung) {
        return rung.step() > 1 || rung.exposed() > 0 || !rung.state().equals("NEXT");
    }
}
