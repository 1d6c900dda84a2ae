package dev.firebreak.wire.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firebreak.core.plan.Bindings;
import dev.firebreak.core.plan.Plan;
import dev.firebreak.core.release.Artifact;
import dev.firebreak.core.release.Kind;
import dev.firebreak.core.release.Release;
import dev.firebreak.core.words.Digest;
import dev.firebreak.core.words.Sha256;
import dev.firebreak.wire.json.Json;
import dev.firebreak.wire.json.Malformed;
import dev.firebreak.wire.json.RandomValues;
import dev.firebreak.wire.plan.PlanDigest;

import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.util.List;

final class ManifestTest {
    private static final Artifact FILE =
            new Artifact(
                    "fw.bin", new Digest("ab".repeat(32)), "cd".repeat(20), "ef".repeat(16), 2000);

    @Test
    void theDigestIsThatOfTheCanonicalManifest() {
        var release = sealed("sensor-content", "291");
        var bytes =
                "{\"manifest\":1,\"name\":\"sensor-content\",\"version\":\"291\",\"kind\":\"CONTENT\","
                        + "\"part\":\"bApp\",\"reversible\":true,\"artifacts\":[{\"filename\":\"fw.bin\","
                        + "\"sha256\":\"%s\",\"sha1\":\"%s\",\"md5\":\"%s\",\"sizeBytes\":2000}]}"
                                .formatted(FILE.sha256(), FILE.sha1(), FILE.md5());

        assertThat(new String(Manifest.of(release).bytes(), StandardCharsets.UTF_8))
                .isEqualTo(bytes);
        assertThat(release.digest()).isEqualTo(Sha256.of(bytes));
        assertThat(Manifest.intact(release)).isTrue();
        assertThat(release.label()).isEqualTo("sensor-content@291");
    }

    @Test
    void anotherFieldIsAnotherDigest() {
        assertThat(sealed("a", "1").digest()).isNotEqualTo(sealed("a", "2").digest());
        var release = sealed("a", "1");
        var forged =
                new Release(release.digest(), "a", "1", Kind.CONTENT, List.of(FILE), "bApp", false);
        assertThat(Manifest.intact(forged)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-a", ".", "a b", "a/b", "a@b", "ä", "a\n"})
    void namesThatDoNotTravelAreRefused(String name) {
        assertThatThrownBy(() -> sealed(name, "1"))
                .isInstanceOfSatisfying(
                        Malformed.class, e -> assertThat(e.path()).isEqualTo("name"));
        assertThatThrownBy(() -> sealed("a", name))
                .isInstanceOfSatisfying(
                        Malformed.class, e -> assertThat(e.path()).isEqualTo("version"));
    }

    @Test
    void lengthsAndDoublesAreRefused() {
        assertThat(sealed("a".repeat(64), "1").name()).hasSize(64);
        assertThatThrownBy(() -> sealed("a".repeat(65), "1")).isInstanceOf(Malformed.class);
        assertThatThrownBy(
                        () -> Manifest.seal("a", "1", Kind.OS, List.of(FILE, FILE), "bApp", true))
                .hasMessageContaining("twice");
        assertThatThrownBy(() -> Manifest.seal("a", "1", Kind.OS, List.of(), "bApp", true))
                .isInstanceOf(Malformed.class)
                .hasMessageContaining("1 to 16 artifacts");
    }

    @RepeatedTest(20)
    void thePlanDigestDependsOnPlanAndBindingsAlone(RepetitionInfo repetition) {
        var random = new RandomValues(repetition.getCurrentRepetition());
        var plan = random.value(Plan.class);
        var bindings = random.value(Bindings.class);
        var digest = PlanDigest.of(plan, bindings);

        var samePlan = Json.read(Json.bytes(plan), Plan.class);
        var sameBindings = Json.read(Json.bytes(bindings), Bindings.class);
        assertThat(PlanDigest.of(samePlan, sameBindings)).isEqualTo(digest);
        assertThat(PlanDigest.of(random.value(Plan.class), bindings)).isNotEqualTo(digest);
        assertThat(PlanDigest.of(plan, random.value(Bindings.class))).isNotEqualTo(digest);
    }

    private static Release sealed(String name, String version) {
        return Manifest.seal(name, version, Kind.CONTENT, List.of(FILE), "bApp", true);
    }
}
