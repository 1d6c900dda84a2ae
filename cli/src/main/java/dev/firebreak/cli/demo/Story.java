package dev.firebreak.cli.demo;

import dev.firebreak.cli.Exit;
import dev.firebreak.cli.Terminal;
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
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;

/** The demonstration from beginning to end, told as it happens. */
final class Story {
    /** One second of this machine is one hour of the fleet. */
    private static final int FACTOR = 3600;

    /** A line of the story fits 80 columns. */
    private static final int LABEL = 30;

    private static final String BASE = "291.1";
    private static final String GOOD = "291.2";
    private static final Duration SOAK = Duration.ofMinutes(30);
    private static final Duration LONGEST = Duration.ofSeconds(150);

    /** Looks, ten a second: a hold that neither ends nor becomes a halt waits for a person. */
    private static final int STAYS_HELD = 80;

    private static final Duration WAKE = Duration.ofSeconds(8);
    private static final double HALFWAY = 0.3;
    private static final int MOST_HARMED_OF_THOUSAND = 25;
    private static final double FLEET_BUDGET = 0.15;
    private static final Set<String> OVER = Set.of("COMPLETED", "ROLLED_BACK", "WITHDRAWN");

    private final Terminal terminal;
    private final int devices;
    private final long seed;
    private final Books books = new Books();
    private final AtomicBoolean ended = new AtomicBoolean();
    private final long began = System.nanoTime();
    private final Set<String> told = new HashSet<>();
    private int kills;
    private long haltedNanos = Long.MAX_VALUE;

    Story(Terminal terminal, int devices, long seed) {
        this.terminal = terminal;
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
            desk.applyFleet();
            int kept = desk.enrol(fleet);
            long lost = fleet.stream().filter(Machine::lost).count();
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
            var result = play(server, desk);
            ended.set(true);
            lives.shutdownNow();
            return result;
        } finally {
            ended.set(true);
            remove(folder);
        }
    }

    private DemoResult play(ServerProcess server, Desk desk)
            throws IOException, InterruptedException {
        say("");
        say("the good release, tier by tier and region by region:");
        var first = desk.rollOut(GOOD, BASE);
        var goodEnd = watch(desk, first, server, true);
        int confirmed = books.running(GOOD);
        say(
                "%s: %d machines say that they run it"
                        .formatted(goodEnd.path("state").asString(), confirmed));
        say("");
        say(
                "the bad release; its tests passed too, and most machines that install it die in silence:");
        var second = desk.rollOut(Life.BAD, GOOD);
        var badEnd = watch(desk, second, server, false);
        long haltedAt = haltedNanos;
        awaitWakers();
        say(badEnd.path("headline").asString());
        return judge(desk, first, goodEnd, badEnd, haltedAt);
    }

    /** Machines with a second slot start from it some hours after they died. */
    private void awaitWakers() throws InterruptedException {
        long until = System.nanoTime() + WAKE.toNanos();
        while (System.nanoTime() < until) {
            Thread.sleep(100);
        }
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

    private DemoResult judge(
            Desk desk, String first, JsonNode goodEnd, JsonNode badEnd, long haltedAt)
            throws IOException {
        var check = new Check(books, desk.auditor());
        int falseHalts = 0;
        for (var decision : desk.decisions(first).path("items")) {
            var what = decision.path("what").asString();
            falseHalts += what.equals("Held") || what.equals("Halted") ? 1 : 0;
        }
        int budget = (int) (FLEET_BUDGET * devices);
        int exceeded = Math.max(0, books.mostAtRisk() - budget) + books.pairsAtRisk();
        int lost = check.lost();
        var laws = new TreeMap<String, Boolean>();
        laws.put("budget", exceeded == 0);
        laws.put("durable", lost == 0);
        laws.put(
                "silenceCounts",
                badEnd.path("headline").asString().contains("silent") || books.died(Life.BAD) == 0);
        laws.put("accounted", addsUp(goodEnd) && addsUp(badEnd));
        laws.put("stopOutrunsStart", books.offeredAfter(Life.BAD, haltedAt) == 0);
        laws.put("replay", check.replays());
        var good =
                new DemoResult.Good(
                        goodEnd.path("state").asString(),
                        books.running(GOOD) + books.died(Life.BAD) - books.wokeUp(Life.BAD),
                        books.died(GOOD),
                        falseHalts);
        long toHalt = (haltedAt - books.firstOffer(Life.BAD)) * FACTOR / 1_000_000_000L;
        var bad =
                new DemoResult.Bad(
                        badEnd.path("state").asString(),
                        books.offered(Life.BAD),
                        books.died(Life.BAD),
                        books.wokeUp(Life.BAD),
                        toHalt,
                        badEnd.path("headline").asString());
        boolean ok =
                good.state().equals("COMPLETED")
                        && bad.state().equals("ROLLED_BACK")
                        && bad.harmed() * 1000L
                                <= MOST_HARMED_OF_THOUSAND * (long) Math.max(devices, 1000)
                        && falseHalts == 0
                        && kills > 0
                        && laws.values().stream().allMatch(Boolean::booleanValue);
        double seconds = (System.nanoTime() - began) / 1e9;
        summary(good, bad, laws, seconds, ok);
        return new DemoResult(
                devices,
                good,
                bad,
                new DemoResult.Crash(kills, lost, exceeded),
                laws,
                seed,
                Math.round(seconds * 10) / 10.0,
                ok);
    }

    private static boolean addsUp(JsonNode view) {
        var counts = view.path("counts");
        int parts = 0;
        for (var name :
                new String[] {
                    "inFlight",
                    "confirmed",
                    "failed",
                    "silent",
                    "reverted",
                    "withdrawn",
                    "writtenOff"
                }) {
            parts += counts.path(name).asInt();
        }
        return counts.path("exposed").asInt() == parts;
    }

    private void summary(
            DemoResult.Good good,
            DemoResult.Bad bad,
            Map<String, Boolean> laws,
            double seconds,
            boolean ok) {
        say("");
        say("what the machines lived through, in %.0f s:".formatted(seconds));
        say(
                "  good release  %-12s %d of %d machines ran it, %d false halts"
                        .formatted(good.state(), good.confirmed(), devices, good.falseHalts()));
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
        laws.forEach((law, held) -> say("  law %-18s %s".formatted(law, held ? "held" : "BROKEN")));
        say(ok ? "all of it held." : "something did not hold: see above.");
    }

    private void say(String line) {
        terminal.say(line);
    }

    private static void remove(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
