package dev.firebreak.wire.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

/** What a person is told who wrote something that cannot be meant: the exact words. */
final class BadPlansTest {
    private static final Pattern CASE = Pattern.compile("(?m)^(\\S.*)\n((?: +.*\n)+)");
    private static final String HEAD = "plan: p\nrelease: r@2\n";
    private static final String PLAN = HEAD + "waves: [{name: low, tier: LOW}]\n";

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void isTold(String written, String message) {
        boolean waves = written.startsWith("[");
        var text = waves ? HEAD + "waves: " + written : PLAN + written;
        assertThat(problems(text + "\n").lines().findFirst())
                .contains("plan.yaml:%d: %s".formatted(waves ? 3 : 4, message));
    }

    static List<Arguments> cases() throws IOException {
        try (var file = BadPlansTest.class.getResourceAsStream("bad-plans.txt")) {
            var text = new String(Objects.requireNonNull(file).readAllBytes(), UTF_8);
            return CASE.matcher(text.replaceAll("(?m)^#.*\n", ""))
                    .results()
                    .map(found -> arguments(found.group(1), told(found.group(2))))
                    .toList();
        }
    }

    private static String told(String indented) {
        return indented.strip().replaceAll("\n +", " ");
    }

    @Test
    void everyMistakeIsToldAtOnceInTheOrderOfLines() {
        var problems =
                problems(
                        """
                        plan: a/b
                        waves:
                          - name: low
                            bake: 4
                            regoins: all
                        budget:
                          fleet: lots
                        plan: c
                        """);
        assertThat(problems)
                .isEqualTo(
                        """
                        plan.yaml:1: expected the key 'release', found none: add 'release: \
                        sensor-content@291'
                        plan.yaml:1: plan: expected a name of 1 to 128 characters without '/', \
                        found 'a/b': choose another, for example 'sensor-content-291'
                        plan.yaml:4: waves[0].bake: expected a duration like 30s, 10m, 4h or 2d, \
                        found '4': add the unit, for example 4s or 4m
                        plan.yaml:5: waves[0].regoins: expected a known key, found 'regoins': \
                        write 'regions'
                        plan.yaml:7: budget.fleet: expected a number, a share, or {start: 5, \
                        max: 5%}, found 'lots': write at least 1, or a share above 0%
                        plan.yaml:8: plan: expected each key once, found it again after line 1: \
                        keep one of them""");
    }

    @Test
    void whatIsNoYamlIsToldWithItsLine() {
        assertThat(problems("plan: [a\nrelease: b\n")).startsWith("plan.yaml:2: expected YAML");
        assertThat(problems("plan: \"a\n")).startsWith("plan.yaml:2: expected YAML");
        assertThat(problems("")).startsWith("plan.yaml:1: expected keys and values, found an");
        assertThat(problems("- a\n"))
                .isEqualTo("plan.yaml:1: expected keys and values, found a list: write 'plan: …'");
        assertThat(problems("a\u0000b")).startsWith("plan.yaml:1: expected YAML");
        assertThat(problems("plan: a\n---\nplan: b\n"))
                .startsWith("plan.yaml:3: expected one document, found a second one");
        assertThat(problems("plan: !!java.net.URL [x]\n"))
                .startsWith("plan.yaml:1: plan: expected a plain value, found the tag");
        assertThat(problems("? [a, b]\n: c\n")).startsWith("plan.yaml:1: expected a key, found");
        assertThat(problems("<<: {plan: a}\n" + PLAN))
                .startsWith("plan.yaml:1: <<: expected a known key");
    }

    @Test
    void bytesThatAreNoTextAreRefused() {
        assertThat(parsed(new byte[] {'a', (byte) 0xff}))
                .isEqualTo(
                        "plan.yaml:1: expected text in UTF-8, found other bytes: save the file as UTF-8");
        assertThat(parsed(new byte[YamlReader.MOST_BYTES + 1]))
                .startsWith("plan.yaml:1: expected at most 1 MiB, found 1048577 bytes");
    }

    @Test
    void aHostileDocumentCostsNoMoreThanItsLength() {
        assertThat(problems("[".repeat(100_000))).contains("expected at most 32 levels");
        assertThat(problems("a: &a 1\nb: [" + "*a,".repeat(65) + "]"))
                .contains("expected at most 64 aliases");
        assertThat(problems("a: *b")).contains("expected an alias of something above");
        assertThat(problems("a: &a [*a]")).contains("expected an alias of something above");
        var bomb = new StringBuilder("a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n");
        for (int i = 1; i < 7; i++) {
            bomb.append("a%d: &a%1$d [".formatted(i));
            bomb.append("*a%d,".formatted(i - 1).repeat(8)).append("]\n");
        }
        assertThat(problems(bomb.toString())).contains("expected at most 100000 values");
    }

    private static String problems(String text) {
        return parsed(text.getBytes(UTF_8));
    }

    private static String parsed(byte[] bytes) {
        try {
            return PlanFile.parse("plan.yaml", bytes).toString();
        } catch (FileProblems e) {
            return e.text();
        }
    }
}
