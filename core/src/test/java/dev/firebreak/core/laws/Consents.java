package dev.firebreak.core.laws;

import dev.firebreak.core.decision.Fact;
import dev.firebreak.core.words.ActionId;
import dev.firebreak.core.words.DeviceId;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What people at the devices said yes to, as an onlooker writes it down. */
final class Consents {
    private final Map<DeviceId, ActionId> asked = new HashMap<>();
    private final Set<ActionId> given = new HashSet<>();
    private final Set<DeviceId> always = new HashSet<>();

    /** Whether somebody at {@code device} was ever asked. */
    boolean asked(DeviceId device) {
        return asked.containsKey(device);
    }

    /** Whether the person there says yes to whatever comes. */
    boolean always(DeviceId device) {
        return always.contains(device);
    }

    /** Whether somebody said yes to {@code action}. */
    boolean given(ActionId action) {
        return given.contains(action);
    }

    void fold(Fact.OfConsent fact) {
        switch (fact) {
            case Fact.ConsentWanted(_, var device, var action, _) -> asked.put(device, action);
            case Fact.ConsentGiven(_, var action, _, _) -> given.add(action);
            case Fact.ConsentDenied _ -> {}
            case Fact.ConsentAlways(var device, _, _, _) -> {
                always.add(device);
                Optional.ofNullable(asked.get(device)).ifPresent(given::add);
            }
            case Fact.ConsentEach(var device, _) -> always.remove(device);
        }
    }
}
