package dev.firebreak.core.laws;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** One random history of a small fleet, all of it by its seed, watched from outside. */
final class History {
    private History() {}

    /** Lives it through; the violations found, at most one of each law. */
    static List<Violation> of(long seed, Supplier<Core> cores) {
        var onlooker = new Onlooker(seed);
        live(seed, cores, onlooker);
        return onlooker.violations();
    }

    /** Lives it through before the eyes of {@code onlooker}. */
    static void live(long seed, Supplier<Core> cores, Onlooker onlooker) {
        var dice = new Dice(seed);
        var setting = new Setting(dice);
        var server = new Server(cores, onlooker, dice, dice.of(0, 1, 5));
        var people = new Operators(setting, dice);
        server.take(people.begin());
        int ticks = dice.from(50, 130);
        for (int tick = 0; tick < ticks; tick++) {
            onlooker.step();
            server.pass(setting.unit());
            disturb(server, dice);
            var requests = new ArrayList<Request>();
            for (var machine : dice.shuffled(setting.machines)) {
                requests.addAll(machine.live(server));
            }
            var orders = people.work(server);
            int when = requests.isEmpty() ? 0 : dice.from(0, requests.size());
            requests.addAll(when, orders);
            if (!requests.isEmpty()) {
                server.take(requests);
            }
            server.tick();
        }
        server.replay();
    }

    private static void disturb(Server server, Dice dice) {
        if (dice.chance(4)) {
            server.restart();
        }
        if (dice.chance(2)) {
            server.jump(Duration.ofMinutes(dice.from(-2000, 2000)));
        }
    }
}
