package dev.firebreak.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** SWUpdate from Debian, as it is: nobody adapted it to us. */
@Tag("slow")
final class SwupdateTest {
    private static final Path SCRIPTS = Path.of("..", "clients", "swupdate").toAbsolutePath();
    private static final String TOKEN = "0123456789abcdef0123456789abcdef";
    private static final List<String> BOTH = List.of("dev1", "dev2");

    /** The image would take forty seconds. */
    private static final String SLOW = "5k";

    private static final String FLEET =
            """
            region: attributes.region
            tier: [{is: LOW}]
            presence: always
            polling: {idle: 2s, watched: 2s, jitter: 0%}
            clients:
              - {when: reported.client == "swupdate", reportsAfterRestart: true}
            """;

    @TempDir private Path folder;
    private final HttpClient http = HttpClient.newHttpClient();
    private LiveServer server;
    private Office office;
    private final List<Process> devices = new ArrayList<>();

    @BeforeEach
    void begin() throws IOException, InterruptedException {
        server = LiveServer.start(folder);
        office = new Office(server, FLEET);
        office.enrol("dev1", TOKEN, Map.of("region", "eu"));
        var made =
                new ProcessBuilder(
                                SCRIPTS.resolve("make-swu.sh").toString(),
                                folder.resolve("out").toString())
                        .redirectErrorStream(true)
                        .start();
        var said = new String(made.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(made.waitFor()).as(said).isZero();
    }

    @AfterEach
    void end() throws InterruptedException {
        for (var device : devices) {
            device.descendants().forEach(ProcessHandle::destroyForcibly);
            device.destroyForcibly().waitFor();
        }
        http.close();
        office.close();
        server.close();
    }

    @Test
    void goodImageInstallsAndIsConfirmedAfterItsRestart() throws Exception {
        var rollout = ship("good.swu", "30s");
        var device = device("dev1", Map.of());
        // The script keeps the log of the life before the restart under this name.
        await("the device to restart")
                .atMost(Duration.ofMinutes(2))
                .pollInterval(Duration.ofMillis(50))
                .until(() -> Files.exists(folder.resolve("dev1/swupdate.log.first")));
        assertThat(office.count(rollout, "confirmed")).as("before the restart").isZero();
        assertThat(ended(device)).isZero();
        // After its final report the device lives on, and is heard through its soak.
        device("dev1", Map.of("TIMEOUT", "40"));
        office.awaitState(rollout, "COMPLETED");
        assertThat(office.count(rollout, "confirmed")).isEqualTo(1);
        assertThat(folder.resolve("dev1/installed/image.bin"))
                .hasSameBinaryContentAs(folder.resolve("out/image.bin"));
    }

    @Test
    void failingScriptStopsTheWave() throws Exception {
        office.enrol("dev2", TOKEN, Map.of("region", "eu"));
        poll("dev2");
        var rollout = ship("bad.swu", "30s");
        await("one of two to be granted")
                .atMost(Duration.ofSeconds(60))
                .until(
                        () -> {
                            poll("dev1");
                            poll("dev2");
                            return office.count(rollout, "exposed") == 1;
                        });
        var first =
                office.operator
                        .get("/rollouts/%s/exposures".formatted(rollout))
                        .path("items")
                        .path(0)
                        .path("device")
                        .asString();
        assertThat(ended(device(first, Map.of()))).isEqualTo(10);
        office.awaitState(rollout, "HELD", "HALTED", "ROLLING_BACK", "ROLLED_BACK");
        assertThat(office.count(rollout, "failed")).isEqualTo(1);
        assertThat(office.look(rollout).path("headline").asString()).contains("failed");
        var other = BOTH.getFirst().equals(first) ? BOTH.getLast() : BOTH.getFirst();
        for (int i = 0; i < 10; i++) {
            assertThat(poll(other).link("deploymentBase")).as("offered to the other").isEmpty();
        }
        assertThat(ended(device(other, Map.of("TIMEOUT", "8")))).as("no offer").isEqualTo(12);
        assertThat(office.count(rollout, "exposed")).isEqualTo(1);
    }

    @Test
    void deviceThatNeverComesBackIsSilent() throws Exception {
        var rollout = ship("good.swu", "6s", "CONTENT");
        assertThat(ended(device("dev1", Map.of("CONFIRM", "none")))).isEqualTo(14);
        office.awaitState(rollout, "HELD", "HALTED", "ROLLING_BACK", "ROLLED_BACK");
        assertThat(office.count(rollout, "silent")).isEqualTo(1);
        assertThat(office.look(rollout).path("headline").asString()).contains("silent");
    }

    @Test
    void downloadIsCalledBackInTheMiddle() throws Exception {
        var rollout = ship("good.swu", "30s");
        var device = device("dev1", Map.of("SPEED", SLOW));
        await("the download to begin")
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(50))
                .until(() -> exposures(rollout).contains("\"fetched\":true"));
        office.order(rollout, "halt", "stop");
        assertThat(ended(device)).isEqualTo(11);
        // It streams into the file's place, so there may be a part of it.
        assertThat(folder.resolve("dev1/installed/image.bin").toFile().length())
                .isLessThan(folder.resolve("out/image.bin").toFile().length());
        office.awaitCount(rollout, "inFlight", 0);
        assertThat(office.count(rollout, "confirmed")).isZero();
        assertThat(office.count(rollout, "exposed")).isEqualTo(1);
    }

    private String exposures(String rollout) {
        return office.operator.get("/rollouts/%s/exposures".formatted(rollout)).toString();
    }

    private String ship(String image, String silentAfter) throws IOException, InterruptedException {
        return ship(image, silentAfter, "FIRMWARE");
    }

    /** Content has no time at which it may be at work without a word. */
    private String ship(String image, String silentAfter, String kind)
            throws IOException, InterruptedException {
        office.release("firmware", "1", "CONTENT", "old.swu", new byte[] {1});
        office.release(
                "firmware",
                "2",
                kind,
                image,
                Files.readAllBytes(folder.resolve("out").resolve(image)));
        poll("dev1"); // a device that was never heard is nobody's candidate
        return office.run(
                """
                plan: firmware-2
                release: firmware@2
                rollbackTo: firmware@1
                waves:
                  - {name: low, tier: LOW, regions: [eu], steps: [50%%, 100%%], bake: 2s}
                budget: {fleet: 5}
                health: {silentAfter: %s, soak: 6s, tolerated: 0.1%%, permanentHoldOut: none}
                """
                        .formatted(silentAfter));
    }

    /** One poll in the device's name; what its client can prove it says only when it runs. */
    private Handset.Poll poll(String name) {
        var handset = new Handset(http, server.url(), name, TOKEN);
        return await("a poll to be answered")
                .atMost(Duration.ofSeconds(20))
                .until(handset::poll, poll -> poll.status() == 200);
    }

    private Process device(String name, Map<String, String> environment) throws IOException {
        var words =
                new ProcessBuilder(
                                SCRIPTS.resolve("run-swupdate.sh").toString(),
                                server.url().toString(),
                                "DEFAULT",
                                name,
                                TOKEN)
                        .redirectErrorStream(true)
                        .redirectOutput(
                                ProcessBuilder.Redirect.appendTo(
                                        folder.resolve("device.log").toFile()));
        words.environment().put("CERT", folder.resolve("out/cert.pem").toString());
        words.environment().put("WORK", folder.resolve(name).toString());
        words.environment().put("POLL", "1");
        words.environment().put("ATTRS", "client=swupdate");
        words.environment().putAll(environment);
        var process = words.start();
        devices.add(process);
        return process;
    }

    private int ended(Process device) throws InterruptedException, IOException {
        assertThat(device.waitFor(120, TimeUnit.SECONDS))
                .as(Files.readString(folder.resolve("device.log")))
                .isTrue();
        return device.exitValue();
    }
}
