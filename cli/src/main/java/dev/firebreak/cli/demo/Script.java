package dev.firebreak.cli.demo;

import dev.firebreak.core.plan.Allowance;
import dev.firebreak.core.words.Ratio;

import java.util.Optional;

/** The documents of the demonstration: the same ones that a user would write. */
final class Script {
    static final String FLEET =
            """
            region: attributes.region
            tier:
              - {when: attributes.tier == "LOW", is: LOW}
              - {when: attributes.tier == "MEDIUM", is: MEDIUM}
              - {is: HIGH}
            redundancyGroup: attributes.group
            customer: attributes.customer
            fingerprint: [os]
            strata: [region, tier]
            trustReported: [os]
            presence: always
            polling: {idle: 1h, watched: 15m, jitter: 10%}
            clients:
              - {bootId: reported.boot_id, runningVersion: reported.sw_version}
            """;

    private static final int FLEET_START = 20;
    private static final String FLEET_MOST = "15%";

    /** How many of the fleet may be at risk together: as the plan says it. */
    static final Allowance FLEET_BUDGET =
            new Allowance(FLEET_START, Optional.empty(), Optional.of(Ratio.parse(FLEET_MOST)));

    private Script() {}

    static String plan(String version, String before) {
        return """
               plan: sensor-content-%s
               release: sensor-content@%s
               rollbackTo: sensor-content@%s
               waves:
                 - name: low
                   tier: LOW
                   regions: [eu-west, us-east, [ap-south, sa-east]]
                   steps: [10%%, 100%%]
                   bake: 1h
                 - name: medium
                   tier: MEDIUM
                   regions: [[eu-west, us-east], [ap-south, sa-east]]
                   steps: [10%%, 100%%]
                   bake: 1h
                 - name: high
                   tier: HIGH
                   regions: [[eu-west, us-east, ap-south, sa-east]]
                   steps: [10%%, 100%%]
                   bake: 2h
               budget:
                 fleet: {start: %d, max: %s}
                 tier:
                   HIGH: {start: 15, max: 30%%}
                   MEDIUM: {start: 20, max: 30%%}
                   LOW: {start: 20, max: 30%%}
                 redundancyGroup: 1
               health:
                 silentAfter: 12h
                 soak: 30m
                 tolerated: 0.1%%
                 installDeadline: 36h
                 permanentHoldOut: none
               """
                .formatted(version, version, before, FLEET_START, FLEET_MOST);
    }
}
