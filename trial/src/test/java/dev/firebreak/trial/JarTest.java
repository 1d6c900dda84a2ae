package dev.firebreak.trial;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** That the jar starts at all, with nothing but a JDK. */
final class JarTest {
    private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");
    private static final int PATIENCE_SECONDS = 60;

    @Test
    void theJarSaysItsVersion() throws IOException, InterruptedException {
        assertThat(Jvm.JAR).as("built by 'mvn verify'; 'mvn test' does not make it").exists();
        var process =
                new ProcessBuilder(JAVA.toString(), "-jar", Jvm.JAR.toString(), "version").start();
        assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(said).startsWith("firebreak 0.").endsWith("\n");
        assertThat(process.exitValue()).isZero();
    }
}
