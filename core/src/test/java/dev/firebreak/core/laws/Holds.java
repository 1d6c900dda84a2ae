package dev.firebreak.core.laws;

import dev.firebreak.core.hold.Hold;
import dev.firebreak.core.words.Moment;
import dev.firebreak.core.words.Placement;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The holds over devices that stand, as an onlooker writes them down. */
final class Holds {
    private record Standing(Hold hold, Moment since) {}

    private final Map<Integer, Standing> standing = new TreeMap<>();

    void place(Hold hold, Moment at) {
        standing.put(hold.id(), new Standing(hold, at));
    }

    void lift(int hold) {
        standing.remove(hold);
    }

    /** Since when it stands, if it does. */
    Optional<Moment> since(int hold) {
        return Optional.ofNullable(standing.get(hold)).map(Standing::since);
    }

    /** The hold under which a device in {@code place} stands, if any. */
    Optional<Hold> over(Placement place) {
        return standing.values().stream()
                .map(Standing::hold)
                .filter(it -> it.target().holds(place))
                .findFirst();
    }
}
