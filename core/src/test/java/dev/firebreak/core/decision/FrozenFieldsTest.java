package dev.firebreak.core.decision;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firebreak.core.device.Exposure;
import dev.firebreak.core.device.FrozenExposure;

import org.junit.jupiter.api.Test;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Who gives the state a new field must freeze it, too, or say here why that is not needed. */
final class FrozenFieldsTest {
    @Test
    void everyFieldIsFrozen() {
        assertThat(forgotten(State.class, Frozen.class))
                .as("counted anew: counts; found by the releases: byLabel")
                .containsExactlyInAnyOrder("byLabel", "counts");
        assertThat(forgotten(Device.class, Frozen.FrozenDevice.class)).isEmpty();
        assertThat(forgotten(Rollout.class, FrozenRollout.class))
                .as("in its proposal")
                .containsExactlyInAnyOrder(
                        "id",
                        "plan",
                        "planDigest",
                        "bindings",
                        "rollbackOf",
                        "author",
                        "proposedAt");
        assertThat(forgotten(StepProgress.class, FrozenRollout.FrozenStep.class))
                .as("follows from the plan")
                .containsExactly("step");
        assertThat(forgotten(Exposure.class, FrozenExposure.class))
                .as("as soakSince and soakPolls")
                .containsExactly("soak");
    }

    private static Set<String> forgotten(Class<?> live, Class<?> frozen) {
        var known =
                new HashSet<>(
                        Arrays.stream(frozen.getRecordComponents())
                                .map(RecordComponent::getName)
                                .toList());
        return new TreeSet<>(fields(live).stream().filter(name -> !known.contains(name)).toList());
    }

    private static List<String> fields(Class<?> type) {
        return Arrays.stream(type.getDeclaredFields())
                .filter(field -> !Modifier.isStatic(field.getModifiers()))
                .map(Field::getName)
                .toList();
    }
}
