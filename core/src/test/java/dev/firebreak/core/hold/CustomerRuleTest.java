package dev.firebreak.core.hold;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firebreak.core.plan.Window;
import dev.firebreak.core.release.Artifact;
import dev.firebreak.core.release.Kind;
import dev.firebreak.core.release.Release;
import dev.firebreak.core.words.Customer;
import dev.firebreak.core.words.Sha256;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;

final class CustomerRuleTest {
    private static final Customer ACME = new Customer("acme");
    private static final Instant MONDAY = Instant.parse("2026-03-02T12:00:00Z");
    private static final Release V1 = release("sensor", "1", Kind.CONTENT);
    private static final Release V2 = release("sensor", "2", Kind.CONTENT);
    private static final Release V3 = release("sensor", "3", Kind.CONTENT);
    private static final List<Release> SEALED = List.of(V1, V2, V3);

    private static Release release(String name, String version, Kind kind) {
        var file = new Artifact("a.bin", Sha256.of(version), "0".repeat(40), "0".repeat(32), 1);
        return new Release(
                Sha256.of(name + version), name, version, kind, List.of(file), "bApp", true);
    }

    private static CustomerPolicy policy(
            List<String> optOut, Map<String, String> pins, int defer, Window... windows) {
        return new CustomerPolicy(ACME, Sha256.of("policy"), optOut, pins, defer, List.of(windows));
    }

    private static Optional<String> objection(CustomerPolicy policy, Release release) {
        return CustomerRule.objection(policy, release, SEALED, Optional.empty(), MONDAY);
    }

    @Test
    void aPolicyThatSaysNothingObjectsToNothing() {
        assertThat(objection(policy(List.of(), Map.of(), 0), V3)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void optingOutBindsEveryKind(Kind kind) {
        var release = release("sensor", "9", kind);
        assertThat(objection(policy(List.of("sensor"), Map.of(), 0), release))
                .contains("acme has opted out of sensor");
        assertThat(objection(policy(List.of("*"), Map.of(), 0), release))
                .contains("acme has opted out of all releases");
        assertThat(objection(policy(List.of("sensors", "sens"), Map.of(), 0), release)).isEmpty();
    }

    @Test
    void aPinLetsOneVersionThrough() {
        var pinned = policy(List.of(), Map.of("sensor", "2", "other", "7"), 0);
        assertThat(objection(pinned, V1)).contains("acme has pinned sensor to 2, this is 1");
        assertThat(objection(pinned, V2)).isEmpty();
        assertThat(objection(pinned, V3)).isPresent();
    }

    @Test
    void deferringWaitsForNewerVersions() {
        var oneBehind = policy(List.of(), Map.of(), 1);
        assertThat(objection(oneBehind, V3))
                .contains("acme stays 1 versions behind, 0 newer than sensor@3 are sealed");
        assertThat(objection(oneBehind, V2)).isEmpty();
        var twoBehind = policy(List.of(), Map.of(), 2);
        assertThat(objection(twoBehind, V2)).isPresent();
        assertThat(objection(twoBehind, V1)).isEmpty();
    }

    @Test
    void aReleaseThatNobodyKnowsHasNoNewerOnes() {
        var stranger = release("sensor", "0", Kind.CONTENT);
        assertThat(objection(policy(List.of(), Map.of(), 1), stranger)).isPresent();
    }

    @Test
    void nothingIsOfferedOutsideItsWindows() {
        var sundays =
                new Window(
                        List.of(DayOfWeek.SUNDAY),
                        LocalTime.of(0, 0),
                        LocalTime.of(0, 0),
                        Optional.empty());
        assertThat(objection(policy(List.of(), Map.of(), 0, sundays), V3))
                .contains("acme takes offers in its windows only, and none is open now");
    }

    @Test
    void noRuleOverrulesAnother() {
        assertThat(objection(policy(List.of("sensor"), Map.of("sensor", "2"), 0), V2)).isPresent();
        assertThat(objection(policy(List.of(), Map.of("sensor", "3"), 1), V3)).isPresent();
    }
}
