package dev.firebreak.wire.cel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** What a condition says of devices that have what it needs, and of those that do not. */
final class ConditionTest {
    private static final Map<String, ?> FACTS =
            Map.of(
                    "attributes",
                    Map.of("role", "dc", "site-code", "x1", "note", ""),
                    "reported",
                    Map.of("os", "12", "client", "swupdate"));

    private static final Map<String, ?> DEVICE =
            Map.of(
                    "device",
                    Map.of(
                            "id",
                            "kiosk-7",
                            "tier",
                            "LOW",
                            "attributes",
                            Map.of("ring", "canary", "flag", "true")));

    @ParameterizedTest
    @CsvSource(
            delimiter = '@',
            quoteCharacter = '`',
            value = {
                "attributes.role == \"dc\"                                  @ true",
                "attributes.role == 'icu'                                   @ false",
                "attributes.role in [\"dc\", 'icu']                         @ true",
                "attributes[\"site-code\"] == \"x1\"                        @ true",
                "attributes.role.startsWith(\"d\") && reported.os > \"1\"   @ true",
                "attributes.missing == \"dc\"                               @ false",
                "!(attributes.missing == \"dc\")                            @ false",
                "attributes.missing != \"dc\"                               @ false",
                "has(attributes.missing)                                    @ false",
                "!has(attributes.missing)                                   @ true",
                "attributes.missing == 'a' || attributes.role == 'dc'       @ true",
                "attributes.exists(key, key == 'role')                      @ true",
                "\"role\" in attributes                                     @ true",
                "int(attributes.role) > 1                                   @ false",
                "true                                                       @ true",
            })
    void onlyTrueHolds(String condition, boolean holds) {
        assertThat(Condition.rule(condition).holds(FACTS)).isEqualTo(holds);
    }

    @Test
    void aDeviceThatSaysTrueInWordsIsNotTrue() {
        assertThat(Condition.selector("device.attributes.flag").holds(DEVICE)).isFalse();
    }

    @Test
    void selectorsSeeTheDeviceAndItsPlace() {
        assertThat(Condition.selector("device.attributes.ring == \"canary\"").holds(DEVICE))
                .isTrue();
        assertThat(Condition.selector("device.tier == 'LOW'").holds(DEVICE)).isTrue();
        assertThat(Condition.selector("device.id.matches('^kiosk-[0-9]+$')").holds(DEVICE))
                .isTrue();
        assertThat(Condition.selector("device.group == 'g'").holds(DEVICE)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "device.attributs.ring == 'canary'",
                "device.reported.ring == 'canary'",
                "attributes.ring == 'canary'",
                "device",
                "size(device) > 1",
                "device.attributes.ring = 'canary'",
                "device.id +",
                "1",
                "",
                "'true'",
                "((((((((((((((((((((((((((((((((((((((((true))))))))))))))))))))))))))))))))))))))))",
            })
    void whatIsNoSelectorIsRefused(String text) {
        assertThatThrownBy(() -> Condition.selector(text)).isInstanceOf(ConditionFault.class);
    }

    @Test
    void tooLongIsRefused() {
        var text = String.join(" || ", Stream.generate(() -> "true").limit(1000).toList());
        assertThatThrownBy(() -> Condition.rule(text))
                .isInstanceOf(ConditionFault.class)
                .hasMessageContaining("at most 2000 characters");
    }

    @Test
    void aConditionThatWouldTakeLongIsCutOffAndCounted() {
        var hundred = String.join(",", Stream.generate(() -> "1").limit(100).toList());
        var list = "[" + hundred + "]";
        var condition =
                Condition.rule(
                        "%s.all(a, %1$s.all(b, %1$s.all(c, a + b + c == 3)))".formatted(list));
        assertThat(condition.holds(FACTS)).isFalse();
        assertThat(condition.faults()).isEqualTo(1);
    }

    @Test
    void aMissingKeyIsNoFaultButNonsenseIs() {
        var missing = Condition.rule("attributes.missing.startsWith('a')");
        assertThat(missing.holds(FACTS)).isFalse();
        assertThat(missing.faults()).isZero();

        var nonsense = Condition.rule("int(attributes.role) > 1");
        assertThat(nonsense.holds(FACTS)).isFalse();
        assertThat(nonsense.faults()).isEqualTo(1);
    }

    @Test
    void whatIsReadIsKnown() {
        assertThat(Condition.rule("attributes.role in ['a'] || reported[\"os\"] == 'b'").reads())
                .isEqualTo(new Reads(Set.of("role"), Set.of("os"), false));
        assertThat(Condition.rule("attributes.role == 'a'").reads())
                .isEqualTo(new Reads(Set.of("role"), Set.of(), false));
        assertThat(Condition.rule("has(reported.os)").reads())
                .isEqualTo(new Reads(Set.of(), Set.of("os"), false));
        for (var whole : List.of("size(attributes) > 3", "'a' in attributes")) {
            assertThat(Condition.rule(whole).reads().everything()).isTrue();
        }
    }

    /** The short way round CEL must not have a meaning of its own. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "attributes.role == 'dc'",
                "attributes.role=='x'",
                "attributes.nothing == 'dc'",
                "attributes.role in ['a','dc']",
                "attributes.role in ['a']",
                "attributes.note == ''",
                "reported.os == \"12\"",
            })
    void plainShapesMeanWhatCelMeans(String text) {
        var cel = CelExpression.compile(text, Vocabulary.RULE, Expression.Kind.TRUTH);
        var plain =
                PlainExpression.read(text, Vocabulary.RULE, Expression.Kind.TRUTH).orElseThrow();
        assertThat(plain.value(FACTS)).isEqualTo(cel.value(FACTS));
        assertThat(plain.reads()).isEqualTo(cel.reads());
    }

    @Test
    void termsMakeTexts() {
        assertThat(Term.rule("attributes.role").text(FACTS)).contains("dc");
        assertThat(Term.rule("attributes.role + '-' + reported.os").text(FACTS)).contains("dc-12");
        assertThat(Term.rule("attributes.missing").text(FACTS)).isEmpty();
        assertThat(Term.rule("attributes.note").text(FACTS)).isEmpty();
        assertThatThrownBy(() -> Term.rule("size(attributes)"))
                .isInstanceOf(ConditionFault.class)
                .hasMessageContaining("it comes to int, not to string");
    }
}
