package dev.firebreak.core.decision;

import dev.firebreak.core.release.Release;
import dev.firebreak.core.words.ActionId;
import dev.firebreak.core.words.DeviceId;
import dev.firebreak.core.words.Digest;
import dev.firebreak.core.words.Moment;
import dev.firebreak.core.words.Placement;
import dev.firebreak.core.words.Reason;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Devices that live by themselves while a story runs: each polls at every tick as its kind does.
 */
final class Bots {
    /** What a device is like. */
    enum Kind {
        /** Does nothing that the story does not say. */
        STILL,
        /** Polls, and does nothing with what it is offered. */
        POLLS,
        /** Installs what it is offered, and says so. */
        GOOD,
        /** Says that the install failed. */
        BREAKS,
        /** Says success, and is never heard again. */
        DIES,
        /** Takes the offer, and is never heard again. */
        VANISHES,
        /** Says success, and boots again every five minutes. */
        LOOPS,
        /** Says success at once, without having fetched anything. */
        LIES,
        /** Says to have dropped what it is told to drop, and installs it all the same. */
        STUBBORN
    }

    private static final Duration BETWEEN_BOOTS = Duration.ofMinutes(5);

    /** One device. */
    private static final class Bot {
        final DeviceId id;
        Placement place;
        Kind kind = Kind.STILL;
        String version = "1";
        int boot = 1;
        Optional<ActionId> working = Optional.empty();
        Optional<ActionId> done = Optional.empty();
        int progress;
        boolean loops;
        Moment bootedAt;

        Bot(DeviceId id, Placement place, Moment now) {
            this.id = id;
            this.place = place;
            this.bootedAt = now;
        }
    }

    private final TestLoop loop;
    private final Map<DeviceId, Bot> bots = new LinkedHashMap<>();

    Bots(TestLoop loop) {
        this.loop = loop;
    }

    void add(DeviceId id, Placement place) {
        bots.computeIfAbsent(id, it -> new Bot(it, place, loop.now())).place = place;
    }

    void become(DeviceId id, Kind kind) {
        bot(id).kind = kind;
    }

    Placement place(DeviceId id) {
        return bot(id).place;
    }

    private Bot bot(DeviceId id) {
        var bot = bots.get(id);
        if (bot == null) {
            throw new IllegalArgumentException("expected a known device, found " + id);
        }
        return bot;
    }

    /** Everybody lives for one tick. */
    List<Decision> live() {
        var all = new ArrayList<Decision>();
        for (var bot : bots.values()) {
            live(bot, all);
        }
        return all;
    }

    private void live(Bot bot, List<Decision> all) {
        if (bot.kind == Kind.STILL || loop.world().device(bot.id).isEmpty()) {
            return;
        }
        loop.heard(bot.id);
        if (bot.loops && loop.now().past(bot.bootedAt, BETWEEN_BOOTS)) {
            boot(bot, all);
        }
        if (bot.progress == 0 && loop.mayBeGranted(bot.id)) {
            all.add(loop.asks(bot.id, Optional.of(Duration.ofHours(1))));
        }
        switch (loop.core().visible(bot.id)) {
            case Visible.Nothing _, Visible.Awaiting _ -> finish(bot, all);
            case Visible.Cancelled(var action, _, _) -> {
                all.add(
                        loop.see(
                                new Observation.CancelReported(
                                        bot.id,
                                        action,
                                        Observation.CancelAnswer.DONE,
                                        Reason.told("dropped"),
                                        loop.now())));
                if (bot.kind != Kind.STUBBORN) {
                    bot.progress = 0;
                    bot.working = Optional.empty();
                }
            }
            case Visible.Offered(var action, _, var release) -> work(bot, action, release, all);
        }
    }

    private void finish(Bot bot, List<Decision> all) {
        if (bot.kind == Kind.STUBBORN && bot.progress > 1) {
            bot.working.ifPresent(
                    action -> all.add(report(bot, action, Observation.Report.SUCCEEDED)));
            bot.progress = 0;
            bot.working = Optional.empty();
        }
    }

    private void work(Bot bot, ActionId action, Digest release, List<Decision> all) {
        if (!bot.working.equals(Optional.of(action))) {
            bot.working = Optional.of(action);
            bot.progress = 0;
        }
        if (bot.done.equals(bot.working)) {
            return;
        }
        switch (bot.kind) {
            case STILL, POLLS -> {}
            case VANISHES -> bot.kind = Kind.STILL;
            case LIES -> all.add(report(bot, action, Observation.Report.SUCCEEDED));
            case GOOD, BREAKS, DIES, LOOPS, STUBBORN -> step(bot, action, release, all);
        }
    }

    private void step(Bot bot, ActionId action, Digest release, List<Decision> all) {
        bot.progress++;
        switch (bot.progress) {
            case 1 -> {
                all.add(report(bot, action, Observation.Report.PROCEEDING));
                if (loop.world().release(release).orElseThrow().kind().needsRestart()) {
                    tell(bot, all); // the server asks at the grant
                }
            }
            case 2 -> {
                all.add(served(bot, action, Observation.Served.STARTED));
                all.add(served(bot, action, Observation.Served.COMPLETED));
            }
            default -> end(bot, action, loop.world().release(release).orElseThrow(), all);
        }
    }

    private void end(Bot bot, ActionId action, Release release, List<Decision> all) {
        bot.progress = 0;
        bot.done = Optional.of(action);
        if (bot.kind == Kind.BREAKS) {
            all.add(report(bot, action, Observation.Report.FAILED));
            return;
        }
        bot.version = release.version();
        all.add(report(bot, action, Observation.Report.SUCCEEDED));
        if (bot.kind == Kind.DIES) {
            bot.kind = Kind.STILL;
            return;
        }
        if (release.kind().needsRestart() || bot.kind == Kind.LOOPS) {
            bot.loops = bot.kind == Kind.LOOPS;
            boot(bot, all);
        } else {
            tell(bot, all);
        }
    }

    private void boot(Bot bot, List<Decision> all) {
        bot.boot++;
        bot.bootedAt = loop.now();
        tell(bot, all);
    }

    /** Tells what it can tell of itself. */
    void tell(DeviceId id, List<Decision> all) {
        tell(bot(id), all);
    }

    private void tell(Bot bot, List<Decision> all) {
        var client = bot.place.client();
        var boot = Optional.of("boot" + bot.boot).filter(_ -> client.saysBootId());
        var version = Optional.of(bot.version).filter(_ -> client.saysVersion());
        if (boot.isPresent() || version.isPresent()) {
            all.add(
                    loop.see(
                            new Observation.DeviceReported(
                                    bot.id, Map.of(), bot.place, boot, version, loop.now())));
        }
    }

    private Decision report(Bot bot, ActionId action, Observation.Report report) {
        return loop.see(
                new Observation.Reported(
                        bot.id, action, report, Reason.told("says the device"), loop.now()));
    }

    private Decision served(Bot bot, ActionId action, Observation.Served served) {
        return loop.see(new Observation.ArtifactServed(bot.id, action, served, loop.now()));
    }
}
