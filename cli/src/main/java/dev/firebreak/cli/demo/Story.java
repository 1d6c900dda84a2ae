package dev.firebreak.cli.demo;

import dev.firebreak.cli.Exit;
import dev.firebreak.cli.Trouble;
import dev.firebreak.cli.show.Table;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** The demonstration from beginning to end, told as it happens. */
final class Story {
    /** One second of this machine is one hour of the fleet. */
    private static final int FACTOR = 3600;

    /** A line of the story fits 80 columns. */
    private static final int LABEL = 30;

    private static final String BASE = "291.1";

    /** The version that is as it should be. */
    static final String GOOD = "291.2";

    private static final Duration SOAK = Duration.ofMinutes(30);
    private static final Duration LONGEST = Duration.ofSeconds(150);

    /** Looks, ten a second: a hold that neither ends nor becomes a halt waits for a person. */
    private static final int STAYS_HELD = 80;

    private static final Duration WAKE = Duration.ofSeconds(20);
    private static final double HALFWAY = 0.3;
    private static final Set<String> OVER = Set.of("COMPLETED", "ROLLED_BACK", "WITHDRAWN");

    private final Consumer<String> saying;
    private final int devices;
    private final long seed;
    private final Books books = new Books();
    private final AtomicBoolean ended = new AtomicBoolean();
    private final long began = System.nanoTime();
    private final Set<String> told = new HashSet<>();
    private int kills;
    private long haltedNanos = Long.MAX_VALUE;

    Story(Consumer<String> saying, int devices, long seed) {
        this.saying = saying;
        this.devices = devices;
        this.seed = seed;
    }

    DemoResult tell() throws IOException, InterruptedException {
        var folder = Files.createTempDirectory("firebreak-demo-");
        try (var client = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
                var server = ServerProcess.start(folder.resolve("data"), FACTOR, client);
                var lives = Executors.newVirtualThreadPerTaskExecutor();
                var desk = new Desk(server.url(), folder.resolve("data"))) {
            say(
                    "a real server is up at %s; one second here is one hour there"
                            .formatted(server.url()));
            var fleet = Drawn.fleet(devices, seed);
            int kept = desk.enrol(fleet);
            int lost = (int) fleet.stream().filter(Machine::lost).count();
            say(
                    ("%d machines enrolled: 3 tiers, 4 regions, pairs that stand in for each other; %d of them"
                                    + " will never call")
                            .formatted(kept, lost));
            desk.testify(desk.release(BASE));
            var good = desk.release(GOOD);
            var bad = desk.release(Life.BAD);
            say("gate of sensor-content@%s without evidence: %s".formatted(GOOD, desk.gate(good)));
            desk.testify(good);
            desk.testify(bad);
            say(
                    "signed test results with a rejected known-bad variant handed in: %s"
                            .formatted(desk.gate(good)));
            fleet.stream()
                    .filter(machine -> !machine.lost())
                    .forEach(
                            machine ->
                                    lives.execute(
                                            new Life(
                                                    machine,
                                                    client,
                                                    server.url(),
                                                    FACTOR,
                                                    SOAK,
                                                    BASE,
                                                    books,
                                                    ended)));
            var result = play(server, desk, new Reckoning(books, desk, kept, lost, FACTOR));
            ended.set(true);
            lives.shutdownNow();
            return result;
        } finally {
            ended.set(true);
            remove(folder);
        }
    }

    private DemoResult play(ServerProcess server, Desk desk, Reckoning reckoning)
            throws IOException, InterruptedException {
        say("");
        say("the good release, tier by tier and region by region:");
        var first = desk.rollOut(GOOD, BASE);
        var goodView = watch(desk, first, server, true);
        var good = new Reckoning.End(first, goodView, books.outlived(GOOD));
        say("%s: %d machines say that they run it".formatted(good.state(), books.running(GOOD)));
        if (!good.state().equals("COMPLETED")) {
            sayWhy(desk, first);
        }
        say("");
        say(
                "the bad release; its tests passed too, and most machines that install it die in silence:");
        haltedNanos = Long.MAX_VALUE;
        var second = desk.rollOut(Life.BAD, GOOD);
        watch(desk, second, server, false);
        awaitWakers(desk, second);
        var bad = new Reckoning.End(second, desk.look(second), books.outlived(Life.BAD));
        say(bad.headline());
        double seconds = Math.round((System.nanoTime() - began) / 1e8) / 10.0;
        var result = reckoning.result(good, bad, kills, haltedNanos, seed, seconds);
        summary(result);
        return result;
    }

    /** The server's words for each machine that the good release is said to have harmed. */
    private void sayWhy(Desk desk, String rollout) {
        for (var exposure : desk.exposures(rollout).path("items")) {
            if (exposure.has("reason")) {
                say(
                        "  %s is %s: %s"
                                .formatted(
                                        exposure.path("device").asString(),
                                        exposure.path("state").asString(),
                                        exposure.path("reason").asString()));
            }
        }
    }

    /**
     * Machines with a second slot start from it some hours after they died; until then the server
     * rightly calls them silent.
     */
    private void awaitWakers(Desk desk, String rollout) throws InterruptedException {
        long until = System.nanoTime() + WAKE.toNanos();
        while (System.nanoTime() < until && !settled(desk, rollout)) {
            Thread.sleep(100);
        }
    }

    private boolean settled(Desk desk, String rollout) {
        return books.allAwake()
                && Reckoning.silent(desk, rollout).equals(books.dead(Life.BAD))
                && desk.look(rollout).path("state").asString().equals("ROLLED_BACK")
                && desk.look(rollout).path("counts").path("inFlight").asInt() == 0;
    }

    private JsonNode watch(Desk desk, String rollout, ServerProcess server, boolean kill)
            throws IOException, InterruptedException {
        long until = System.nanoTime() + LONGEST.toNanos();
        int held = 0;
        while (System.nanoTime() < until) {
            var view = desk.look(rollout);
            narrate(rollout, view);
            var state = view.path("state").asString();
            boolean stopped =
                    state.equals("HALTED")
                            || state.equals("ROLLING_BACK")
                            || state.equals("ROLLED_BACK");
            if (stopped && haltedNanos == Long.MAX_VALUE) {
                haltedNanos = System.nanoTime();
                say("  ■ " + view.path("headline").asString());
            }
            if (kill && kills == 0 && books.running(GOOD) > HALFWAY * devices) {
                kills++;
                say("  ✂ SIGKILL: the server is dead, the fleet is not");
                server.kill();
                server.restart();
                say("  ↺ the same log, the same state: it goes on");
            }
            held = state.equals("HELD") ? held + 1 : 0;
            if (OVER.contains(state) || held > STAYS_HELD) {
                return view;
            }
            Thread.sleep(100);
        }
        throw new Trouble(
                Exit.TIME_OUT,
                "the demonstration's rollout did not end within %d s; it says: %s, %s"
                        .formatted(
                                LONGEST.toSeconds(),
                                desk.look(rollout).path("headline").asString(),
                                desk.look(rollout).path("speedLimit").asString()));
    }

    private void narrate(String rollout, JsonNode view) {
        for (var step : view.path("steps")) {
            var state = step.path("state").asString();
            var key = rollout + step.path("number").asInt() + state;
            if (!state.equals("NEXT") && !state.equals("BAKING") && told.add(key)) {
                var mark =
                        switch (state) {
                            case "PROMOTED" -> "●";
                            case "STOPPED" -> "■";
                            default -> "▶";
                        };
                // Of its block's target, this step has what earlier ones left.
                var exposed = step.path("exposed").asInt();
                var earlier = step.path("reached").asInt() - exposed;
                say(
                        "  %s %-30s %3d of %-3d exposed, %3d confirmed, %d harmed"
                                .formatted(
                                        mark,
                                        brief(step.path("label").asString()),
                                        exposed,
                                        Math.max(exposed, step.path("target").asInt() - earlier),
                                        step.path("confirmed").asInt(),
                                        step.path("harmed").asInt()));
            }
        }
    }

    /** Of many regions the first; the share stays. */
    private static String brief(String label) {
        int share = label.lastIndexOf(' ') + 1;
        return label.length() <= LABEL
                ? label
                : Table.cut(label.substring(0, share - 1), LABEL - 1 - (label.length() - share))
                        + " "
                        + label.substring(share);
    }

    private void summary(DemoResult result) {
        var good = result.good();
        var bad = result.bad();
        say("");
        say("what the machines lived through, in %.0f s:".formatted(result.wallSeconds()));
        say(
                "  good release  %-12s %d of %d machines outlived it, %d failed, %d false halts"
                        .formatted(
                                good.state(),
                                good.confirmed(),
                                devices,
                                good.failed(),
                                good.falseHalts()));
        say(
                ("  bad release   %-12s %d saw it, %d died of it, %d of those are back; stopped after %d"
                                + " minutes of the fleet's time")
                        .formatted(
                                bad.state(),
                                bad.exposed(),
                                bad.harmed(),
                                bad.recovered(),
                                bad.secondsToHalt() / 60));
        say(
                "  without waves and budget it would have been about %d"
                        .formatted(Math.round(devices * 0.97)));
        result.laws()
                .forEach(
                        (law, held) ->
                                say("  law %-18s %s".formatted(law, held ? "held" : "BROKEN")));
        say(result.ok() ? "all of it held." : "something did not hold: see above.");
    }

    private void say(String line) {
        saying.accept(line);
    }

    private static void remove(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
