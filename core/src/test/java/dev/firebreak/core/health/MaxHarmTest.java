package dev.firebreak.core.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class MaxHarmTest {
    @ParameterizedTest
    @CsvSource({
        // exposed, harmed, controls, controls harmed, predicted, holds at 25
        "10000, 24, 500, 0, 0, false",
        "10000, 25, 500, 0, 0, true",
        "100000, 160, 10000, 10, 199.498743710662, false",
        "100000, 240, 10000, 10, 199.498743710662, true",
        "50, 25, 0, 0, 0, true"
    })
    void holdsOnDozensThatNoControlPredicts(
            long exposed, long harmed, long controls, long ill, double predicted, boolean holds) {
        assertThat(MaxHarm.predicted(exposed, controls, ill))
                .isCloseTo(predicted, Offset.offset(1e-9));
        assertThat(MaxHarm.hold(25, exposed, harmed, controls, ill).isPresent()).isEqualTo(holds);
    }

    @Test
    void aPersonWhoLookedDoublesTheLimit() {
        assertThat(MaxHarm.hold(50, 10_000, 49, 500, 0)).isEmpty();
        assertThat(MaxHarm.hold(50, 10_000, 50, 500, 0)).isPresent();
    }

    @Test
    void saysWhatItCounted() {
        var hold = MaxHarm.hold(25, 100_000, 240, 10_000, 10).orElseThrow();
        assertThat(hold.rule()).isEqualTo("max-harm");
        assertThat(hold.reason().text()).contains("240 of 100000").contains("at most 200");
        assertThat(hold.numbers()).containsEntry("limit", "25").containsEntry("predicted", "200");
    }

    @Test
    void moreHarmedControlsThanControlsAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> MaxHarm.predicted(10, 5, 6));
    }
}
