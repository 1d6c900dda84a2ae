package dev.firebreak.wire.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.firebreak.core.gate.Requirement;
import dev.firebreak.core.words.Customer;
import dev.firebreak.wire.evidence.SigningKey;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The gate's policy and customers' policies as people write them. */
final class SettingFilesTest {
    private static final SigningKey KEY = SigningKey.generate();

    @Test
    void aWrittenPolicyReadsBackAsTheSame() throws Exception {
        var test = new Requirement("test", List.of(KEY.keyId()), Duration.ofDays(7), 1);
        var boot = new Requirement("lab boot", List.of(KEY.keyId()), Duration.ofHours(36), 3);
        var policy =
                PolicyFile.sealed(
                        Map.of(KEY.keyId(), KEY.verifying().base64()), List.of(test, boot));
        var read = PolicyFile.parse("policy.yaml", bytes(PolicyFile.write(policy)));
        assertThat(read).isEqualTo(policy);
    }

    @Test
    void everythingThatIsWrongWithAPolicyIsSaidAtOnce() {
        var text =
                """
                keys: {a: "%s", b: nonsense}
                require:
                  - {check: test, signers: [a], maxAge: 7, controls: 0}
                  - {check: test, signers: [c], maxAge: 7d, controls: 1, often: yes}
                """
                        .formatted(KEY.verifying().base64());
        var problems =
                catchThrowableOfType(
                        FileProblems.class, () -> PolicyFile.parse("policy.yaml", bytes(text)));
        assertThat(problems.problems())
                .extracting(FileProblem::path)
                .contains(
                        "keys.b",
                        "require[0].maxAge",
                        "require[0].controls",
                        "require[1].signers[0]",
                        "require[1].often");
    }

    @Test
    void aPolicyWithoutARequirementIsNone() {
        assertThatThrownBy(() -> PolicyFile.parse("p", bytes("keys: {}\nrequire: []\n")))
                .isInstanceOf(FileProblems.class)
                .hasMessageContaining("at least one requirement");
        assertThatThrownBy(() -> PolicyFile.parse("p", bytes("keys: {}\n")))
                .isInstanceOf(FileProblems.class)
                .hasMessageContaining("'require'");
    }

    @Test
    void aCustomerRestrictsWhatItNamesAndNothingElse() throws Exception {
        var text =
                """
                customer: acme
                optOut: [beta-rules]
                pins: {sensor: "290"}
                deferVersions: 1
                windows: [{days: mon-thu, from: "06:00", to: "14:00", zone: device}]
                """;
        var policy = CustomerFile.parse("customer.yaml", bytes(text));
        assertThat(policy.customer()).isEqualTo(new Customer("acme"));
        assertThat(policy.optOut()).containsExactly("beta-rules");
        assertThat(policy.pins()).containsEntry("sensor", "290");
        assertThat(policy.deferVersions()).isEqualTo(1);
        assertThat(policy.windows()).hasSize(1);
        var open = CustomerFile.parse("c", bytes("customer: acme\n"));
        assertThat(open.windows()).isEmpty();
        assertThat(open.digest()).isNotEqualTo(policy.digest());
        assertThatThrownBy(() -> CustomerFile.parse("c", bytes("deferVersions: -1\n")))
                .isInstanceOf(FileProblems.class)
                .hasMessageContaining("customer")
                .hasMessageContaining("deferVersions");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
