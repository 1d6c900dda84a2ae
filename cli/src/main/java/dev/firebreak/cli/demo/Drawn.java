package dev.firebreak.cli.demo;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;

/** A fleet drawn from a seed: three tiers, four regions, redundancy groups, some lost machines. */
final class Drawn {
    private static final List<String> REGIONS =
            List.of("eu-west", "us-east", "ap-south", "sa-east");
    private static final List<String> SYSTEMS = List.of("linux-6.1", "linux-6.12", "windows-11");
    private static final int LOW_PERCENT = 55;
    private static final int MEDIUM_PERCENT = 90;
    private static final int TOKEN_BYTES = 16;
    private static final double LOST = 0.01;
    private static final double DOOMED = 0.98;

    private Drawn() {}

    /** {@code count} machines; the same seed draws the same fleet and the same fates. */
    static List<Machine> fleet(int count, long seed) {
        var random = new Random(seed);
        var fleet = new ArrayList<Machine>();
        int group = 0;
        for (int i = 0; i < count; i++) {
            int roll = random.nextInt(100);
            var tier = roll < LOW_PERCENT ? "LOW" : roll < MEDIUM_PERCENT ? "MEDIUM" : "HIGH";
            var attributes = new TreeMap<String, String>();
            attributes.put("tier", tier);
            attributes.put("region", REGIONS.get(random.nextInt(REGIONS.size())));
            attributes.put("os", SYSTEMS.get(random.nextInt(SYSTEMS.size())));
            attributes.put("customer", "customer-" + (char) ('a' + random.nextInt(8)));
            // Every fifth machine of the middle tier has a twin that stands in for it. Neither is
            // lost: a machine whose twin is not heard would rightly wait for ever.
            if (tier.equals("MEDIUM") && random.nextInt(5) == 0) {
                attributes.put("group", "pair-" + group++ / 2);
            }
            // One of a kind at its site: no other stands in for it, and none has to wait for it.
            if (tier.equals("HIGH")) {
                attributes.put("site", "plant-" + i);
                attributes.put("role", "controller");
            }
            var token = new byte[TOKEN_BYTES];
            random.nextBytes(token);
            fleet.add(
                    new Machine(
                            "m%05d".formatted(i),
                            HexFormat.of().formatHex(token),
                            attributes,
                            random.nextDouble() < LOST && !attributes.containsKey("group"),
                            random.nextDouble() < DOOMED,
                            random.nextBoolean(),
                            random.nextBoolean()));
        }
        return fleet;
    }
}
