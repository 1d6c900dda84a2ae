package dev.firebreak.wire.file;

import dev.firebreak.core.words.Presence;
import dev.firebreak.core.words.Tier;
import dev.firebreak.wire.cel.Condition;
import dev.firebreak.wire.cel.Reads;
import dev.firebreak.wire.cel.Term;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * How the rules of a fleet make a place out of attributes, as read.
 *
 * @param trusted keys that a device may say of itself
 */
record MappingRules(
        Optional<Term> region,
        Optional<Term> customer,
        Optional<Term> group,
        Optional<Term> zone,
        List<Choice<Tier>> tiers,
        List<Choice<Presence>> presence,
        List<Feature> fingerprint,
        List<Part> strata,
        Set<String> trusted,
        List<Client> clients,
        List<Condition> accept,
        List<Condition> consent) {
    /** The first whose condition holds decides; none = it always holds. */
    record Choice<T>(Optional<Condition> when, T is) {
        boolean holds(Map<String, ?> facts) {
            return when.map(condition -> condition.holds(facts)).orElse(true);
        }
    }

    /**
     * A key of the environment.
     *
     * @param key without {@code attributes.} or {@code reported.}
     * @param trusted the device's own word comes first
     * @param reportedOnly the operator's word does not count
     */
    record Feature(String key, boolean trusted, boolean reportedOnly) {
        Optional<String> value(Map<String, String> attributes, Map<String, String> reported) {
            var said = trusted ? Optional.ofNullable(reported.get(key)) : Optional.<String>empty();
            return said.or(
                    () ->
                            reportedOnly
                                    ? Optional.empty()
                                    : Optional.ofNullable(attributes.get(key)));
        }
    }

    /** What a stratum is made of. */
    sealed interface Part {
        /** The tier. */
        record OfTier() implements Part {}

        /** The region. */
        record OfRegion() implements Part {}

        /** The customer. */
        record OfCustomer() implements Part {}

        /** A key of the environment. */
        record Of(Feature feature) implements Part {}
    }

    /**
     * A kind of device software.
     *
     * @param when it is this one, by what it reports
     * @param bootId the reported key with an id of the boot
     * @param version the reported key with the running version
     */
    record Client(
            Optional<Condition> when,
            Optional<String> bootId,
            Optional<String> version,
            boolean reportsAfterRestart) {
        boolean matches(Map<String, ?> facts) {
            return when.map(condition -> condition.holds(facts)).orElse(true);
        }
    }

    /** What the place of a device depends on, but for its client. */
    Reads reads() {
        var features =
                Stream.concat(
                                fingerprint.stream(),
                                strata.stream()
                                        .filter(Part.Of.class::isInstance)
                                        .map(Part.Of.class::cast)
                                        .map(Part.Of::feature))
                        .map(Feature::key)
                        .toList();
        var keys = Stream.concat(features.stream(), Stream.of("site", "role"));
        var fixed = new Reads(Set.copyOf(keys.toList()), trusted, false);
        return Stream.concat(terms().map(Term::reads), conditions().map(Condition::reads))
                .reduce(fixed, Reads::and);
    }

    /** How often a rule failed for another reason than a missing key. */
    long faults() {
        return Stream.of(
                        terms().map(Term::faults),
                        conditions().map(Condition::faults),
                        clients.stream()
                                .flatMap(client -> client.when().stream())
                                .map(Condition::faults),
                        accept.stream().map(Condition::faults),
                        consent.stream().map(Condition::faults))
                .flatMap(faults -> faults)
                .mapToLong(Long::longValue)
                .sum();
    }

    private Stream<Term> terms() {
        return Stream.of(region, customer, group, zone).flatMap(Optional::stream);
    }

    private Stream<Condition> conditions() {
        return Stream.concat(
                tiers.stream().flatMap(choice -> choice.when().stream()),
                presence.stream().flatMap(choice -> choice.when().stream()));
    }
}
