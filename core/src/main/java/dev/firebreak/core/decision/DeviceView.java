package dev.firebreak.core.decision;

import dev.firebreak.core.words.DeviceId;
import dev.firebreak.core.words.Digest;
import dev.firebreak.core.words.Placement;

import java.util.Optional;

/**
 * A device as the core knows it.
 *
 * @param token SHA-256 of its own secret, if it has one
 * @param runs the release that it last proved to run, if it ever did
 * @param flagged why it looks like two machines, if it does
 */
public record DeviceView(
        DeviceId device,
        Placement placement,
        Optional<Digest> token,
        boolean accepted,
        Optional<Digest> runs,
        Optional<String> version,
        Optional<String> bootId,
        Optional<String> flagged) {}
