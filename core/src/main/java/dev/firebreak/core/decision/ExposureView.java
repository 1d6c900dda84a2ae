package dev.firebreak.core.decision;

import dev.firebreak.core.device.ExposureState;
import dev.firebreak.core.words.ActionId;
import dev.firebreak.core.words.DeviceId;
import dev.firebreak.core.words.Moment;
import dev.firebreak.core.words.RolloutId;

import java.util.Optional;

/**
 * One exposure as people see it.
 *
 * @param reason why it failed or fell silent, if it did
 * @param unsolicited pulled by hand, not offered by us
 */
public record ExposureView(
        RolloutId rollout,
        DeviceId device,
        Optional<ActionId> action,
        int step,
        ExposureState state,
        Moment grantedAt,
        Moment lastHeard,
        Optional<String> reason,
        boolean fetched,
        boolean recovered,
        boolean unsolicited) {}
