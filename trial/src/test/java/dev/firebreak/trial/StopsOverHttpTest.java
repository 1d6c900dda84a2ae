package dev.firebreak.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.firebreak.trial.Village.Kind;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

/** What people stop stays stopped: S5, S6, S20, S33. */
@Tag("slow")
@ResourceLock(OverHttp.CPU)
final class StopsOverHttpTest extends OverHttp {
    private static final int LARGE_BYTES = 32 << 20;

    /** What the kernels on both sides may hold of a stream that is not read. */
    private static final int UNDER_WAY_BYTES = 8 << 20;

    /**
     * S5: after an acknowledged hold there is no new offer, and what was not begun is taken back.
     */
    @Test
    void aHoldOutrunsAThousandPolls() {
        village.settle(
                "d",
                1000,
                Kind.POLLS,
                Duration.ofSeconds(1),
                Map.of("region", "eu", "tier", "LOW"));
        village.rounds(1);
        var rollout = office.run(PLAN);
        await("an offer")
                .atMost(Duration.ofSeconds(60))
                .until(() -> office.count(rollout, "exposed") > 0);
        office.order(rollout, "hold", "odd");
        long heldNanos = System.nanoTime();
        office.awaitCount(rollout, "inFlight", 0);
        village.rounds(3);
        assertThat(village.shownSince(heldNanos)).as("offers after the hold").isEmpty();
        assertThat(office.count(rollout, "exposed")).isPositive();
        assertThat(office.count(rollout, "withdrawn")).isEqualTo(office.count(rollout, "exposed"));
        assertThat(village.dropped).containsAll(village.offered());
    }

    /** S6: a halted rollout stays halted; only another plan goes on, with a second person's yes. */
    @Test
    void aHaltIsForEver() {
        settle(10, Kind.POLLS);
        var rollout = office.run(PLAN);
        office.order(rollout, "halt", "enough");
        long haltedNanos = System.nanoTime();
        var digest = office.look(rollout).path("planDigest").asString();
        assertThatThrownBy(() -> resume(rollout, Map.of("planDigest", digest)))
                .hasMessageContaining("reason");
        assertThatThrownBy(() -> resume(rollout, Map.of("planDigest", digest, "reason", "again")))
                .hasMessageContaining("halted");
        assertThatThrownBy(
                        () ->
                                office.operator.post(
                                        "/rollouts/%s/start".formatted(rollout), Map.of()))
                .hasMessageContaining("expected an approved plan");
        village.rounds(5);
        assertThat(office.state(rollout)).isIn((Object[]) STOPPED);
        assertThat(village.shownSince(haltedNanos)).as("offers after the halt").isEmpty();

        var next = office.propose(PLAN.replace("bake: 10m", "bake: 20m"));
        var id = next.path("id").asString();
        var other = next.path("planDigest").asString();
        assertThat(other).as("another plan has another digest").isNotEqualTo(digest);
        try (var author = office.person("ann", "approver")) {
            assertThatThrownBy(() -> author.post(approvals(id), Map.of("planDigest", other)))
                    .as("the author alone")
                    .hasMessageContaining("ann");
        }
        assertThatThrownBy(() -> office.approver.post(approvals(id), Map.of("planDigest", digest)))
                .as("a yes to the plan that was halted")
                .hasMessageContaining("expected plan " + other.substring(0, 12));
        assertThat(office.state(id)).isEqualTo("PROPOSED");
        office.approver.post(approvals(id), Map.of("planDigest", other));
        office.operator.post("/rollouts/%s/start".formatted(id), Map.of("reason", "mended"));
        assertThat(office.state(id)).isEqualTo("RUNNING");
        assertThat(office.state(rollout)).isIn((Object[]) STOPPED);
    }

    private static String approvals(String rollout) {
        return "/rollouts/%s/approvals".formatted(rollout);
    }

    private void resume(String rollout, Map<String, String> words) {
        office.operator.post("/rollouts/%s/resume".formatted(rollout), words);
    }

    /** S20: the kill switch, with offers, a long download and an install in flight. */
    @Test
    void theKillSwitch() throws Exception {
        office.release("content", "3", "CONTENT", "large.bin", new byte[LARGE_BYTES]);
        settle(20, Kind.POLLS);
        // Nobody may be confirmed before the revocation: it takes back what is not.
        var rollout =
                office.run(
                        PLAN.replace("release: content@2", "release: content@3")
                                .replace("soak: 20m", "soak: 2h"));
        office.awaitCount(rollout, "exposed", 4);
        village.awaitOffers(4);
        var all = village.offers.entrySet().iterator();
        var installed = all.next();
        var fetching = all.next();
        var theirs = village.handset(installed.getValue());
        var action = Integer.toString(installed.getKey());
        assertThat(theirs.fetch(theirs.deployment(link(theirs, action)))).isEqualTo(200);
        assertThat(theirs.report(action, "closed", "success")).isEqualTo(200);
        var slow = village.handset(fetching.getValue());
        var deployment = slow.deployment(link(slow, Integer.toString(fetching.getKey())));
        var digest = office.look(rollout).path("releaseDigest").asString();
        try (var line = new Socket()) {
            line.setReceiveBufferSize(64 << 10);
            var file = slow.file(deployment);
            line.connect(new InetSocketAddress(file.getHost(), file.getPort()));
            var request =
                    "GET %s HTTP/1.1\r\nHost: %s\r\nAuthorization: %s\r\n\r\n"
                            .formatted(
                                    file.getRawPath(), file.getAuthority(), slow.authorization());
            line.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            var in = line.getInputStream();
            assertThat(in.readNBytes(1 << 20)).hasSize(1 << 20);
            office.operator.post("/revocations", Map.of("digest", digest, "reason", "it burns"));
            assertThat(rest(in))
                    .as("bytes of %d after the acknowledged revocation", LARGE_BYTES)
                    .isLessThan(UNDER_WAY_BYTES);
        }
        assertThat(slow.fetch(deployment)).as("a new request for it").isNotEqualTo(200);
        village.become("d", Kind.GOOD);
        office.awaitState(rollout, "ROLLED_BACK");
        var counts = office.look(rollout).path("counts");
        assertThat(counts.path("reverted").asInt()).as("taken back").isEqualTo(2);
        assertThat(counts.path("withdrawn").asInt()).as("called back").isEqualTo(2);
        assertThat(counts.path("unconfirmed").asInt()).as("not reached").isZero();
        assertThat(headline(rollout))
                .contains("2 devices are back, 2 were withdrawn, 0 are silent");
    }

    /** How many bytes still come. */
    private static long rest(InputStream in) throws IOException {
        long bytes = 0;
        var chunk = new byte[64 << 10];
        try {
            for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
                bytes += read;
            }
        } catch (SocketException e) {
            return bytes; // the line was cut
        }
        return bytes;
    }

    private String link(Handset handset, String action) {
        return URI.create(server.url() + "/DEFAULT/controller/v1/" + handset.id)
                + "/deploymentBase/"
                + action;
    }

    /** S33: dropped, says the device, and installs it all the same: its place is never free. */
    @Test
    void droppedAndInstalledAllTheSame() {
        office.release("content", "3", "CONTENT", "c.bin", new byte[] {3});
        settle(10, Kind.FETCHES);
        var plan = PLAN.replace("fleet: 6", "fleet: 2").replace("soak:", "onHalt: stop, soak:");
        var rollout = office.run(plan);
        await("both places taken and fetched")
                .atMost(Duration.ofSeconds(60))
                .until(() -> village.fetched.size() == 2);
        var before = Set.copyOf(village.offers.keySet());
        office.order(rollout, "halt", "stop");
        await("the devices' word that they dropped it")
                .atMost(Duration.ofSeconds(60))
                .until(() -> village.dropped.size() == 2);
        assertThat(office.count(rollout, "unconfirmed")).isEqualTo(2);

        var second = office.run(plan.replace("content@2", "content@3").replace("-2", "-3"));
        village.rounds(10);
        assertThat(office.count(second, "exposed")).as("the places are still taken").isZero();
        assertThat(office.count(rollout, "unconfirmed")).isEqualTo(2);
        assertThat(office.count(rollout, "withdrawn")).as("no place was freed").isZero();

        village.become("d", Kind.STUBBORN);
        await("the installs all the same")
                .atMost(Duration.ofSeconds(60))
                .until(() -> !exposures(rollout).contains("WITHDRAWING"));
        assertThat(office.count(rollout, "withdrawn")).isZero();
        assertThat(office.count(rollout, "exposed")).isEqualTo(2);
        assertThat(before).hasSize(2);
    }
}
