package dev.firebreak.wire.file;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.firebreak.core.words.Presence;
import dev.firebreak.core.words.Ratio;
import dev.firebreak.core.words.Tier;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/** What a fleet file says to the core, and what it is told when it cannot be meant. */
final class FleetFileTest {
    @Test
    void theBuiltInFileIsWhatHoldsAtFirst() {
        var rules = FleetFile.builtIn().rules();
        assertThat(rules.idle()).isEqualTo(Duration.ofMinutes(5));
        assertThat(rules.watched()).isEqualTo(Duration.ofSeconds(30));
        assertThat(rules.jitter()).isEqualTo(Ratio.parse("15%"));
        assertThat(rules.ceilingFleet()).isEmpty();
        assertThat(rules.ceilingTier()).isEmpty();
    }

    @Test
    void anEmptyMappingIsTheBuiltInFile() throws FileProblems {
        var file = fleet("{}");
        assertThat(file.rules().idle()).isEqualTo(FleetFile.builtIn().rules().idle());
        var place = file.mapping().place(Map.of("tier", "LOW", "region", "eu"), Map.of());
        assertThat(place)
                .isEqualTo(
                        FleetFile.builtIn()
                                .mapping()
                                .place(Map.of("tier", "LOW", "region", "eu"), Map.of()));
    }

    @Test
    void numbersReachTheCore() throws FileProblems {
        var rules =
                fleet(
                                """
                                polling: {idle: 10m, watched: 1m, jitter: 0.1}
                                ceiling: {fleet: 2000, tier: {HIGH: 50}}
                                """)
                        .rules();
        assertThat(rules.idle()).isEqualTo(Duration.ofMinutes(10));
        assertThat(rules.watched()).isEqualTo(Duration.ofMinutes(1));
        assertThat(rules.jitter()).isEqualTo(Ratio.parse("10%"));
        assertThat(rules.ceilingFleet()).contains(2000);
        assertThat(rules.ceilingTier()).isEqualTo(Map.of(Tier.HIGH, 50));
    }

    @Test
    void theDigestIsOfTheContentNotOfTheLayout() throws FileProblems {
        var one = fleet("presence: sleeps\nfingerprint: [os]\n");
        var other = fleet("{\"fingerprint\": [\"os\"], # changed hands\n \"presence\": 'sleeps'}");
        var another = fleet("presence: always\nfingerprint: [os]\n");
        assertThat(one.rules().digest()).isEqualTo(other.rules().digest());
        assertThat(one.rules().digest()).isNotEqualTo(another.rules().digest());
    }

    @Test
    void theDocumentGivesTheSameRulesAgain() throws FileProblems {
        var text = "presence: sleeps # they are laptops\n";
        var file = fleet(text);
        assertThat(file.document()).isEqualTo(text);
        var again = FleetFile.parse("again", file.bytes());
        assertThat(again.rules()).isEqualTo(file.rules());
        assertThat(again.mapping().place(Map.of(), Map.of()).presence()).isEqualTo(Presence.SLEEPS);
    }

    @Test
    void mistakesAreToldWithTheirLine() {
        for (var one :
                List.of(
                        told("regoin: x", "regoin: expected a known key", "write 'region'"),
                        told(
                                "region: reported.region",
                                "region: expected the operator's 'attributes' alone",
                                "use attributes.…"),
                        told(
                                "region: [a]",
                                "region: expected a text of the device",
                                "found a list"),
                        told("region: size(attributes)", "it comes to int, not to string"),
                        told("region: atributes.x", "undeclared reference to 'atributes'"),
                        told(
                                "tier: [{when: reported.os == 'x', is: HIGH}]\ntrustReported: []",
                                "tier[0].when: expected reported keys that are trusted",
                                "add 'os' to trustReported"),
                        told("tier: [{is: TOP}]", "tier[0].is: expected one of LOW, MEDIUM, HIGH"),
                        told(
                                "tier: [{is: HIGH}, {is: LOW}]",
                                "tier[1]: expected no rule after one without 'when'"),
                        told("tier: [{when: 1, is: LOW}]", "it comes to int, not to bool"),
                        told("tier: [{when: true}]", "tier[0]: expected the key 'is', found none"),
                        told(
                                "presence: [{when: reported.os == 'x', is: sleeps}]",
                                "presence[0].when: expected the operator's 'attributes' alone"),
                        told("presence: sometimes", "presence: expected one of always, sleeps"),
                        told(
                                "fingerprint: [reported.bios]",
                                "fingerprint[0]: expected a reported key that is trusted",
                                "add 'bios' to trustReported"),
                        told("fingerprint: [a b]", "fingerprint[0]: expected an attribute key"),
                        told("polling: {idle: 300}", "polling.idle: expected a duration"),
                        told(
                                "polling: {idle: 10s, watched: 1m}",
                                "polling: expected watched to be at most idle, found 1m against 10s"),
                        told("polling: {jitter: 90%}", "polling.jitter: expected at most 50%"),
                        told("ceiling: {fleet: 5%}", "ceiling.fleet: expected a whole number"),
                        told(
                                "clients: [{when: attributes.x == 'y'}]",
                                "clients[0].when: expected 'reported' alone"),
                        told(
                                "clients: [{bootId: attributes.boot}]",
                                "clients[0].bootId: expected a reported key"),
                        told("accept: [yes]", "accept[0]: expected a condition"),
                        told("accept: true", "accept: expected a list, found 'true'"))) {
            var problems = problems(one.getFirst());
            assertThat(problems).startsWith("fleet.yaml:1: ").hasLineCount(1);
            one.subList(1, one.size()).forEach(words -> assertThat(problems).contains(words));
        }
    }

    private static List<String> told(String... words) {
        return List.of(words);
    }

    private static String problems(String text) {
        try {
            return "nothing wrong with " + fleet(text).document();
        } catch (FileProblems e) {
            return e.text();
        }
    }

    private static FleetFile fleet(String text) throws FileProblems {
        return FleetFile.parse("fleet.yaml", text.getBytes(UTF_8));
    }
}
