package dev.firebreak.core.laws;

import dev.firebreak.core.decision.Decision;
import dev.firebreak.core.decision.Fact;
import dev.firebreak.core.decision.Observation;
import dev.firebreak.core.decision.Visible;
import dev.firebreak.core.decision.World;
import dev.firebreak.core.words.DeviceId;

/** The core as its loop sees it; a broken one can stand in the place of the true one. */
interface Core {
    /** What follows from {@code seen}; changes nothing. */
    Decision decide(Observation seen);

    /** Makes {@code fact} part of the state. */
    void apply(Fact fact);

    /** Where questions go. */
    World world();

    /** What the device's poll shows. */
    default Visible visible(DeviceId device) {
        return world().visible(device);
    }

    /** The core as it is shipped. */
    static Core shipped() {
        return new Shipped(new World());
    }

    /** The world and nothing else. */
    record Shipped(World world) implements Core {
        @Override
        public Decision decide(Observation seen) {
            return world.decide(seen);
        }

        @Override
        public void apply(Fact fact) {
            world.apply(fact);
        }
    }
}
