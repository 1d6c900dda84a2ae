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
import java.util.concurrent.TimeUnit;

/** What a newcomer runs first: the whole journey, with a power cut in the middle. */
@Tag("slow")
@Isolated("its times are the fleet's hours: other tests would make machines late")
final class DemoTest {
    private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");
    private static final int MOST_SECONDS = 300;

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
        assertThat(result.path("ok").asBoolean())
                .as(Files.readString(said) + Files.readString(answer))
                .isTrue();
        assertThat(demo.exitValue()).isZero();
        assertThat(result.path("good").path("state").asString()).isEqualTo("COMPLETED");
        assertThat(result.path("bad").path("state").asString()).isEqualTo("ROLLED_BACK");
        assertThat(result.path("bad").path("harmed").asInt()).isBetween(1, 25);
        assertThat(result.path("crash").path("kills").asInt()).isEqualTo(1);
    }
}
