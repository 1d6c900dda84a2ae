package dev.firebreak.core.laws;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Chance that can be had again: everything random in a history comes from its seed. */
final class Dice {
    private final SplittableRandom random;

    Dice(long seed) {
        this.random = new SplittableRandom(seed);
    }

    /** True so many times of a thousand. */
    boolean chance(int perMille) {
        return random.nextInt(1000) < perMille;
    }

    /** A number from {@code least} to {@code most}, both included. */
    int from(int least, int most) {
        return random.nextInt(least, most + 1);
    }

    Duration minutes(int least, int most) {
        return Duration.ofMinutes(from(least, most));
    }

    <T> T pick(List<T> all) {
        return all.get(random.nextInt(all.size()));
    }

    @SafeVarargs
    final <T> T of(T... all) {
        return all[random.nextInt(all.length)];
    }

    <T> List<T> shuffled(List<T> all) {
        var mixed = new ArrayList<T>(all);
        for (int i = mixed.size() - 1; i > 0; i--) {
            int other = random.nextInt(i + 1);
            var kept = mixed.get(i);
            mixed.set(i, mixed.get(other));
            mixed.set(other, kept);
        }
        return mixed;
    }
}
