package dev.firebreak.wire.file;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.firebreak.core.words.ClientTraits;
import dev.firebreak.core.words.Customer;
import dev.firebreak.core.words.DeviceId;
import dev.firebreak.core.words.Group;
import dev.firebreak.core.words.Placement;
import dev.firebreak.core.words.Presence;
import dev.firebreak.core.words.Region;
import dev.firebreak.core.words.Tier;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.HashSet;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Where devices are placed: by whose word, and what happens when a word is missing. */
final class FleetMappingTest {
    private static final DeviceId KIOSK = new DeviceId("kiosk-7");

    private static final FleetMapping FLEET =
            mapping(
                    """
                    region: attributes.region
                    tier:
                      - {when: 'attributes.role in ["dc", "icu", "atm"]', is: HIGH}
                      - {when: reported.os == "win", is: MEDIUM}
                      - {when: attributes.role == "laptop", is: LOW}
                      - {is: HIGH}
                    redundancyGroup: attributes.cluster
                    fingerprint: [attributes.os, attributes.kernel, agents]
                    strata: [region, tier, attributes.os]
                    trustReported: [os, kernel, agents]
                    presence: [{when: attributes.role == "laptop", is: sleeps}]
                    accept: [attributes.batch == "b1", reported.serial.startsWith("S-")]
                    clients:
                      - when: reported.client == "swupdate"
                        bootId: reported.boot_id
                        runningVersion: reported.sw_version
                        reportsAfterRestart: true
                      - {bootId: reported.boot}
                    """);

    @ParameterizedTest
    @CsvSource({
        // an operator's rule; what the device says may raise it and never lower it
        "laptop, ,    LOW",
        "laptop, lin, LOW",
        "laptop, win, MEDIUM",
        "dc,     ,    HIGH",
        "dc,     win, HIGH",
        ",       ,    HIGH",
        ",       win, HIGH",
        "toaster,win, HIGH",
    })
    void whatADeviceSaysRaisesItsTierAndNeverLowersIt(String role, String os, Tier tier) {
        assertThat(FLEET.place(some("role", role), some("os", os)).tier()).isEqualTo(tier);
    }

    @Test
    void whereNothingIsKnownTheDeviceIsTreatedWithMostCare() {
        var place = FleetFile.builtIn().mapping().place(Map.of(), Map.of());
        assertThat(place.tier()).isEqualTo(Tier.HIGH);
        assertThat(place.region()).isEqualTo(Placement.UNKNOWN_REGION);
        assertThat(place.customer()).isEqualTo(Placement.UNKNOWN_CUSTOMER);
        assertThat(place.group()).contains(new Group("unknown:?:?"));
        assertThat(place.fingerprint()).isEmpty();
        assertThat(place.presence()).isEqualTo(Presence.ALWAYS);
        assertThat(place.client()).isEqualTo(ClientTraits.UNKNOWN);
        assertThat(place.zone()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"LOW, LOW", "MEDIUM, MEDIUM", "HIGH, HIGH", "low, HIGH", "none, HIGH"})
    void theBuiltInTierIsTheAttributeOrHigh(String written, Tier tier) {
        var place = FleetFile.builtIn().mapping().place(Map.of("tier", written), Map.of());
        assertThat(place.tier()).isEqualTo(tier);
    }

    @Test
    void onlyTheOperatorSaysWhereAndWhose() {
        var claims =
                Map.of(
                        "region",
                        "us",
                        "customer",
                        "evil",
                        "cluster",
                        "c9",
                        "role",
                        "laptop",
                        "tier",
                        "LOW");
        var place = FLEET.place(Map.of(), claims);
        assertThat(place.region()).isEqualTo(Placement.UNKNOWN_REGION);
        assertThat(place.customer()).isEqualTo(Placement.UNKNOWN_CUSTOMER);
        assertThat(place.group()).contains(new Group("unknown:?:?"));
        assertThat(place.tier()).isEqualTo(Tier.HIGH);
        assertThat(place.presence()).isEqualTo(Presence.ALWAYS);

        var told = Map.of("region", "eu", "customer", "acme", "cluster", "c1");
        var same = FLEET.place(told, claims);
        assertThat(same.region()).isEqualTo(new Region("eu"));
        assertThat(same.customer()).isEqualTo(new Customer("acme"));
        assertThat(same.group()).contains(new Group("c1"));
        assertThat(FleetMapping.contradictions(told, claims))
                .containsExactly("cluster", "customer", "region");
    }

    @Test
    void aHighDeviceWithoutGroupStandsInForItsLikesAtItsSite() {
        var place = FLEET.place(Map.of("customer", "a", "site", "s", "role", "dc"), Map.of());
        assertThat(place.group()).contains(new Group("a:s:dc"));
        assertThat(FLEET.place(Map.of("customer", "a", "role", "dc"), Map.of()).group())
                .as("at a site that is not known: with all of which it is not")
                .contains(new Group("a:?:dc"));
        assertThat(FLEET.place(Map.of("site", "s", "role", "laptop"), Map.of()).group()).isEmpty();
    }

    @Test
    void aGroupIsNeverLostForAnOddName() {
        var one = FLEET.place(Map.of("cluster", "rack/1"), Map.of()).group();
        var other = FLEET.place(Map.of("cluster", "rack-1"), Map.of()).group();
        assertThat(one).isPresent().isNotEqualTo(other);
        assertThat(FLEET.place(Map.of("cluster", "rack/1"), Map.of()).group()).isEqualTo(one);
    }

    @Test
    void theFingerprintIsKnownOnlyIfAllOfItIs() {
        var reported = Map.of("os", "deb 12", "kernel", "6.1", "agents", "av/3");
        var known = FLEET.place(Map.of(), reported).fingerprint().orElseThrow();
        assertThat(known.value()).matches("deb-12_6\\.1_av-3-[0-9a-f]{16}");
        assertThat(FLEET.place(Map.of(), Map.of("os", "x", "kernel", "y")).fingerprint()).isEmpty();

        var byOperator = FLEET.place(reported, Map.of()).fingerprint();
        assertThat(byOperator).contains(known);
        var changed = FLEET.place(reported, Map.of("kernel", "6.2")).fingerprint();
        assertThat(changed).isPresent().isNotEqualTo(byOperator);
    }

    @Test
    void theFingerprintDoesNotConfuseKeysWithValues() {
        var one = FLEET.place(Map.of("os", "a_b", "kernel", "c", "agents", "d"), Map.of());
        var other = FLEET.place(Map.of("os", "a", "kernel", "b_c", "agents", "d"), Map.of());
        assertThat(one.fingerprint()).isNotEqualTo(other.fingerprint());
    }

    @Test
    void aDeviceCannotMakeUpEnvironmentsWithoutEnd() {
        var fleet = mapping("fingerprint: [os]\nstrata: [os]\ntrustReported: [os]\n");
        var strata = new HashSet<>();
        var fingerprints = new HashSet<>();
        for (int i = 0; i < 1000; i++) {
            var place = fleet.place(Map.of(), Map.of("os", "made-up-" + i));
            strata.add(place.stratum());
            place.fingerprint().ifPresent(fingerprints::add);
        }
        assertThat(strata).hasSize(Told.MOST + 1);
        assertThat(fingerprints).hasSize(Told.MOST);
        assertThat(fleet.place(Map.of(), Map.of("os", "made-up-1")).fingerprint()).isPresent();
    }

    @Test
    void strataAreMadeOfTheirParts() {
        var place = FLEET.place(Map.of("region", "eu", "role", "laptop"), Map.of("os", "deb"));
        assertThat(place.stratum().value()).isEqualTo("eu,LOW,deb");
        assertThat(FLEET.place(Map.of(), Map.of()).stratum().value()).isEqualTo("unknown,HIGH,?");
        assertThat(FLEET.place(Map.of("os", "a/b"), Map.of()).stratum().value())
                .matches("unknown,HIGH,a-b-[0-9a-f]{16}");
    }

    @Test
    void clientsProveWhatTheyTell() {
        var told = Map.of("client", "swupdate", "boot_id", " 17 ", "sw_version", "2.0");
        assertThat(FLEET.bootId(told)).contains("17");
        assertThat(FLEET.runningVersion(told)).contains("2.0");
        assertThat(FLEET.place(Map.of(), told).client())
                .isEqualTo(new ClientTraits(true, true, true));

        var silent = Map.of("client", "swupdate");
        assertThat(FLEET.bootId(silent)).isEmpty();
        assertThat(FLEET.place(Map.of(), silent).client())
                .isEqualTo(new ClientTraits(false, false, true));

        var other = Map.of("boot", "b", "sw_version", "2.0");
        assertThat(FLEET.bootId(other)).contains("b");
        assertThat(FLEET.runningVersion(other)).isEmpty();
        assertThat(FLEET.place(Map.of(), other).client())
                .isEqualTo(new ClientTraits(true, false, false));
    }

    @Test
    void presenceIsTheOperatorsWord() {
        assertThat(FLEET.place(Map.of("role", "laptop"), Map.of()).presence())
                .isEqualTo(Presence.SLEEPS);
        assertThat(FLEET.place(Map.of(), Map.of("role", "laptop")).presence())
                .isEqualTo(Presence.ALWAYS);
    }

    @Test
    void rulesAcceptDevicesThatRegisteredThemselves() {
        assertThat(FLEET.accepts(Map.of("batch", "b1"), Map.of())).isTrue();
        assertThat(FLEET.accepts(Map.of(), Map.of("serial", "S-1"))).isTrue();
        assertThat(FLEET.accepts(Map.of(), Map.of("batch", "b1"))).isFalse();
        assertThat(FLEET.accepts(Map.of(), Map.of())).isFalse();
        assertThat(FleetFile.builtIn().mapping().accepts(Map.of("batch", "b1"), Map.of()))
                .isFalse();
    }

    @Test
    void wavesSelectByTheOperatorsAttributes() {
        var attributes = Map.of("ring", "canary", "region", "eu", "role", "laptop");
        var place = FLEET.place(attributes, Map.of());
        assertThat(FLEET.selects("device.attributes.ring == \"canary\"", KIOSK, place, attributes))
                .isTrue();
        assertThat(
                        FLEET.selects(
                                "device.region == 'eu' && device.id.endsWith('7')",
                                KIOSK,
                                place,
                                attributes))
                .isTrue();
        assertThat(FLEET.selects("device.attributes.ring == \"canary\"", KIOSK, place, Map.of()))
                .isFalse();
        var before = FLEET.problems();
        assertThat(FLEET.selects("device.reported.ring == 'x'", KIOSK, place, attributes))
                .isFalse();
        assertThat(FLEET.problems()).isEqualTo(before + 1);
    }

    @Test
    void aZoneThatIsNoneIsNotUsed() {
        var fleet = FleetFile.builtIn().mapping();
        assertThat(fleet.place(Map.of("zone", "Europe/Berlin"), Map.of()).zone())
                .contains("Europe/Berlin");
        assertThat(fleet.place(Map.of("zone", "Mars/Base"), Map.of()).zone()).isEmpty();
        assertThat(fleet.problems()).isEqualTo(1);
    }

    @Test
    void devicesThatAreAlikeShareOnePlace() {
        var places =
                IntStream.range(0, 10_000)
                        .mapToObj(
                                i ->
                                        FLEET.place(
                                                Map.of("serial", "n" + i, "region", "r" + i % 4),
                                                Map.of("os", "deb", "uptime", "u" + i)))
                        .map(System::identityHashCode)
                        .collect(Collectors.toSet());
        assertThat(places).hasSize(4);
    }

    @Test
    void aRuleOverAllAttributesIsStillRight() {
        var fleet =
                mapping("tier: [{when: \"'kiosk' in attributes\", is: LOW}]\nfingerprint: [os]\n");
        assertThat(fleet.place(Map.of("kiosk", ""), Map.of()).tier()).isEqualTo(Tier.LOW);
        assertThat(fleet.place(Map.of("other", ""), Map.of()).tier()).isEqualTo(Tier.HIGH);
        assertThat(fleet.place(Map.of(), Map.of("kiosk", "")).tier()).isEqualTo(Tier.HIGH);
        assertThat(fleet.place(Map.of("kiosk", "1"), Map.of()))
                .isSameAs(fleet.place(Map.of("kiosk", "2"), Map.of()));
    }

    private static Map<String, String> some(String key, String value) {
        return value == null ? Map.of() : Map.of(key, value);
    }

    private static FleetMapping mapping(String text) {
        try {
            return FleetFile.parse("fleet.yaml", text.getBytes(UTF_8)).mapping();
        } catch (FileProblems e) {
            throw new AssertionError(e.text(), e);
        }
    }
}
