package dev.firebreak.core.words;

import java.util.Optional;

/**
 * Where the fleet's rules place a device; derived from its attributes at the edge, the same for
 * many devices.
 *
 * @param tier what the operator's rules say, raised by what the device reported; HIGH if no rule
 *     matches
 * @param region {@link #UNKNOWN_REGION} if no attribute says
 * @param customer whose machine
 * @param group the machines that stand in for it, if any
 * @param fingerprint its environment; empty if not known, and then law 10 withholds
 * @param stratum whom its health is compared with
 * @param presence how it is expected to be heard
 * @param client what its software can prove
 * @param zone its time zone (IANA name) for windows; empty if not known: then UTC
 */
public record Placement(
        Tier tier,
        Region region,
        Customer customer,
        Optional<Group> group,
        Optional<Fingerprint> fingerprint,
        Stratum stratum,
        Presence presence,
        ClientTraits client,
        Optional<String> zone) {
    /** Where devices stand of which no attribute says where they stand. */
    public static final Region UNKNOWN_REGION = new Region("unknown");

    /** Whose devices are of which no attribute says whose they are. */
    public static final Customer UNKNOWN_CUSTOMER = new Customer("unknown");
}
