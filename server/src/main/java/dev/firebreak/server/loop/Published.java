package dev.firebreak.server.loop;

import dev.firebreak.core.approval.Credential;
import dev.firebreak.core.decision.Fact;
import dev.firebreak.core.decision.OpenStep;
import dev.firebreak.core.decision.World;
import dev.firebreak.core.hold.Windows;
import dev.firebreak.core.plan.FleetRules;
import dev.firebreak.core.plan.Window;
import dev.firebreak.core.words.Customer;
import dev.firebreak.core.words.Digest;
import dev.firebreak.core.words.Placement;
import dev.firebreak.core.words.RolloutId;
import dev.firebreak.core.words.Stratum;
import dev.firebreak.wire.log.Entry;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the poll path must know beside a device's own cell: a copy made after each durable batch.
 *
 * @param open steps that may grant devices
 * @param crowded these and the next step of each rollout that waits for one
 * @param credentials who may do what, by the digest of the secret
 * @param rules the fleet's rules, for the polling intervals
 * @param windows outside of which an offer is not shown, by rollout; those without are left out
 * @param customers the same by customer
 * @param strata whose devices serve as controls for exposed ones
 */
public record Published(
        List<OpenStep> open,
        List<OpenStep> crowded,
        Map<Digest, Credential> credentials,
        FleetRules rules,
        Map<RolloutId, List<Window>> windows,
        Map<Customer, List<Window>> customers,
        Set<Stratum> strata) {

    /** Whether an offer of {@code rollout} may be shown at {@code place} now. */
    public boolean inWindow(RolloutId rollout, Placement place, Instant now) {
        return Windows.open(windows.getOrDefault(rollout, List.of()), place.zone(), now)
                && Windows.open(
                        customers.getOrDefault(place.customer(), List.of()), place.zone(), now);
    }

    static Published first(World world) {
        return of(
                world,
                bySecret(world.credentials()),
                world.windows(),
                world.customerWindows(),
                Set.of());
    }

    /** The state of {@code world}; {@code strata} are found at each tick and stay until then. */
    Published after(World world, List<Entry> entries) {
        var people = any(entries, Fact.TokenIssued.class, Fact.TokenRevoked.class);
        var plans = any(entries, Fact.Proposed.class);
        var policies = any(entries, Fact.CustomerApplied.class);
        return of(
                world,
                people ? bySecret(world.credentials()) : credentials,
                plans ? world.windows() : windows,
                policies ? world.customerWindows() : customers,
                strata);
    }

    private static boolean any(List<Entry> entries, Class<?>... kinds) {
        return entries.stream()
                .flatMap(entry -> entry.facts().stream())
                .anyMatch(fact -> Stream.of(kinds).anyMatch(kind -> kind.isInstance(fact)));
    }

    Published with(Set<Stratum> now) {
        return new Published(
                open, crowded, credentials, rules, windows, customers, Set.copyOf(now));
    }

    private static Published of(
            World world,
            Map<Digest, Credential> credentials,
            Map<RolloutId, List<Window>> windows,
            Map<Customer, List<Window>> customers,
            Set<Stratum> strata) {
        return new Published(
                List.copyOf(world.openSteps()),
                List.copyOf(world.crowded()),
                credentials,
                world.rules(),
                windows,
                customers,
                strata);
    }

    private static Map<Digest, Credential> bySecret(Collection<Credential> credentials) {
        return Map.copyOf(
                credentials.stream()
                        .collect(
                                Collectors.toMap(
                                        Credential::secret,
                                        Function.identity(),
                                        (first, _) -> first)));
    }
}
