package dev.firebreak.core.decision;

import dev.firebreak.core.words.Moment;
import dev.firebreak.core.words.Reason;

import java.util.Optional;

/**
 * A person at a device said yes to whatever comes.
 *
 * @param initiator who, if they said
 * @param remark why
 * @param since when
 */
public record StandingConsent(Optional<Reason> initiator, Reason remark, Moment since) {}
