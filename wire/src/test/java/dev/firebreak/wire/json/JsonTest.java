package dev.firebreak.wire.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firebreak.core.words.ActionId;
import dev.firebreak.core.words.Digest;
import dev.firebreak.core.words.Ratio;
import dev.firebreak.core.words.Region;
import dev.firebreak.core.words.Scope;
import dev.firebreak.core.words.Seed;
import dev.firebreak.core.words.Tier;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

final class JsonTest {
    record Sample(
            String zeta,
            Map<String, Integer> map,
            Set<String> set,
            Optional<Region> region,
            Duration span,
            Instant at,
            boolean flag) {}

    record Words(Digest digest, Seed seed, Ratio ratio, ActionId action, Scope scope, long big) {}

    record Few(String name, int count, Optional<Tier> tier, List<String> list) {}

    @Test
    void equalValuesHaveEqualBytes() {
        var map = new LinkedHashMap<String, Integer>();
        map.put("b", 2);
        map.put("a", 1);
        var sample =
                new Sample(
                        "z",
                        map,
                        Set.of("q", "p", "r"),
                        Optional.empty(),
                        Duration.ofMinutes(90),
                        Instant.parse("2026-01-01T00:00:00Z"),
                        true);

        assertThat(Json.text(sample))
                .isEqualTo(
                        "{\"zeta\":\"z\",\"map\":{\"a\":1,\"b\":2},\"set\":[\"p\",\"q\",\"r\"],"
                                + "\"span\":\"PT1H30M\",\"at\":\"2026-01-01T00:00:00Z\",\"flag\":true}");
        assertThat(Json.read(Json.bytes(sample), Sample.class)).isEqualTo(sample);
    }

    @Test
    void wordsAreWrittenAsWhatTheyAre() {
        var digest = new Digest("a".repeat(64));
        var words =
                new Words(
                        digest,
                        new Seed(digest),
                        Ratio.parse("0.1%"),
                        new ActionId(9),
                        new Scope.OfTier(Tier.HIGH),
                        Long.MIN_VALUE);

        var text = Json.text(words);

        assertThat(text)
                .isEqualTo(
                        "{\"digest\":\"%1$s\",\"seed\":\"%1$s\",\"ratio\":1000000,\"action\":9,"
                                        .formatted(digest)
                                + "\"scope\":{\"type\":\"OfTier\",\"tier\":\"HIGH\"},"
                                + "\"big\":-9223372036854775808}");
        assertThat(Json.read(text, Words.class)).isEqualTo(words);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
"""
{"name":"a","count":1,"list":[]}                        | reads
{"name":"a","count":1,"list":[],"tier":null}            | reads
{"name":"a","count":1,"list":[],"tier":"LOW"}           | reads
{"name":"a","count":1,"list":[],"tier":"low"}           | tier: expected one of LOW, MEDIUM, HIGH, found 'low'
{"name":"a","count":1,"list":[],"tier":1}               | tier: expected one of LOW, MEDIUM, HIGH
{"name":"a","count":1,"list":[],"moon":1}               | expected one of count, list, name, tier, found 'moon'
{"name":"a","count":1,"count":2,"list":[]}              | expected each key once, found 'count' twice
{"name":"a","list":[]}                                  | expected 'count', found nothing
{"name":null,"count":1,"list":[]}                       | name
{"name":7,"count":1,"list":[]}                          | name: expected text
{"name":true,"count":1,"list":[]}                       | name: expected text
{"name":"a","count":"1","list":[]}                      | count: expected a number
{"name":"a","count":1.5,"list":[]}                      | count: expected a number
{"name":"a","count":1e99,"list":[]}                     | count
{"name":"a","count":99999999999,"list":[]}              | count
{"name":"a","count":1,"list":"x"}                       | list: expected a list
{"name":"a","count":1,"list":[null]}                    | list
{"name":"a","count":1,"list":[1]}                       | list[0]: expected text
{"name":"a","count":1,"list":[]} {}                     | expected
{"name":"a","count":1,"list":[]                         | expected JSON, found a fault at line 1
[]                                                      | expected an object
null                                                    | expected an object, found null
``                                                      | expected
""")
    void readingIsStrict(String document, String outcome) {
        if (outcome.equals("reads")) {
            assertThat(Json.read(document, Few.class).name()).isEqualTo("a");
            return;
        }
        assertThatThrownBy(() -> Json.read(document, Few.class))
                .isInstanceOfSatisfying(
                        Malformed.class, e -> assertThat(e.line()).contains(outcome));
    }

    @Test
    void aValueThatRefusesItselfSaysWhy() {
        assertThatThrownBy(() -> Json.read("{\"region\":\"a/b\"}", Region.class))
                .isInstanceOf(Malformed.class);
        assertThatThrownBy(() -> Json.read("\"a/b\"", Region.class))
                .isInstanceOf(Malformed.class)
                .hasMessageContaining("expected a region of 1 to 128");
    }

    /** A device's words are cut somewhere, and may have come in pieces. */
    @Test
    void halfACharacterSurvivesAtEveryPlace() {
        for (int length = 0; length < 20_000; length += 997) {
            for (var half : List.of("\uD83D", "\uDE00", "\uD83D\uDE00")) {
                var text = "ä".repeat(length) + half;
                for (var value : List.of(Map.of("k", text), Map.of("k", text + "x"))) {
                    assertThat(Json.tree(Json.bytes(value)).path("k").asString())
                            .isEqualTo(value.get("k"));
                }
            }
        }
    }

    /** The reader refuses such a key, so the writer must: a log has to be readable again. */
    @Test
    void aKeyThatCannotBeReadIsNotWritten() {
        for (var key : List.of("\uD83D", "a\uDE00", "\uDE00\uD83D", "k".repeat(2000))) {
            assertThatThrownBy(() -> Json.bytes(Map.of(key, 1)))
                    .isInstanceOf(Malformed.class)
                    .hasMessageContaining("expected a key");
        }
        var fine = Map.of("\uD83D\uDE00", 1);
        assertThat(Json.tree(Json.bytes(fine)).path("\uD83D\uDE00").intValue()).isEqualTo(1);
    }

    @Test
    void depthIsLimited() {
        var deep = "[".repeat(100) + "]".repeat(100);
        assertThatThrownBy(() -> Json.tree(deep.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(Malformed.class);
        assertThatThrownBy(() -> Json.lenientTree(deep.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(Malformed.class);
    }

    @Test
    void aTreeHasEachKeyOnce() {
        assertThatThrownBy(() -> Json.tree("{\"a\":1,\"a\":2}".getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(Malformed.class)
                .hasMessageContaining("'a' twice");
    }
}
