package dev.firebreak.server.store;

import dev.firebreak.core.words.ActionId;
import dev.firebreak.core.words.DeviceId;
import dev.firebreak.core.words.Digest;
import dev.firebreak.core.words.Moment;
import dev.firebreak.core.words.RolloutId;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What of a {@link Cell} comes from the log, for a snapshot. Its placement is the core's, what its
 * polls show follows from the core, and what this process heard of it is lost with the process.
 */
public record FrozenCell(
        DeviceId device,
        Optional<Digest> token,
        Map<String, String> attributes,
        Map<String, String> reported,
        Optional<Moment> reportedAt,
        Optional<ActionId> action,
        Optional<ActionId> installed,
        List<RolloutId> exposedIn,
        boolean accepted,
        boolean wayBack,
        boolean attributesWanted,
        boolean vouched) {}
