package dev.firebreak.cli.demo;

import java.util.Map;

/** What the demonstration showed; the shape of {@code demo --json}. */
record DemoResult(
        int devices,
        Good good,
        Bad bad,
        Crash crash,
        Map<String, Boolean> laws,
        long seed,
        double wallSeconds,
        boolean ok) {
    /**
     * The good release, by the machines' own account.
     *
     * @param confirmed machines that ran it through their soak
     * @param failed machines that saw an offer of it and could not install it, or died of it
     * @param falseHalts how often the server held or halted it
     */
    record Good(String state, int confirmed, int failed, int falseHalts) {}

    /**
     * The bad release, by the machines' own account.
     *
     * @param exposed machines that saw an offer of it
     * @param harmed machines that died of it
     * @param recovered of these, back on what they ran before
     * @param secondsToHalt of the fleet's time, from the first offer seen to the halt
     */
    record Bad(
            String state,
            int exposed,
            int harmed,
            int recovered,
            long secondsToHalt,
            String reason) {}

    /** The power cut. */
    record Crash(int kills, int ackedFactsLost, int budgetExceeded) {}
}
