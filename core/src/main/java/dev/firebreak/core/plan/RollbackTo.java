package dev.firebreak.core.plan;

import dev.firebreak.core.words.Digest;

/** What a device goes back to. */
public sealed interface RollbackTo {
    /** This release, sealed and not revoked. */
    record Release(Digest digest) implements RollbackTo {}

    /** What our own last confirmed action left on each device, where there is one. */
    record Previous() implements RollbackTo {}

    /** There is no way back; takes two people. */
    record None() implements RollbackTo {}
}
