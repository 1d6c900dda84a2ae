package dev.firebreak.trial;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firebreak.wire.json.Json;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** What a newcomer runs first: the whole journey, with a power cut in the middle. */
@Tag("slow")
@Isolated("its times are the fleet's hours: other tests would make machines late")
final class DemoTest {
    private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");
    private static final int MOST_SECONDS = 300;
    private static final int MACHINES = 1000;

    /** One of a hundred is never switched on, give or take. */
    private static final int MOST_LOST = 25;

    /** The budget before anything is proved. */
    private static final int MOST_EXPOSED = 20;

    @TempDir private Path folder;

    @Test
    void theGoodReleaseArrivesAndTheBadOneHarmsAFew() throws IOException, InterruptedException {
        var answer = folder.resolve("demo.json");
        var said = folder.resolve("demo.log");
        var demo =
                new ProcessBuilder(
                                JAVA.toString(),
                                "--enable-native-access=ALL-UNNAMED",
                                "-XX:+UseSerialGC",
                                "-jar",
                                Jvm.JAR.toString(),
                                "demo",
                                "--json")
                        .redirectOutput(answer.toFile())
                        .redirectError(said.toFile())
                        .start();
        boolean over = demo.waitFor(MOST_SECONDS, TimeUnit.SECONDS);
        demo.descendants().forEach(ProcessHandle::destroyForcibly);
        demo.destroyForcibly();
        assertThat(over).as(Files.readString(said)).isTrue();
        var result = Json.lenientTree(Files.readAllBytes(answer));
        var all = Files.readString(said) + Files.readString(answer);
        assertThat(result.path("laws").properties())
                .as(all)
                .extracting(Map.Entry::getKey)
                .containsExactlyInAnyOrder(
                        "accounted",
                        "budget",
                        "durable",
                        "replay",
                        "silenceCounts",
                        "stopOutrunsStart");
        result.path("laws")
                .properties()
                .forEach(law -> assertThat(law.getValue().asBoolean()).as(law + all).isTrue());
        var good = result.path("good");
        assertThat(good.path("state").asString()).as(all).isEqualTo("COMPLETED");
        assertThat(good.path("confirmed").asInt())
                .as("all that were ever switched on: " + all)
                .isBetween(MACHINES - MOST_LOST, MACHINES - 1);
        assertThat(good.path("failed").asInt()).as(all).isZero();
        assertThat(good.path("falseHalts").asInt()).as(all).isZero();
        var bad = result.path("bad");
        assertThat(bad.path("state").asString()).as(all).isEqualTo("ROLLED_BACK");
        int harmed = bad.path("harmed").asInt();
        assertThat(harmed).as(all).isBetween(1, 25);
        assertThat(bad.path("exposed").asInt()).as(all).isBetween(harmed, MOST_EXPOSED);
        assertThat(bad.path("recovered").asInt()).as(all).isBetween(0, harmed);
        assertThat(bad.path("secondsToHalt").asInt()).as(all).isPositive();
        assertThat(bad.path("reason").asString()).as(all).contains("silent");
        var crash = result.path("crash");
        assertThat(crash.path("kills").asInt()).isEqualTo(1);
        assertThat(crash.path("ackedFactsLost").asInt()).as(all).isZero();
        assertThat(crash.path("budgetExceeded").asInt()).as(all).isZero();
        assertThat(result.path("ok").asBoolean()).as(all).isTrue();
        assertThat(demo.exitValue()).isZero();
    }
}
