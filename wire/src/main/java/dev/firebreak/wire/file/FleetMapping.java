package dev.firebreak.wire.file;

import dev.firebreak.core.words.ClientTraits;
import dev.firebreak.core.words.Customer;
import dev.firebreak.core.words.DeviceId;
import dev.firebreak.core.words.Fingerprint;
import dev.firebreak.core.words.Group;
import dev.firebreak.core.words.Placement;
import dev.firebreak.core.words.Presence;
import dev.firebreak.core.words.Region;
import dev.firebreak.core.words.Sha256;
import dev.firebreak.core.words.Stratum;
import dev.firebreak.core.words.Tier;
import dev.firebreak.wire.cel.Condition;
import dev.firebreak.wire.cel.ConditionFault;
import dev.firebreak.wire.cel.Reads;
import dev.firebreak.wire.file.MappingRules.Choice;
import dev.firebreak.wire.file.MappingRules.Client;
import dev.firebreak.wire.file.MappingRules.Part;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Where a fleet's rules place its devices. What an operator said decides; what a device said of
 * itself tells its environment, and may raise its tier. Devices that are alike get the very same
 * {@link Placement}, and each different one is worked out once. Safe for many threads.
 */
public final class FleetMapping {
    private static final String ATTRIBUTES = "attributes";
    private static final String REPORTED = "reported";
    private static final String MISSING = "?";

    /** What, with its customer, tells which HIGH devices stand in for each other. */
    public static final List<String> STAND_IN = List.of("site", "role");

    private static final int LONGEST_CLAIM = 128;
    private static final int MOST_KEPT = 100_000;
    private static final int MOST_SELECTORS = 256;

    private final MappingRules rules;
    private final Reads reads;
    private final Told told = new Told();
    private final Kept<List<String>, Placement> places = new Kept<>(MOST_KEPT);
    private final Kept<Placement, Placement> same = new Kept<>(MOST_KEPT);
    private final Kept<String, Optional<Condition>> selectors = new Kept<>(MOST_SELECTORS);
    private final LongAdder faults = new LongAdder();

    FleetMapping(MappingRules rules) {
        this.rules = rules;
        this.reads = rules.reads();
    }

    /**
     * Where a device stands.
     *
     * @param attributes what the operator said of it
     * @param reported what it said of itself, all so far
     */
    public Placement place(Map<String, String> attributes, Map<String, String> reported) {
        var trusted = trusted(reported);
        var traits = traits(reported);
        return reads.everything()
                ? shared(attributes, trusted, traits)
                : places.get(
                        key(attributes, trusted, traits), _ -> shared(attributes, trusted, traits));
    }

    /** The id of the device's present boot, if its client says so. */
    public Optional<String> bootId(Map<String, String> reported) {
        return client(reported).flatMap(Client::bootId).flatMap(key -> claim(reported, key));
    }

    /** The version that the device says to run, if its client says so. */
    public Optional<String> runningVersion(Map<String, String> reported) {
        return client(reported).flatMap(Client::version).flatMap(key -> claim(reported, key));
    }

    /** Whether a rule accepts a device that registered itself. */
    public boolean accepts(Map<String, String> attributes, Map<String, String> reported) {
        var facts = facts(attributes, reported);
        return rules.accept().stream().anyMatch(rule -> rule.holds(facts));
    }

    /** Whether a person at the device must say yes to each update first. */
    public boolean wantsConsent(Map<String, String> attributes, Map<String, String> reported) {
        if (rules.consent().isEmpty()) {
            return false;
        }
        var facts = facts(attributes, reported);
        return rules.consent().stream().anyMatch(rule -> rule.holds(facts));
    }

    /**
     * Whether a wave's condition is exactly true for a device. A condition that cannot be used is
     * true for none, and counts as a problem.
     */
    public boolean selects(
            String condition, DeviceId device, Placement place, Map<String, String> attributes) {
        var selector = selectors.get(condition, this::compiled);
        return selector.filter(it -> it.holds(Map.of("device", facts(device, place, attributes))))
                .isPresent();
    }

    /**
     * Keys of which the device says something else than the operator: a flag for people, for the
     * operator's word holds.
     */
    public static List<String> contradictions(
            Map<String, String> attributes, Map<String, String> reported) {
        return attributes.entrySet().stream()
                .filter(said -> reported.containsKey(said.getKey()))
                .filter(said -> !said.getValue().equals(reported.get(said.getKey())))
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
    }

    /**
     * How often a rule failed for another reason than a missing key, or gave what cannot be a name:
     * more than 0 means that the file needs a look.
     */
    public long problems() {
        return rules.faults()
                + faults.sum()
                + selectors.values().stream()
                        .flatMap(Optional::stream)
                        .mapToLong(Condition::faults)
                        .sum();
    }

    // ---- what is looked at

    private Map<String, String> trusted(Map<String, String> reported) {
        Map<String, String> trusted = new HashMap<>();
        for (var key : rules.trusted()) {
            var value = reported.get(key);
            if (value != null && !value.isBlank()) {
                trusted.put(key, told.limited(key, value));
            }
        }
        return trusted;
    }

    private List<String> key(
            Map<String, String> attributes, Map<String, String> trusted, ClientTraits traits) {
        var key = new ArrayList<String>(reads.attributes().size() + rules.trusted().size() + 1);
        reads.attributes().forEach(name -> key.add(seen(attributes, name)));
        rules.trusted().forEach(name -> key.add(seen(trusted, name)));
        key.add(traits.toString());
        return key;
    }

    private static String seen(Map<String, String> map, String name) {
        var value = map.get(name);
        return value == null ? "" : "=" + value;
    }

    private static Map<String, ?> facts(
            Map<String, String> attributes, Map<String, String> reported) {
        return Map.of(ATTRIBUTES, attributes, REPORTED, reported);
    }

    private static Map<String, ?> facts(
            DeviceId device, Placement place, Map<String, String> attributes) {
        Map<String, Object> facts = new HashMap<>();
        facts.put("id", device.value());
        facts.put(ATTRIBUTES, attributes);
        facts.put("tier", place.tier().name());
        facts.put("region", place.region().value());
        facts.put("customer", place.customer().value());
        place.group().ifPresent(group -> facts.put("group", group.value()));
        return facts;
    }

    private Optional<Condition> compiled(String condition) {
        try {
            return Optional.of(Condition.selector(condition));
        } catch (ConditionFault e) {
            faults.increment();
            return Optional.empty();
        }
    }

    // ---- the client

    private Optional<Client> client(Map<String, String> reported) {
        var facts = facts(Map.of(), reported);
        return rules.clients().stream().filter(client -> client.matches(facts)).findFirst();
    }

    private ClientTraits traits(Map<String, String> reported) {
        return client(reported)
                .map(
                        client ->
                                new ClientTraits(
                                        client.bootId().filter(says(reported)).isPresent(),
                                        client.version().filter(says(reported)).isPresent(),
                                        client.reportsAfterRestart()))
                .orElse(ClientTraits.UNKNOWN);
    }

    private static Predicate<String> says(Map<String, String> reported) {
        return key -> claim(reported, key).isPresent();
    }

    private static Optional<String> claim(Map<String, String> reported, String key) {
        return Optional.ofNullable(reported.get(key))
                .map(value -> value.replaceAll("\\p{Cntrl}+", " ").strip())
                .filter(value -> !value.isEmpty())
                .map(value -> value.substring(0, Math.min(value.length(), LONGEST_CLAIM)));
    }

    // ---- the place

    private Placement shared(
            Map<String, String> attributes, Map<String, String> trusted, ClientTraits traits) {
        return same.get(worked(attributes, trusted, traits), place -> place);
    }

    private Placement worked(
            Map<String, String> attributes, Map<String, String> trusted, ClientTraits traits) {
        var said = facts(attributes, Map.of());
        var tier =
                first(rules.tiers(), said, Tier.HIGH)
                        .or(first(rules.tiers(), facts(attributes, trusted), Tier.LOW));
        var region =
                named(rules.region().flatMap(term -> term.text(said)), Region::new)
                        .orElse(Placement.UNKNOWN_REGION);
        var customer =
                named(rules.customer().flatMap(term -> term.text(said)), Customer::new)
                        .orElse(Placement.UNKNOWN_CUSTOMER);
        var group =
                rules.group()
                        .flatMap(term -> term.text(said))
                        .or(() -> standIn(tier, customer, attributes))
                        .map(FleetMapping::fitting)
                        .map(Group::new);
        return new Placement(
                tier,
                region,
                customer,
                group,
                fingerprint(attributes, trusted),
                stratum(tier, region, customer, attributes, trusted),
                first(rules.presence(), said, Presence.ALWAYS),
                traits,
                named(rules.zone().flatMap(term -> term.text(said)), WindowText::known));
    }

    private static <T> T first(List<Choice<T>> choices, Map<String, ?> facts, T otherwise) {
        return choices.stream()
                .filter(choice -> choice.holds(facts))
                .map(Choice::is)
                .findFirst()
                .orElse(otherwise);
    }

    private <T> Optional<T> named(Optional<String> text, Function<String, T> making) {
        try {
            return text.map(making);
        } catch (IllegalArgumentException e) {
            faults.increment();
            return Optional.empty();
        }
    }

    /**
     * HIGH devices that nobody put in a group stand in for each other where they do the same, as
     * far as that is known: what is not known does not set them apart.
     */
    private static Optional<String> standIn(
            Tier tier, Customer customer, Map<String, String> attributes) {
        return tier == Tier.HIGH
                ? Optional.of(
                        Stream.concat(
                                        Stream.of(customer.value()),
                                        STAND_IN.stream()
                                                .map(key -> attributes.getOrDefault(key, MISSING)))
                                .collect(Collectors.joining(":")))
                : Optional.empty();
    }

    /**
     * Empty unless every key is known: an environment of which a part is unknown, or told by a
     * device that tells something new each time, must not pass for one that was tested.
     */
    private Optional<Fingerprint> fingerprint(
            Map<String, String> attributes, Map<String, String> trusted) {
        var lines = new StringBuilder();
        var words = new ArrayList<String>();
        for (var feature : rules.fingerprint()) {
            var value = feature.value(attributes, trusted).filter(it -> !it.isBlank());
            if (value.isEmpty() || value.get().equals(Told.OTHER)) {
                return Optional.empty();
            }
            lines.append(feature.key()).append('=').append(YamlNode.quote(value.get()));
            lines.append('\n');
            words.add(value.get());
        }
        return words.isEmpty()
                ? Optional.empty()
                : Optional.of(new Fingerprint(hashed(String.join("_", words), lines.toString())));
    }

    private Stratum stratum(
            Tier tier,
            Region region,
            Customer customer,
            Map<String, String> attributes,
            Map<String, String> trusted) {
        var text =
                rules.strata().stream()
                        .map(
                                part ->
                                        switch (part) {
                                            case Part.OfTier _ -> tier.name();
                                            case Part.OfRegion _ -> region.value();
                                            case Part.OfCustomer _ -> customer.value();
                                            case Part.Of(var feature) ->
                                                    feature.value(attributes, trusted)
                                                            .orElse(MISSING);
                                        })
                        .collect(Collectors.joining(","));
        return new Stratum(text.isEmpty() ? "all" : fitting(text));
    }

    // ---- names

    private static final int READABLE = 100;
    private static final int DIGITS = 16;

    /** {@code text} itself where it can be a name, else something readable that is as unique. */
    private static String fitting(String text) {
        try {
            return new Stratum(text).value();
        } catch (IllegalArgumentException e) {
            return hashed(text, text);
        }
    }

    private static String hashed(String readable, String whole) {
        var words = readable.replaceAll("[^A-Za-z0-9._+:,-]+", "-");
        return words.substring(0, Math.min(words.length(), READABLE))
                + "-"
                + Sha256.of(whole).hex().substring(0, DIGITS);
    }
}
