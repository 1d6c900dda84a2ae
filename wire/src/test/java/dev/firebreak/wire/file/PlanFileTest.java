package dev.firebreak.wire.file;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.firebreak.core.plan.Allowance;
import dev.firebreak.core.plan.Bindings;
import dev.firebreak.core.plan.DefaultPlan;
import dev.firebreak.core.plan.Plan;
import dev.firebreak.core.plan.PlanOverride;
import dev.firebreak.core.plan.RollbackTo;
import dev.firebreak.core.plan.WavePlan;
import dev.firebreak.core.plan.Window;
import dev.firebreak.core.release.Artifact;
import dev.firebreak.core.release.Kind;
import dev.firebreak.core.release.Release;
import dev.firebreak.core.words.Digest;
import dev.firebreak.core.words.Ratio;
import dev.firebreak.core.words.Region;
import dev.firebreak.core.words.Sha256;
import dev.firebreak.core.words.Tier;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalTime;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** What a plan means once it is read, what it means when it says less, and how it is written. */
final class PlanFileTest {
    private static final List<Bindings.Count> FLEET =
            List.of(
                    count(Tier.LOW, "eu-west", 5000),
                    count(Tier.LOW, "us-east", 3000),
                    count(Tier.LOW, "ap-south", 900),
                    count(Tier.MEDIUM, "us-east", 70),
                    count(Tier.MEDIUM, "eu-west", 80),
                    count(Tier.MEDIUM, "ap-south", 0),
                    count(Tier.HIGH, "eu-west", 12),
                    count(Tier.HIGH, "ap-south", 12));

    @Test
    void everyKeyOfAPlanIsUnderstood() throws Exception {
        var plan = resolved(resource("plan.yaml"));
        assertThat(plan.name()).isEqualTo("sensor-content-291");
        assertThat(plan.release()).isEqualTo(digest("sensor-content@291"));
        assertThat(plan.rollbackTo())
                .isEqualTo(new RollbackTo.Release(digest("sensor-content@290")));
        assertThat(plan.waves().stream().map(WavePlan::name))
                .containsExactly("canary", "low", "medium", "high");
        assertThat(plan.waves().getFirst())
                .isEqualTo(
                        new WavePlan(
                                "canary",
                                Optional.of("device.attributes.ring == \"canary\""),
                                Optional.empty(),
                                List.of(),
                                List.of(Ratio.ALL),
                                Duration.ofHours(1),
                                Optional.empty(),
                                false));
        assertThat(plan.waves().get(1).regions())
                .isEqualTo(regions("eu-west", "us-east", "ap-south"));
        assertThat(plan.budget().fleet()).isEqualTo(rising(25, "5%"));
        assertThat(plan.budget().tier().get(Tier.LOW)).isEqualTo(rising(20, "10%"));
        assertThat(plan.budget().customer()).contains(Allowance.fixed(Ratio.parse("5%")));
        assertThat(plan.health().ages())
                .containsExactly(
                        Duration.ofMinutes(30), Duration.ofHours(24), Duration.ofHours(72));
        assertThat(plan.health().permanentHoldOut()).isEqualTo(Duration.ofDays(14));
        assertThat(plan.deadline()).contains(Duration.ofDays(30));
        assertThat(plan.windows())
                .containsExactly(
                        new Window(
                                List.of(
                                        DayOfWeek.MONDAY,
                                        DayOfWeek.TUESDAY,
                                        DayOfWeek.WEDNESDAY,
                                        DayOfWeek.THURSDAY),
                                LocalTime.of(6, 0),
                                LocalTime.of(14, 0),
                                Optional.empty()));
        assertThat(plan.ownerRequired()).isTrue();
        assertThat(plan.overrides()).isEmpty();
    }

    @Test
    void allRegionsAreThoseOfTheTierSmallestFirst() throws Exception {
        var plan = resolved(resource("plan.yaml"));
        assertThat(plan.waves().get(2).regions()).isEqualTo(regions("us-east", "eu-west"));
        assertThat(plan.waves().get(3).regions()).isEqualTo(regions("ap-south", "eu-west"));
    }

    @Test
    void whatAPlanLeavesOutIsCareful() throws FileProblems {
        var plan = resolved("plan: p\nrelease: a@2\nwaves: [{name: w}]\n");
        assertThat(plan.rollbackTo()).isEqualTo(new RollbackTo.Previous());
        assertThat(plan.health()).isEqualTo(PlanDefaults.HEALTH);
        assertThat(plan.budget().group()).isEqualTo(1);
        assertThat(plan.budget().fleet()).isEqualTo(rising(25, "5%"));
        assertThat(plan.budget().tier())
                .isEqualTo(
                        Map.of(
                                Tier.LOW, rising(20, "5%"),
                                Tier.MEDIUM, rising(5, "2%"),
                                Tier.HIGH, rising(2, "1%")));
        assertThat(plan.waves().getFirst().bake()).isEqualTo(Duration.ofHours(12));
        assertThat(plan.waves().getFirst().steps()).containsExactly(Ratio.ALL);
        assertThat(plan.windows()).isEmpty();
        assertThat(plan.ownerRequired()).isFalse();
    }

    @Test
    void aTierThatIsNotNamedStillHasItsLimit() throws FileProblems {
        var plan =
                resolved(
                        """
                        plan: p
                        release: a@2
                        waves: [{name: w}]
                        budget: {tier: {HIGH: 7, LOW: none}, region: none, customer: 0.02}
                        health: {soak: 1h, permanentHoldOut: none}
                        """);
        assertThat(plan.budget().tier())
                .isEqualTo(Map.of(Tier.HIGH, Allowance.fixed(7), Tier.MEDIUM, rising(5, "2%")));
        assertThat(plan.budget().region()).isEmpty();
        assertThat(plan.budget().customer()).contains(Allowance.fixed(Ratio.parse("2%")));
        assertThat(plan.health().ages().getFirst()).isEqualTo(Duration.ofHours(1));
        assertThat(plan.health().permanentHoldOut()).isEqualTo(Duration.ZERO);
    }

    @Test
    void whatIsBrokenOnPurposeIsWrittenDown() throws FileProblems {
        var plan =
                resolved(
                        """
                        plan: p
                        release: a@2
                        rollbackTo: none
                        restartProof: none
                        waves: [{name: w}]
                        overrides: [unsafe-order]
                        """);
        assertThat(plan.overrides())
                .containsExactlyInAnyOrder(
                        PlanOverride.UNSAFE_ORDER,
                        PlanOverride.NO_ROLLBACK,
                        PlanOverride.NO_RESTART_PROOF);
        assertThat(plan.rollbackTo()).isEqualTo(new RollbackTo.None());
    }

    @Test
    void jsonIsAPlanToo() throws FileProblems {
        var plan =
                resolved(
                        """
                        {"plan": "p", "release": "a@2", "waves": [{"name": "w", "budget": 3,
                        "regions": [["eu-west", "us-east"], "ap-south"], "allowEmpty": true}]}
                        """);
        assertThat(plan.waves().getFirst().budget()).contains(3);
        assertThat(plan.waves().getFirst().allowEmpty()).isTrue();
        assertThat(plan.waves().getFirst().regions())
                .isEqualTo(
                        List.of(
                                List.of(new Region("eu-west"), new Region("us-east")),
                                List.of(new Region("ap-south"))));
    }

    @Test
    void aConditionWithAListNeedsNoQuotes() throws FileProblems {
        var plan =
                resolved(
                        """
                        plan: p
                        release: a@2
                        waves: [{name: w, select: device.attributes.ring in ["a", "b"], bake: 1h}]
                        """);
        assertThat(plan.waves().getFirst().select())
                .contains("device.attributes.ring in [\"a\", \"b\"]");
    }

    @Test
    void whatTheFleetDoesNotHaveIsToldWithItsLine() {
        assertThat(
                        problems(
                                """
                                plan: p
                                release: a@9
                                rollbackTo: b@9
                                waves:
                                  - {name: one, tier: MEDIUM, regions: [ap-south, mars]}
                                  - {name: two, tier: MEDIUM, regions: [mars], allowEmpty: true}
                                """))
                .isEqualTo(
                        """
                        plan.yaml:2: release: expected a sealed release, found 'a@9': see 'release \
                        show', or make it with 'release create'
                        plan.yaml:3: rollbackTo: expected a sealed release, found 'b@9': see \
                        'release show', or make it with 'release create'
                        plan.yaml:5: waves[0].regions: expected devices of tier MEDIUM in \
                        'ap-south', found none in the fleet: check the name, remove the region, or \
                        write 'allowEmpty: true'
                        plan.yaml:5: waves[0].regions: expected devices of tier MEDIUM in 'mars', \
                        found none in the fleet: check the name, remove the region, or write \
                        'allowEmpty: true'""");
        assertThat(problems("plan: p\nrelease: a@2\nrollbackTo: a@2\nwaves: [{name: w}]"))
                .isEqualTo(
                        "plan.yaml:3: rollbackTo: expected another release than the one shipped,"
                                + " found 'a@2': name the version before it");
    }

    @Test
    void aPlanWithoutAFleetShipsToNobody() throws FileProblems {
        var plan = parsed("plan: p\nrelease: a@2\nwaves: [{name: w, regions: all}, {name: v}]");
        try {
            assertThat(plan.resolve(PlanFileTest::release, List.of())).isNull();
        } catch (FileProblems e) {
            assertThat(e.text())
                    .isEqualTo(
                            """
                            plan.yaml:3: waves[0].regions: expected a region with devices of tier \
                            LOW or MEDIUM, found none: import devices first, list the regions, or \
                            remove the wave
                            plan.yaml:3: waves[1]: expected devices of tier LOW or MEDIUM, found \
                            none in the fleet: import devices first, remove the wave, or write \
                            'allowEmpty: true'""");
        }
    }

    @Test
    void aWrittenPlanReadsBackAsItself() throws Exception {
        for (var text :
                List.of(
                        resource("plan.yaml"),
                        "plan: \"true\"\nrelease: a@2\nwaves: [{name: 'w: #1'}]",
                        """
                        plan: "ünïcode \\" plan"
                        release: a@2
                        rollbackTo: none
                        restartProof: none
                        waves:
                          - name: x
                            select: "device.id.matches('^a\\\\\\\\d+$')"
                            regions: [[eu-west, us-east], ap-south]
                            steps: [0.25%, 33.3%, 1.0]
                            bake: PT90S
                            budget: 3
                            allowEmpty: true
                        budget: {fleet: 12, tier: {HIGH: none, LOW: 3%}, region: none, customer: 1,
                          redundancyGroup: 2}
                        health: {silentAfter: 45s, soak: 90s, tolerated: 0%, ages: [], maxHarm: 1,
                          governedKeys: [], leaveOneOut: [on], permanentHoldOut: none,
                          onHold: halt, onHalt: stop}
                        windows: [{from: 22:00, to: 04:30, zone: Europe/Berlin},
                          {days: fri-mon, from: 01:00, to: 02:00}]
                        oversight: {platformOwner: optional}
                        overrides: [tolerance]
                        """)) {
            var plan = resolved(text);
            var written = PlanText.write(plan, PlanFileTest::label);
            assertThat(resolved(written)).as(written).isEqualTo(plan);
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void theInitialPlanFitsTheFleet(Kind kind) throws FileProblems {
        var text = PlanText.initial(kind, "sensor@2", FLEET);
        var plan = resolved(text);
        assertThat(plan.waves().stream().map(WavePlan::name))
                .containsExactly("low", "medium", "high");
        assertThat(plan.overrides()).isEmpty();
        var meant = new RollbackTo.Previous();
        assertThat(plan)
                .isEqualTo(DefaultPlan.forKind(plan.name(), plan.release(), kind, meant, FLEET));
        assertThat(text.lines().filter(line -> line.length() > 100)).isEmpty();
        var small = PlanText.initial(kind, "sensor@2", List.of(count(Tier.HIGH, "x", 1)));
        assertThat(parsed(small).waves()).hasSize(1);
    }

    @Test
    void theInitialPlanExplainsItsNumbers() {
        assertThat(PlanText.initial(Kind.CONTENT, "sensor@2", FLEET))
                .startsWith(
                        """
                        plan: sensor-2
                        release: sensor@2                             # what is shipped
                        rollbackTo: previous                          # what devices go back to
                        waves:                                        # strictly in this order
                          - name: low
                            tier: LOW
                            regions: [ap-south, us-east, eu-west]     # one after the other
                            steps: [1%, 10%, 50%, 100%]               # shares of each region
                            bake: 4h                                  # watched this long after each step
                        """);
    }

    @Test
    void theFleetFileOfTheSameFleetIsUnderstood() throws Exception {
        var fleet = FleetFile.parse("fleet.yaml", resource("fleet.yaml").getBytes(UTF_8));
        var place = Map.of("role", "icu", "region", "eu-west");
        assertThat(fleet.mapping().place(place, Map.of()).tier()).isEqualTo(Tier.HIGH);
        assertThat(fleet.mapping().place(Map.of("role", "laptop"), Map.of()).tier())
                .isEqualTo(Tier.LOW);
        assertThat(fleet.rules().ceilingTier()).isEqualTo(Map.of(Tier.HIGH, 50));
    }

    // ---- what the tests stand on

    private static Bindings.Count count(Tier tier, String region, long devices) {
        return new Bindings.Count(tier, new Region(region), devices);
    }

    private static List<List<Region>> regions(String... names) {
        return List.of(names).stream().map(name -> List.of(new Region(name))).toList();
    }

    private static Allowance rising(int start, String share) {
        return new Allowance(start, Optional.empty(), Optional.of(Ratio.parse(share)));
    }

    private static final List<String> SEALED =
            List.of("sensor-content@291", "sensor-content@290", "sensor@2", "a@2");

    private static Optional<Release> release(String label) {
        if (!SEALED.contains(label)) {
            return Optional.empty();
        }
        var parts = label.split("@", -1);
        var file = new Artifact("f.bin", Sha256.of("f"), "0".repeat(40), "0".repeat(32), 1);
        return Optional.of(
                new Release(
                        digest(label),
                        parts[0],
                        parts[1],
                        Kind.CONTENT,
                        List.of(file),
                        Release.DEFAULT_PART,
                        true));
    }

    private static Digest digest(String label) {
        return Sha256.of(label);
    }

    private static String label(Digest digest) {
        return SEALED.stream().filter(it -> digest(it).equals(digest)).findFirst().orElseThrow();
    }

    private static PlanFile parsed(String text) throws FileProblems {
        return PlanFile.parse("plan.yaml", text.getBytes(UTF_8));
    }

    private static Plan resolved(String text) throws FileProblems {
        return parsed(text).resolve(PlanFileTest::release, FLEET);
    }

    private static String problems(String text) {
        try {
            return resolved(text).toString();
        } catch (FileProblems e) {
            return e.text();
        }
    }

    private static String resource(String name) throws IOException {
        try (var file = PlanFileTest.class.getResourceAsStream(name)) {
            return new String(Objects.requireNonNull(file).readAllBytes(), UTF_8);
        }
    }
}
