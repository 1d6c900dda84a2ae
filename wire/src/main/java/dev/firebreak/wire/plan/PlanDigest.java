package dev.firebreak.wire.plan;

import dev.firebreak.core.plan.Bindings;
import dev.firebreak.core.plan.Plan;
import dev.firebreak.core.words.Digest;
import dev.firebreak.core.words.Sha256;
import dev.firebreak.wire.json.Json;

/**
 * What an approval names: SHA-256 of the canonical JSON of the resolved plan together with all that
 * it is bound to. Two plans with one digest run alike.
 */
public final class PlanDigest {
    private record Sealed(Plan plan, Bindings bindings) {}

    private PlanDigest() {}

    /** The digest of {@code plan} under {@code bindings}. */
    public static Digest of(Plan plan, Bindings bindings) {
        return Sha256.of(Json.bytes(new Sealed(plan, bindings)));
    }
}
