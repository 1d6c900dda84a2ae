package dev.firebreak.wire.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firebreak.core.decision.Fact;
import dev.firebreak.core.decision.Observation;
import dev.firebreak.core.words.ActionId;
import dev.firebreak.core.words.DeviceId;
import dev.firebreak.core.words.Moment;
import dev.firebreak.core.words.Person;
import dev.firebreak.core.words.Reason;
import dev.firebreak.core.words.RolloutId;
import dev.firebreak.wire.json.Malformed;
import dev.firebreak.wire.json.RandomValues;

import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

final class EntryCodecTest {
    private static final Moment AT =
            new Moment(Instant.parse("2026-01-31T12:00:00Z"), Duration.ofMillis(1500));

    private final EntryCodec codec = new EntryCodec();

    @Test
    void theBytesAreCanonical() {
        var entry =
                new Entry(
                        new Observation.Reported(
                                new DeviceId("d1"),
                                new ActionId(7),
                                Observation.Report.SUCCEEDED,
                                Reason.told("ok"),
                                AT),
                        List.of(new Fact.Installed(new RolloutId(1), new DeviceId("d1"), AT)));

        var at = "\"at\":{\"wall\":\"2026-01-31T12:00:00Z\",\"uptime\":\"PT1.5S\"}";
        assertThat(text(codec.encode(entry)))
                .isEqualTo(
                        "{\"o\":{\"type\":\"Reported\",\"device\":\"d1\",\"action\":7,"
                                + "\"report\":\"SUCCEEDED\",\"details\":\"ok\","
                                + at
                                + "},\"f\":[{\"type\":\"Installed\",\"rollout\":1,\"device\":\"d1\","
                                + at
                                + "}]}");
    }

    @RepeatedTest(60)
    void everyCaseComesBackAsItWas(RepetitionInfo repetition) {
        long seed = repetition.getCurrentRepetition();
        var random = new RandomValues(seed);
        var facts = RandomValues.cases(Fact.class);
        for (var type : RandomValues.cases(Observation.class)) {
            comesBack(seed, new Entry((Observation) random.value(type), List.of()));
        }
        for (var type : facts) {
            var observation = new Observation.TimePassed(List.of(), List.of(), AT);
            comesBack(seed, new Entry(observation, List.of((Fact) random.value(type))));
        }
    }

    private void comesBack(long seed, Entry entry) {
        var bytes = codec.encode(entry);
        var back = codec.decode(bytes);
        assertThat(back).as("seed %d: %s", seed, text(bytes)).isEqualTo(entry);
        assertThat(text(codec.encode(back))).as("seed %d", seed).isEqualTo(text(bytes));
    }

    @Test
    void whatIsTooLongGoesOnInFurtherParts() {
        var entry = halt(7);
        var parts = codec.parts(entry, 400);
        assertThat(parts).hasSizeGreaterThan(2).allMatch(part -> part.length <= 400);
        assertThat(text(parts.getFirst()))
                .startsWith("{\"o\":{\"type\":\"HaltAsked\"")
                .endsWith("],\"more\":%d}".formatted(parts.size() - 1));
        assertThat(text(parts.get(parts.size() - 2)))
                .startsWith("{\"f\":[")
                .endsWith("\"more\":1}");
        assertThat(text(parts.getLast())).startsWith("{\"f\":[").endsWith("}]}");
        var together = new EntryParts(codec);
        for (var part : parts.subList(0, parts.size() - 1)) {
            assertThat(together.add(part)).isEmpty();
            assertThat(together.open()).isTrue();
        }
        assertThat(together.add(parts.getLast())).contains(entry);
        assertThat(together.open()).isFalse();
        assertThat(together.add(codec.encode(halt(0)))).contains(halt(0));
        assertThat(parts.stream().flatMap(part -> codec.facts(part).stream()).toList())
                .isEqualTo(entry.facts());
    }

    @Test
    void forEachLimitTheEntryIsTheSame() {
        var entry = halt(9);
        var whole = codec.encode(entry).length;
        for (int most = 330; most <= whole; most++) {
            var together = new EntryParts(codec);
            var last = Optional.<Entry>empty();
            for (var part : codec.parts(entry, most)) {
                assertThat(part.length).isLessThanOrEqualTo(most);
                last = together.add(part);
            }
            assertThat(last).as("at most %d bytes", most).contains(entry);
        }
        assertThat(codec.parts(entry)).hasSize(1).allMatch(part -> part.length == whole);
    }

    @Test
    void partsThatDoNotFollowFromEachOtherAreRefused() {
        var parts = codec.parts(halt(9), 400);
        var whole = codec.encode(halt(0));
        assertThatThrownBy(() -> new EntryParts(codec).add(parts.get(1)))
                .isInstanceOf(Malformed.class)
                .hasMessageContaining("first part");
        var together = new EntryParts(codec);
        assertThat(together.add(parts.getFirst())).isEmpty();
        assertThatThrownBy(() -> together.add(parts.get(2))).isInstanceOf(Malformed.class);
        assertThatThrownBy(() -> together.add(whole)).isInstanceOf(Malformed.class);
        assertThat(together.add(parts.get(1))).isEmpty();
        assertThatThrownBy(() -> codec.decode(parts.getFirst())).isInstanceOf(Malformed.class);
        assertThatThrownBy(() -> codec.decode(bytes(text(whole).replace("]}", "],\"more\":0}"))))
                .isInstanceOf(Malformed.class);
    }

    @Test
    void oneFactThatIsTooLongIsRefusedBeforeAnythingIsWritten() {
        assertThatThrownBy(() -> codec.parts(halt(3), 160))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("160 bytes");
    }

    private static Entry halt(int offers) {
        var rollout = new RolloutId(1);
        var facts =
                IntStream.range(0, offers)
                        .<Fact>mapToObj(
                                i -> new Fact.Withdrawing(rollout, new DeviceId("d" + i), AT))
                        .toList();
        var by = new Person("ada");
        return new Entry(new Observation.HaltAsked(rollout, Reason.told("r"), by, AT), facts);
    }

    @Test
    void everyCaseHasANameOfItsOwn() {
        for (var sealed : List.of(Observation.class, Fact.class)) {
            var names = new HashSet<String>();
            for (var type : RandomValues.cases(sealed)) {
                assertThat(names.add(type.getSimpleName())).as(type.getName()).isTrue();
                assertThat(type.getRecordComponents())
                        .as("the case's own name stands in 'type'")
                        .noneMatch(component -> component.getName().equals("type"));
            }
        }
    }

    @Test
    void whatANewerVersionWroteIsRefusedByName() {
        assertThatThrownBy(() -> codec.decode(bytes("{\"o\":{\"type\":\"Teleported\"},\"f\":[]}")))
                .isInstanceOf(Malformed.class)
                .hasMessageContaining("Teleported")
                .hasMessageContaining("newer");
        var whole = text(codec.encode(new Entry(new Observation.Heard(List.of(), AT), List.of())));
        var more = whole.replace("\"sightings\":[]", "\"sightings\":[],\"moon\":1");
        assertThatThrownBy(() -> codec.decode(bytes(more)))
                .isInstanceOf(Malformed.class)
                .hasMessageContaining("moon");
    }

    @Test
    void whatIsCutOffIsRefused() {
        var whole = codec.encode(new Entry(new Observation.Heard(List.of(), AT), List.of()));
        for (int length = 0; length < whole.length; length++) {
            var part = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> codec.decode(part)).isInstanceOf(Malformed.class);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
