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
    private LiveServer server;
    private Office office;
    private final List<Process> devices = new ArrayList<>();

    @BeforeEach
    void begin() throws IOException, InterruptedException {
        server = LiveServer.start(folder);
        office = new Office(server);
        office.fleet(FLEET);
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
        office.close();
        server.close();
    }

    @Test
    void goodImageInstallsAndIsConfirmedAfterItsRestart() throws Exception {
        var rollout = ship("good.swu", "30s");
        var device = device(Map.of());
        assertThat(ended(device)).isZero();
        // After its final report the device lives on, and is heard through its soak.
        device(Map.of("TIMEOUT", "40"));
        office.awaitState(rollout, "COMPLETED");
        assertThat(office.count(rollout, "confirmed")).isEqualTo(1);
        assertThat(folder.resolve("device/installed/image.bin"))
                .hasSameBinaryContentAs(folder.resolve("out/image.bin"));
    }

    @Test
    void failingScriptStopsTheWave() throws Exception {
        var rollout = ship("bad.swu", "30s");
        assertThat(ended(device(Map.of()))).isEqualTo(10);
        office.awaitState(rollout, "HELD", "HALTED", "ROLLING_BACK", "ROLLED_BACK");
        assertThat(office.count(rollout, "failed")).isEqualTo(1);
        assertThat(office.look(rollout).path("headline").asString()).contains("failed");
    }

    @Test
    void deviceThatNeverComesBackIsSilent() throws Exception {
        var rollout = ship("good.swu", "6s");
        assertThat(ended(device(Map.of("CONFIRM", "none")))).isEqualTo(14);
        office.awaitState(rollout, "HELD", "HALTED", "ROLLING_BACK", "ROLLED_BACK");
        assertThat(office.count(rollout, "silent")).isEqualTo(1);
        assertThat(office.look(rollout).path("headline").asString()).contains("silent");
    }

    @Test
    void withdrawnOfferIsCancelled() throws Exception {
        var rollout = ship("good.swu", "30s");
        // The offer is granted to the device's first poll; the halt comes before it looks again.
        await("the device to be granted")
                .atMost(Duration.ofSeconds(60))
                .until(
                        () -> {
                            poll();
                            return office.count(rollout, "exposed") == 1;
                        });
        office.operator.post("/rollouts/%s/halt".formatted(rollout), Map.of("reason", "stop"));
        assertThat(ended(device(Map.of()))).isEqualTo(11);
        office.awaitCount(rollout, "withdrawn", 1);
    }

    private String ship(String image, String silentAfter) throws IOException, InterruptedException {
        office.release("firmware", "1", "CONTENT", "old.swu", new byte[] {1});
        office.release(
                "firmware",
                "2",
                "FIRMWARE",
                image,
                Files.readAllBytes(folder.resolve("out").resolve(image)));
        poll(); // a device that was never heard is nobody's candidate
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
    private void poll() throws IOException, InterruptedException {
        try (var http = HttpClient.newHttpClient()) {
            var handset = new Handset(http, server.url(), "dev1", TOKEN);
            await("a poll to be answered")
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> handset.poll().status() == 200);
        }
    }

    private Process device(Map<String, String> environment) throws IOException {
        var words =
                new ProcessBuilder(
                                SCRIPTS.resolve("run-swupdate.sh").toString(),
                                server.url().toString(),
                                "DEFAULT",
                                "dev1",
                                TOKEN)
                        .redirectErrorStream(true)
                        .redirectOutput(
                                ProcessBuilder.Redirect.appendTo(
                                        folder.resolve("device.log").toFile()));
        words.environment().put("CERT", folder.resolve("out/cert.pem").toString());
        words.environment().put("WORK", folder.resolve("device").toString());
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
