package dev.firebreak.cli.demo;

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
                 fleet: {start: 20, max: 15%%}
                 tier:
                   HIGH: {start: 15, max: 30%%}
                   MEDIUM: {start: 20, max: 30%%}
                   LOW: {start: 20, max: 30%%}
                 redundancyGroup: 1
               health:
                 silentAfter: 4h
                 soak: 30m
                 tolerated: 0.1%%
                 installDeadline: 12h
                 permanentHoldOut: none
               """
                .formatted(version, version, before);
    }
}
