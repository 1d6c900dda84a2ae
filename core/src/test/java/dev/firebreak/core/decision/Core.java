package dev.firebreak.core.decision;

import dev.firebreak.core.words.DeviceId;

/** The core as its loop sees it; a test may put a broken one in the place of the right one. */
interface Core {
    /** What follows from {@code seen}. */
    Decision decide(Observation seen);

    /** Makes {@code fact} part of the state. */
    void apply(Fact fact);

    /** Where the questions go that change nothing. */
    World world();

    /** What the device's poll shows. */
    default Visible visible(DeviceId device) {
        return world().visible(device);
    }

    /** The core as it is shipped. */
    static Core real() {
        return new Real(new World());
    }

    /** The world, as it is. */
    record Real(World world) implements Core {
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
