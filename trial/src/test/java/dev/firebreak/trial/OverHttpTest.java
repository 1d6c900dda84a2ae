package dev.firebreak.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.firebreak.trial.Village.Kind;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The safety scenarios over real HTTP against the started jar, its clock sped up. What is expected
 * is compared with what the devices themselves saw. (S14, the power cut, has a test of its own.)
 */
@Tag("slow")
final class OverHttpTest {
    private static final String FACTOR = "600";
    private static final String[] STOPPED = {"HALTED", "ROLLING_BACK", "ROLLED_BACK"};
    private static final String FLEET =
            """
            region: attributes.region
            tier: [{when: attributes.tier == "LOW", is: LOW}, {is: MEDIUM}]
            presence: always
            polling: {idle: 10m, watched: 10m, jitter: 0%}
            """;
    private static final String PLAN =
            """
            plan: content-2
            release: content@2
            rollbackTo: content@1
            waves:
              - {name: low, tier: LOW, regions: [eu], steps: [20%, 100%], bake: 10m}
            budget: {fleet: 6, tier: {LOW: 6, MEDIUM: 6}, region: 6, customer: 6}
            health: {silentAfter: 12h, soak: 20m, tolerated: 0.1%, installDeadline: 2d, permanentHoldOut: none}
            """;

    @TempDir private Path folder;
    private LiveServer server;
    private Office office;
    private Village village;

    @BeforeEach
    void open() throws IOException {
        server = LiveServer.start(folder, "--time-factor", FACTOR);
        office = new Office(server);
        office.fleet(FLEET);
        village = new Village(server, office);
        office.release("content", "1", "CONTENT", "a.bin", new byte[] {1});
        office.release("content", "2", "CONTENT", "b.bin", new byte[] {2});
    }

    @AfterEach
    void close() {
        village.close();
        office.close();
        server.close();
    }

    private void settle(int devices, Kind kind) {
        village.settle("d", devices, kind, Map.of("region", "eu", "tier", "LOW"));
    }

    private String headline(String rollout) {
        return office.look(rollout).path("headline").asString();
    }

    /** S1: everybody takes it and is never heard again. */
    @Test
    void silenceHalts() {
        settle(40, Kind.VANISHES);
        var rollout = office.run(PLAN.replace("silentAfter: 12h", "silentAfter: 1h"));
        office.awaitState(rollout, STOPPED);
        assertThat(headline(rollout)).contains("silent");
        assertThat(village.offered()).as("machines lost").hasSizeLessThanOrEqualTo(6);
        office.awaitCount(rollout, "silent", village.offered().size());
    }

    /** S2: a failure stays a failure, however often the device asks again. */
    @Test
    void aFailureStays() throws Exception {
        settle(10, Kind.POLLS);
        var rollout = office.run(PLAN);
        office.awaitCount(rollout, "exposed", 2);
        village.awaitOffers(2);
        var first = village.offers.entrySet().iterator().next();
        var action = Integer.toString(first.getKey());
        var handset = village.handset(first.getValue());
        assertThat(handset.report(action, "closed", "failure")).isEqualTo(200);
        for (int i = 0; i < 5; i++) {
            assertThat(handset.status("/deploymentBase/" + action)).isEqualTo(404);
        }
        village.rounds(5);
        assertThat(office.count(rollout, "failed")).isEqualTo(1);
        assertThat(office.state(rollout)).isEqualTo("HELD");
    }

    /** S3: the last wave fails as a whole. */
    @Test
    void theLastWaveFailing() {
        village.settle("d", 5, Kind.GOOD, Map.of("region", "eu", "tier", "LOW"));
        village.settle("m", 10, Kind.BREAKS, Map.of("region", "eu", "tier", "MEDIUM"));
        var rollout =
                office.run(
                        PLAN.replace(
                                "budget:",
                                "  - {name: last, tier: MEDIUM, regions: [eu], steps: [50%, 100%], bake: 10m}\n"
                                        + "budget:"));
        office.awaitState(rollout, "HALTED", "ROLLING_BACK", "ROLLED_BACK", "HELD");
        assertThat(office.count(rollout, "confirmed")).as("the low ones are fine").isEqualTo(5);
        assertThat(office.count(rollout, "failed")).isBetween(1, 5);
        village.rounds(10);
        assertThat(office.state(rollout)).isNotIn("COMPLETED", "RUNNING");
    }

    /** S4: thresholds that mean nothing are refused with line, reason and example. */
    @Test
    void thresholdsThatMeanNothing() {
        for (var wrong : List.of("abc", "33.3", "150%", "-1", "NaN", "''", "5")) {
            var plan = PLAN.replace("tolerated: 0.1%", "tolerated: " + wrong);
            assertThatThrownBy(
                            () ->
                                    office.author.post(
                                            "/rollouts",
                                            plan.getBytes(StandardCharsets.UTF_8),
                                            "application/yaml"))
                    .as("tolerated: %s", wrong)
                    .hasMessageContaining("tolerated")
                    .hasMessageContaining("expected");
        }
        assertThat(office.operator.get("/rollouts").path("items")).isEmpty();
    }

    /**
     * S5: after an acknowledged hold there is no new offer, and what was not begun is taken back.
     */
    @Test
    void aHoldOutrunsEveryPoll() {
        settle(40, Kind.POLLS);
        var rollout = office.run(PLAN);
        await("an offer")
                .atMost(Duration.ofSeconds(60))
                .until(() -> office.count(rollout, "exposed") > 0);
        office.operator.post("/rollouts/%s/hold".formatted(rollout), Map.of("reason", "odd"));
        long heldNanos = System.nanoTime();
        office.awaitCount(rollout, "inFlight", 0);
        village.rounds(10);
        assertThat(village.shownSince(heldNanos)).as("offers after the hold").isEmpty();
        assertThat(office.count(rollout, "withdrawn")).isEqualTo(office.count(rollout, "exposed"));
        assertThat(village.dropped).containsAll(village.offered());
    }

    /** S6: a halted rollout stays halted. */
    @Test
    void aHaltIsForEver() {
        settle(10, Kind.GOOD);
        var rollout = office.run(PLAN);
        office.operator.post("/rollouts/%s/halt".formatted(rollout), Map.of("reason", "enough"));
        var digest = office.look(rollout).path("planDigest").asString();
        assertThatThrownBy(
                        () ->
                                office.operator.post(
                                        "/rollouts/%s/resume".formatted(rollout),
                                        Map.of("planDigest", digest, "reason", "again")))
                .hasMessageContaining("halted");
        village.rounds(5);
        assertThat(office.state(rollout)).isIn((Object[]) STOPPED);
    }

    /** S7: success without a byte fetched is a claim. */
    @Test
    void aClaimWithoutADownload() {
        settle(10, Kind.LIES);
        var rollout = office.run(PLAN);
        office.awaitState(rollout, "HELD", "HALTED", "ROLLING_BACK", "ROLLED_BACK");
        village.rounds(10);
        assertThat(office.count(rollout, "confirmed")).isZero();
        assertThat(office.count(rollout, "failed")).isPositive();
        assertThat(exposures(rollout)).contains("claims without download");
    }

    private String exposures(String rollout) {
        return office.operator.get("/rollouts/%s/exposures".formatted(rollout)).toString();
    }

    /** S8: closed without a result is no success. */
    @Test
    void closedWithoutAResult() {
        settle(10, Kind.MUMBLES);
        var rollout = office.run(PLAN);
        office.awaitState(rollout, "HELD", "HALTED", "ROLLING_BACK", "ROLLED_BACK");
        village.rounds(10);
        assertThat(office.count(rollout, "confirmed")).isZero();
        assertThat(office.count(rollout, "failed")).isPositive();
    }

    /** S9: success is reported, and the machine dies of it. */
    @Test
    void successAndThenSilence() {
        settle(40, Kind.DIES);
        var rollout = office.run(PLAN.replace("silentAfter: 12h", "silentAfter: 1h"));
        office.awaitState(rollout, STOPPED);
        assertThat(office.count(rollout, "confirmed")).isZero();
        assertThat(headline(rollout)).contains("silent");
        assertThat(village.offered()).hasSizeLessThanOrEqualTo(6);
    }

    /** S10: the same report again, before and after a restart of the server. */
    @Test
    void reportsAgain() throws Exception {
        settle(10, Kind.POLLS);
        var rollout = office.run(PLAN);
        office.awaitCount(rollout, "exposed", 2);
        village.awaitOffers(2);
        var first = village.offers.entrySet().iterator().next();
        var action = Integer.toString(first.getKey());
        var handset = village.handset(first.getValue());
        assertThat(handset.report(action, "closed", "failure")).isEqualTo(200);
        assertThat(handset.report(action, "closed", "failure")).isEqualTo(410);
        assertThat(handset.report(action, "proceeding", "none")).isEqualTo(410);
        server.kill();
        server.restart();
        assertThat(handset.report(action, "closed", "failure")).isEqualTo(410);
        assertThat(office.count(rollout, "failed")).isEqualTo(1);
        assertThat(office.admin.text("/audit")).contains("ReportIgnored");
    }

    /** S20: the kill switch, with offers, downloads and installs in flight. */
    @Test
    void theKillSwitch() throws Exception {
        settle(20, Kind.POLLS);
        var rollout = office.run(PLAN);
        office.awaitCount(rollout, "exposed", 4);
        village.awaitOffers(4);
        var all = village.offers.entrySet().iterator();
        var installed = all.next();
        var fetching = all.next();
        var theirs = village.handset(installed.getValue());
        var action = Integer.toString(installed.getKey());
        theirs.fetch(theirs.deployment(link(theirs, action)));
        assertThat(theirs.report(action, "closed", "success")).isEqualTo(200);
        var other = village.handset(fetching.getValue());
        var deployment = other.deployment(link(other, Integer.toString(fetching.getKey())));
        assertThat(other.fetch(deployment)).isEqualTo(200);
        var digest = office.look(rollout).path("releaseDigest").asString();
        office.operator.post("/revocations", Map.of("digest", digest, "reason", "it burns"));
        assertThat(other.fetch(deployment)).as("bytes after the revocation").isNotEqualTo(200);
        village.become("d", Kind.GOOD);
        office.awaitState(rollout, "ROLLED_BACK");
        var counts = office.look(rollout).path("counts");
        assertThat(counts.path("reverted").asInt()).as("taken back").isEqualTo(2);
        assertThat(counts.path("withdrawn").asInt()).as("called back").isEqualTo(2);
    }

    private URI base(Handset handset) {
        return server.url().resolve("/DEFAULT/controller/v1/" + handset.id);
    }

    private String link(Handset handset, String action) {
        return base(handset) + "/deploymentBase/" + action;
    }

    /** S21: the whole fleet comes back at once. */
    @Test
    void everybodyAtOnce() {
        settle(100, Kind.OFF);
        var rollout = office.run(PLAN.replace("[20%, 100%]", "[50%, 100%]"));
        village.become("d", Kind.POLLS);
        office.awaitCount(rollout, "exposed", 6);
        village.awaitOffers(6);
        village.rounds(5);
        assertThat(office.count(rollout, "exposed")).as("the budget").isEqualTo(6);
        assertThat(village.offered()).hasSize(6);
    }

    /** S33: dropped, says the device, and installs it all the same. */
    @Test
    void droppedAndInstalledAllTheSame() {
        settle(10, Kind.STUBBORN);
        var plan = PLAN.replace("fleet: 6", "fleet: 2").replace("soak:", "onHalt: stop, soak:");
        var rollout = office.run(plan);
        await("both places taken and fetched")
                .atMost(Duration.ofSeconds(60))
                .until(() -> village.fetched.size() == 2);
        var before = Set.copyOf(village.offers.keySet());
        office.operator.post("/rollouts/%s/halt".formatted(rollout), Map.of("reason", "stop"));
        await("the devices' word that they dropped it")
                .atMost(Duration.ofSeconds(60))
                .until(() -> village.dropped.size() == 2);
        await("the installs all the same")
                .atMost(Duration.ofSeconds(60))
                .until(() -> exposures(rollout).contains("INSTALLED") || reverted(rollout) > 0);
        assertThat(office.count(rollout, "withdrawn")).as("no place was freed").isZero();
        assertThat(office.count(rollout, "exposed")).isEqualTo(2);
        assertThat(before).hasSize(2);
    }

    private int reverted(String rollout) {
        return office.count(rollout, "reverted");
    }
}
