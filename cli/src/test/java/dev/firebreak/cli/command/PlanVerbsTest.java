package dev.firebreak.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firebreak.wire.json.Json;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Plans before anybody is asked; none of it needs a server. */
final class PlanVerbsTest {
    private static final String PLAN =
            """
            plan: content-291
            release: sensor-content@291
            waves:
              - {name: low, tier: LOW, regions: [eu, us], steps: [1%, 10%, 100%], bake: 4h}
              - {name: high, tier: HIGH, regions: [eu, us], steps: [1%, 100%], bake: 24h}
            health: {silentAfter: 10m, soak: 30m, tolerated: 0.1%}
            """;

    private static final String PREVIEW =
            """
            content-291: 6,000 devices, assumed: 1,000 devices in each tier of each region.
            #   WAVE  WHO        SHARE  DEVICES  AT ONCE  ENDS     BLIND BELOW
            1   low   LOW · eu   1%     10       10       4h 30m   25.9 %
            2   low   LOW · eu   10%    90       40       7h 2m    2.95 %
            3   low   LOW · eu   100%   900      80       14h 8m   0.299 %
            4   low   LOW · us   1%     10       10       18h 38m  0.296 %
            5   low   LOW · us   10%    90       40       21h 10m  0.272 %
            6   low   LOW · us   100%   900      80       1d 4h    0.150 %
            7   high  HIGH · eu  1%     10       2        2d 6h    0.149 %
            8   high  HIGH · eu  100%   990      4        7d 18h   0.0998 %
            9   high  HIGH · us  1%     10       8        8d 19h   0.0995 %
            10  high  HIGH · us  100%   990      16       10d 9h   0.0749 %
            BLIND BELOW: if fewer devices than this have a fault, the clean steps so far may
              not have met it (one time in twenty).
            At best it takes 10d 9h from the first offer to the end of the last bake.
            A fault that shows after 2 h can harm at most 10 devices.
            A fault that shows after 24 h can harm at most 1,580 devices.
            A fault that shows after 72 h can harm at most 2,146 devices.
            """;

    @TempDir private Path folder;
    private Tool tool;

    @BeforeEach
    void inAFolder() throws IOException {
        tool = new Tool(folder);
        Files.writeString(folder.resolve("plan.yaml"), PLAN);
    }

    @ParameterizedTest
    @EnumSource(dev.firebreak.core.release.Kind.class)
    void whatInitWritesIsSound(dev.firebreak.core.release.Kind kind) {
        assertThat(
                        tool.run(
                                "plan",
                                "init",
                                "--kind",
                                kind.name(),
                                "--release",
                                "a@1",
                                "--out",
                                "a.yaml"))
                .isZero();
        assertThat(tool.err()).contains("no server answers").contains("wrote a.yaml");
        assertThat(tool.run("plan", "check", "a.yaml", "--kind", kind.name())).isZero();
        assertThat(tool.out()).endsWith("a.yaml: sound\n").doesNotContain("warning");
    }

    @Test
    void aVerdictWithoutAServerSaysWhatItTookForGiven() throws IOException {
        Files.writeString(folder.resolve("a.yaml"), PLAN);
        assertThat(tool.run("plan", "check", "a.yaml")).isZero();
        assertThat(tool.err().replaceAll("\\s+", " "))
                .contains(
                        "no server was asked: assumed are devices that poll every 5m, and every 30s while watched");
        assertThat(tool.out())
                .contains(
                        "content-291: 6,000 devices, assumed: 1,000 devices in each tier of each region.");
    }

    @Test
    void initExplainsEachNumberAndNeverOverwrites() throws IOException {
        assertThat(tool.run("plan", "init", "--kind", "driver", "--offline")).isZero();
        assertThat(tool.out())
                .startsWith("# A safe plan for a release of kind DRIVER")
                .contains("release: driver@1")
                .contains("silentAfter: 30m")
                .contains("# not heard for this long = silent, and that is harm");
        assertThat(tool.err()).contains("--release");
        assertThat(tool.run("plan", "init", "--kind", "driver", "--offline", "--out", "plan.yaml"))
                .isEqualTo(2);
        assertThat(tool.err()).contains("'plan.yaml' exists");
        assertThat(Files.readString(folder.resolve("plan.yaml"))).isEqualTo(PLAN);
    }

    @Test
    void aSoundPlanIsZero() {
        assertThat(tool.run("plan", "check", "plan.yaml")).isZero();
        assertThat(tool.out())
                .isEqualTo(
                        PREVIEW.lines().findFirst().orElseThrow()
                                + PREVIEW.substring(PREVIEW.indexOf("\nAt best"))
                                + "plan.yaml: sound\n");
    }

    @Test
    void aPlanThatCannotMeetItsDeadlineIsRefused() throws IOException {
        Files.writeString(folder.resolve("late.yaml"), PLAN + "deadline: 1d\n");
        assertThat(tool.run("plan", "check", "late.yaml")).isEqualTo(2);
        assertThat(tool.out())
                .startsWith(
                        "late.yaml:7: error: deadline: expected at least 10d 9h, the best case, found 1d: ")
                .contains("At best it takes 10d 9h")
                .endsWith("late.yaml: refused, 1 error\n");
        Files.writeString(folder.resolve("late.yaml"), PLAN + "deadline: 8d\n");
        assertThat(tool.run("plan", "check", "late.yaml")).isEqualTo(2);
        assertThat(tool.run("plan", "check", "late.yaml", "--devices", "10")).isZero();
        assertThat(tool.run("plan", "check", "late.yaml", "--devices", "0")).isEqualTo(2);
        assertThat(tool.err()).contains("--devices");
    }

    @Test
    void aCheckForProgramsHasItsBounds() {
        assertThat(tool.run("plan", "check", "plan.yaml", "--json")).isZero();
        var tree = Json.tree(tool.out().getBytes(StandardCharsets.UTF_8));
        assertThat(tree.path("bestDays").asDouble()).isEqualTo(10.39);
        assertThat(tree.path("lateHarm").path("72h").asInt()).isEqualTo(2146);
        assertThat(tree.path("devices").asInt()).isEqualTo(6000);
        assertThat(tree.path("assumed").asBoolean()).isTrue();
    }

    @Test
    void everyProblemIsToldWithItsLine() throws IOException {
        Files.writeString(
                folder.resolve("bad.yaml"),
                PLAN.replace("soak: 30m", "soak: 60s")
                        .replace("tolerated: 0.1%", "tolerated: 3%")
                        .replace("silentAfter: 10m", "silentAfter: 40s"));
        assertThat(tool.run("plan", "check", "bad.yaml")).isEqualTo(2);
        assertThat(tool.out().lines().filter(line -> line.startsWith("bad")))
                .allMatch(
                        line ->
                                line.matches(
                                        "bad\\.yaml:(6: (error|warning): health\\.| refused).*"))
                .anyMatch(line -> line.contains("health.tolerated: expected at most 0.1%"))
                .anyMatch(line -> line.contains("health.silentAfter: expected at least 3 watched"))
                .anyMatch(line -> line.contains("warning: health.soak: expected at least 3"))
                .contains("bad.yaml: refused, 2 errors, 1 warning");
    }

    @Test
    void whatCannotBeReadIsToldWithItsLineToo() throws IOException {
        Files.writeString(folder.resolve("bad.yaml"), PLAN.replace("bake: 4h", "bake: 4"));
        assertThat(tool.run("plan", "check", "bad.yaml", "--json")).isEqualTo(2);
        var tree = Json.tree(tool.out().getBytes(StandardCharsets.UTF_8));
        assertThat(tree.path("ok").asBoolean()).isFalse();
        assertThat(tree.path("problems").path(0).path("line").asInt()).isEqualTo(4);
        assertThat(tree.path("problems").path(0).path("path").asString())
                .isEqualTo("waves[0].bake");
    }

    @Test
    void aFileThatIsNotThereIsWrongUsage() {
        assertThat(tool.run("plan", "check", "nowhere.yaml")).isEqualTo(2);
        assertThat(tool.err()).contains("'nowhere.yaml'");
    }

    @Test
    void previewShowsTheLadderAndWhatItCannotSee() {
        assertThat(tool.run("plan", "preview", "plan.yaml", "--offline", "--devices", "1000"))
                .isZero();
        assertThat(tool.out().lines()).allMatch(line -> line.length() <= 80);
        assertThat(tool.out()).isEqualTo(PREVIEW);
    }

    @Test
    void previewAsksTheServerUnlessToldNotTo() {
        assertThat(tool.run("plan", "preview", "plan.yaml")).isEqualTo(3);
        assertThat(tool.out()).isEmpty();
    }

    @Test
    void previewForProgramsHasTheSameNumbers() {
        assertThat(tool.run("plan", "preview", "plan.yaml", "--offline", "--json")).isZero();
        var tree = Json.tree(tool.out().getBytes(StandardCharsets.UTF_8));
        assertThat(tree.path("assumed").asBoolean()).isTrue();
        assertThat(tree.path("steps").size()).isEqualTo(10);
        assertThat(tree.path("steps").path(0).path("devices").asInt()).isEqualTo(10);
        assertThat(tree.path("lateHarm").path("2h").asInt()).isPositive();
    }

    @Test
    void diffTellsWhatIsWeakerFirst() throws IOException {
        Files.writeString(
                folder.resolve("b.yaml"),
                PLAN.replace("bake: 4h", "bake: 1h")
                        .replace("[1%, 10%, 100%]", "[50%, 100%]")
                        .replace("soak: 30m", "soak: 45m")
                        .replace("291", "292"));
        assertThat(tool.run("plan", "diff", "plan.yaml", "b.yaml")).isZero();
        assertThat(tool.out())
                .isEqualTo(
                        """
                        waves[low].bake: 4h → 1h: weaker
                        waves[low].steps: [1%, 10%, 100%] → [50%, 100%]: weaker
                        health.ages: [30m, 1d, 3d] → [45m, 1d, 3d]
                        plan: content-291 → content-292
                        release: sensor-content@291 → sensor-content@292
                        health.soak: 30m → 45m: stricter
                        """);
    }

    @Test
    void aWaveThatIsGoneIsWeakerAndToldOnce() throws IOException {
        Files.writeString(folder.resolve("b.yaml"), PLAN.replaceAll("  - \\{name: low.*\\n", ""));
        assertThat(tool.run("plan", "diff", "plan.yaml", "b.yaml")).isZero();
        assertThat(tool.out()).isEqualTo("waves: [low, high] → [high]: weaker\n");
    }

    @Test
    void theSamePlanInOtherWordsDoesNotDiffer() throws IOException {
        Files.writeString(
                folder.resolve("b.yaml"),
                "# another word\n" + PLAN.replace("10m", "PT10M").replace("0.1%", "0.001"));
        assertThat(tool.run("plan", "diff", "plan.yaml", "b.yaml")).isZero();
        assertThat(tool.out()).isEqualTo("no difference in meaning\n");
    }
}
