package dev.firebreak.cli.demo;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What it all came to: computed from what the machines lived through, and held against what the
 * server says of them.
 *
 * @param enrolled machines that the server knows
 * @param lost how many of those were never switched on
 */
record Reckoning(Books books, Desk desk, int enrolled, int lost, int factor) {
    private static final int MOST_HARMED_OF_THOUSAND = 25;

    /**
     * One rollout when it was over.
     *
     * @param view what the server said of it
     * @param outlived machines that ran its release through their soak, by their own account
     */
    record End(String rollout, JsonNode view, Set<String> outlived) {
        String state() {
            return view.path("state").asString();
        }

        String headline() {
            return view.path("headline").asString();
        }

        private int count(String what) {
            return view.path("counts").path(what).asInt();
        }
    }

    /** What the demonstration says in the end; {@code haltedNanos}: when the halt was seen. */
    DemoResult result(End good, End bad, int kills, long haltedNanos, long seed, double wallSeconds)
            throws IOException {
        var check = new Check(books, desk.auditor(), enrolled);
        int exceeded = check.overBudget() + books.pairsAtRisk();
        int forgotten = check.lost();
        var laws = new TreeMap<String, Boolean>();
        laws.put("budget", exceeded == 0);
        laws.put("durable", forgotten == 0);
        laws.put("silenceCounts", silent(bad).containsAll(books.dead(Life.BAD)));
        laws.put("accounted", goodAddsUp(good) && badAddsUp(bad));
        laws.put("stopOutrunsStart", check.shownAfter(bad.rollout(), haltedNanos) == 0);
        laws.put("replay", check.replays());
        var first =
                new DemoResult.Good(
                        good.state(),
                        good.outlived().size(),
                        books.failed(Story.GOOD),
                        falseHalts(good));
        var second =
                new DemoResult.Bad(
                        bad.state(),
                        books.offered(Life.BAD).size(),
                        books.died(Life.BAD),
                        books.wokeUp(Life.BAD),
                        (haltedNanos - books.firstOffer(Life.BAD)) * factor / 1_000_000_000L,
                        bad.headline());
        boolean ok =
                first.state().equals("COMPLETED")
                        && first.confirmed() == enrolled - lost
                        && first.failed() == 0
                        && first.falseHalts() == 0
                        && second.state().equals("ROLLED_BACK")
                        && second.harmed() > 0
                        && second.harmed() * 1000L
                                <= MOST_HARMED_OF_THOUSAND * (long) Math.max(enrolled, 1000)
                        && kills > 0
                        && laws.values().stream().allMatch(Boolean::booleanValue);
        return new DemoResult(
                enrolled,
                first,
                second,
                new DemoResult.Crash(kills, forgotten, exceeded),
                laws,
                seed,
                wallSeconds,
                ok);
    }

    private int falseHalts(End good) {
        int halts = 0;
        for (var decision : desk.decisions(good.rollout()).path("items")) {
            var what = decision.path("what").asString();
            halts += what.equals("Held") || what.equals("Halted") ? 1 : 0;
        }
        return halts;
    }

    /** The server counts as confirmed who outlived the release, and nobody else. */
    private boolean goodAddsUp(End good) {
        return partsAreTheWhole(good)
                && good.count("exposed") == books.offered(Story.GOOD).size()
                && good.count("confirmed") == good.outlived().size();
    }

    /** It counts as silent who is dead, and as exposed who saw it, or could not any more. */
    private boolean badAddsUp(End bad) {
        int saw = books.offered(Life.BAD).size();
        return partsAreTheWhole(bad)
                && silent(bad).equals(books.dead(Life.BAD))
                && saw <= bad.count("exposed")
                && bad.count("exposed") - saw <= bad.count("withdrawn");
    }

    private Set<String> silent(End bad) {
        return silent(desk, bad.rollout());
    }

    /** The machines that the server calls silent. */
    static Set<String> silent(Desk desk, String rollout) {
        var silent = new TreeSet<String>();
        for (var exposure : desk.exposures(rollout).path("items")) {
            if (exposure.path("state").asString().equals("SILENT")) {
                silent.add(exposure.path("device").asString());
            }
        }
        return silent;
    }

    private static boolean partsAreTheWhole(End end) {
        return end.count("exposed")
                == end.count("inFlight")
                        + end.count("confirmed")
                        + end.count("failed")
                        + end.count("silent")
                        + end.count("reverted")
                        + end.count("withdrawn")
                        + end.count("writtenOff");
    }
}
