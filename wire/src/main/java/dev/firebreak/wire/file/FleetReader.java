package dev.firebreak.wire.file;

import dev.firebreak.core.plan.FleetRules;
import dev.firebreak.core.words.Digest;
import dev.firebreak.core.words.Presence;
import dev.firebreak.core.words.Ratio;
import dev.firebreak.core.words.Sha256;
import dev.firebreak.core.words.Tier;
import dev.firebreak.wire.cel.Condition;
import dev.firebreak.wire.cel.ConditionFault;
import dev.firebreak.wire.cel.Reads;
import dev.firebreak.wire.cel.Term;
import dev.firebreak.wire.file.MappingRules.Choice;
import dev.firebreak.wire.file.MappingRules.Client;
import dev.firebreak.wire.file.MappingRules.Feature;
import dev.firebreak.wire.file.MappingRules.Part;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads {@code fleet.yaml}; docs/fleet-reference.md describes every key. */
final class FleetReader {
    private static final String ATTRIBUTES = "attributes.";
    private static final String REPORTED = "reported.";
    private static final String CONDITION = "attributes.role == \"kiosk\"";
    private static final Pattern KEY = Pattern.compile("[A-Za-z_][A-Za-z0-9_.-]{0,127}");
    private static final Ratio MOST_JITTER = Ratio.parse("50%");

    /** The keys of what places devices and speaks for them. */
    private static final List<String> MAPPING =
            List.of(
                    "region",
                    "tier",
                    "redundancyGroup",
                    "customer",
                    "zone",
                    "fingerprint",
                    "strata",
                    "trustReported",
                    "presence",
                    "clients",
                    "accept",
                    "consent");

    private final Fields file;
    private final Fields base;
    private final Set<String> trusted;

    private FleetReader(Fields file, Fields base) {
        this.file = file;
        this.base = base;
        List<String> keys = value("trustReported", at -> at.list("[os]", FleetReader::key));
        this.trusted = new TreeSet<>(keys);
    }

    static FleetFile read(String fileName, byte[] bytes) throws FileProblems {
        var complaints = new Complaints(fileName);
        var root = new Cursor(YamlReader.read(bytes, complaints), "", complaints);
        var fields = fields(root);
        var ownComplaints = new Complaints("the built-in fleet file");
        var own = YamlReader.read(FleetFile.builtInBytes(), ownComplaints);
        var base = fields(new Cursor(own, "", ownComplaints));
        if (fields.isEmpty() || base.isEmpty()) {
            throw complaints.all();
        }
        var reader = new FleetReader(fields.get(), base.get());
        var rules = reader.rules(root.node().canonical());
        var mapping = reader.mapping();
        ownComplaints.end();
        complaints.end();
        return new FleetFile(new String(bytes, StandardCharsets.UTF_8), rules, mapping);
    }

    private static Optional<Fields> fields(Cursor root) {
        return root.fields(
                Stream.concat(MAPPING.stream(), Stream.of("polling", "ceiling"))
                        .toArray(String[]::new));
    }

    /** Reads {@code key} of the file, or else of the built-in one. */
    private <T> T value(String key, Function<Cursor, T> reading) {
        return file.get(key)
                .or(() -> base.get(key))
                .map(reading)
                .orElseThrow(() -> new IllegalStateException("expected a built-in '" + key + "'"));
    }

    // ---- what the core must know

    private FleetRules rules(String canonical) {
        var polling = polling();
        var ceiling = value("ceiling", at -> at.fields("fleet", "tier"));
        return new FleetRules(
                Sha256.of(canonical),
                mappingDigest(),
                polling.idle(),
                polling.watched(),
                polling.jitter(),
                ceiling.flatMap(fields -> fields.get("fleet")).flatMap(FleetReader::places),
                ceiling.flatMap(fields -> fields.get("tier"))
                        .map(FleetReader::tierPlaces)
                        .orElse(Map.of()));
    }

    /** Over every key that places devices or speaks for them, the built-in ones included. */
    private Digest mappingDigest() {
        var text = new StringBuilder();
        for (var key : MAPPING) {
            String value = value(key, at -> at.node().canonical());
            text.append(key).append(": ").append(value).append('\n');
        }
        return Sha256.of(text.toString());
    }

    private record Polling(Duration idle, Duration watched, Ratio jitter) {}

    private Polling polling() {
        var own = value("polling", at -> at.fields("idle", "watched", "jitter"));
        var idle = duration(own, "idle").orElse(Duration.ofMinutes(5));
        var watched = duration(own, "watched").orElse(Duration.ofSeconds(30));
        var jitter = own.flatMap(fields -> fields.get("jitter"));
        if (watched.compareTo(idle) > 0) {
            file.get("polling")
                    .ifPresent(
                            at ->
                                    at.complaints()
                                            .add(
                                                    at.spot(),
                                                    at.path(),
                                                    "watched to be at most idle",
                                                    "%s against %s"
                                                            .formatted(
                                                                    Units.text(watched),
                                                                    Units.text(idle)),
                                                    "lower watched or raise idle"));
        }
        var share = jitter.flatMap(Cursor::share).orElse(Ratio.parse("15%"));
        if (share.compareTo(MOST_JITTER) > 0) {
            jitter.ifPresent(at -> at.wrong("at most 50%", "write a smaller share"));
        }
        return new Polling(idle, watched, share);
    }

    private static Optional<Duration> duration(Optional<Fields> fields, String key) {
        return fields.flatMap(it -> it.get(key)).flatMap(Cursor::duration);
    }

    private static Optional<Integer> places(Cursor at) {
        return at.number(1, Integer.MAX_VALUE);
    }

    private static Map<Tier, Integer> tierPlaces(Cursor at) {
        Map<Tier, Integer> places = new EnumMap<>(Tier.class);
        at.fields("LOW", "MEDIUM", "HIGH")
                .ifPresent(
                        fields ->
                                fields.all()
                                        .forEach(
                                                (tier, value) ->
                                                        places(value)
                                                                .ifPresent(
                                                                        most ->
                                                                                places.put(
                                                                                        Tier
                                                                                                .valueOf(
                                                                                                        tier),
                                                                                        most))));
        return places;
    }

    // ---- what places devices

    private MappingRules mapping() {
        return new MappingRules(
                term("region"),
                term("customer"),
                term("redundancyGroup"),
                term("zone"),
                value("tier", at -> choices(at, this::tier, this::trustedOnly)),
                value("presence", this::presence),
                value("fingerprint", at -> at.list("[os, kernel]", this::feature)),
                value("strata", at -> at.list("[region, tier, os]", this::part)),
                trusted,
                value("clients", FleetReader::clients),
                value(
                        "accept",
                        at -> at.list("[" + CONDITION + "]", it -> condition(it, (_, _) -> {}))),
                value(
                        "consent",
                        at -> at.list("[" + CONDITION + "]", it -> condition(it, (_, _) -> {}))));
    }

    private Optional<Term> term(String key) {
        return value(key, FleetReader::term);
    }

    private static Optional<Term> term(Cursor at) {
        var example = "attributes.site";
        var text = at.text("a text of the device", example);
        try {
            var term = text.map(Term::rule);
            term.ifPresent(it -> operatorOnly(at, it.reads()));
            return term;
        } catch (ConditionFault e) {
            at.wrong("a text of the device", "%s; for example %s".formatted(e.what(), example));
            return Optional.empty();
        }
    }

    /** Checks what an expression reads. */
    private interface Limit {
        void check(Cursor at, Reads reads);
    }

    private static void operatorOnly(Cursor at, Reads reads) {
        if (!reads.reported().isEmpty()) {
            at.wrong(
                    "the operator's 'attributes' alone",
                    "what a device says of itself cannot decide this; use attributes.…");
        }
    }

    private void trustedOnly(Cursor at, Reads reads) {
        var foreign = new TreeSet<>(reads.reported());
        foreign.removeAll(trusted);
        if (!foreign.isEmpty()) {
            at.wrong(
                    "reported keys that are trusted",
                    "add '%s' to trustReported".formatted(foreign.getFirst()));
        }
    }

    private static void reportedOnly(Cursor at, Reads reads) {
        if (!reads.attributes().isEmpty()) {
            at.wrong("'reported' alone", "tell clients apart by what they report of themselves");
        }
    }

    private static Optional<Condition> condition(Cursor at, Limit limit) {
        var text = at.text("a condition over 'attributes' and 'reported'", CONDITION);
        try {
            var condition = text.map(Condition::rule);
            condition.ifPresent(it -> limit.check(at, it.reads()));
            return condition;
        } catch (ConditionFault e) {
            at.wrong(
                    "a condition over 'attributes' and 'reported'",
                    "%s; for example %s".formatted(e.what(), CONDITION));
            return Optional.empty();
        }
    }

    private Optional<Tier> tier(Cursor at) {
        return PlanReader.tier(at);
    }

    private List<Choice<Presence>> presence(Cursor at) {
        return at.isList()
                ? choices(at, FleetReader::presenceWord, FleetReader::operatorOnly)
                : presenceWord(at)
                        .map(word -> List.of(new Choice<>(Optional.<Condition>empty(), word)))
                        .orElse(List.of());
    }

    private static Optional<Presence> presenceWord(Cursor at) {
        return at.word(Presence.class, PlanReader::dashed);
    }

    private static <T> List<Choice<T>> choices(
            Cursor at, Function<Cursor, Optional<T>> is, Limit limit) {
        List<Choice<T>> choices = new ArrayList<>();
        boolean open = true;
        for (var item : at.items("[{when: " + CONDITION + ", is: …}, {is: …}]")) {
            if (!open) {
                item.wrong("no rule after one without 'when'", "move it up, or remove it");
            }
            var fields = item.fields("when", "is");
            var when = fields.flatMap(it -> it.get("when"));
            var condition = when.flatMap(it -> condition(it, limit));
            var value = fields.flatMap(it -> it.need("is", "is: …")).flatMap(is);
            open = open && when.isPresent();
            value.filter(_ -> when.isPresent() == condition.isPresent())
                    .ifPresent(it -> choices.add(new Choice<>(condition, it)));
        }
        return choices;
    }

    private static Optional<String> key(Cursor at) {
        return at.made(
                "an attribute key",
                "kernel",
                text -> {
                    if (!KEY.matcher(text).matches()) {
                        throw new IllegalArgumentException(
                                "expected a key, found %s: write kernel"
                                        .formatted(Complaints.quoted(text)));
                    }
                    return text;
                });
    }

    private Optional<Feature> feature(Cursor at) {
        return key(at).flatMap(text -> feature(at, text));
    }

    private Optional<Feature> feature(Cursor at, String text) {
        boolean reportedOnly = text.startsWith(REPORTED);
        var key =
                reportedOnly
                        ? text.substring(REPORTED.length())
                        : text.startsWith(ATTRIBUTES) ? text.substring(ATTRIBUTES.length()) : text;
        if (reportedOnly && !trusted.contains(key)) {
            at.wrong("a reported key that is trusted", "add '%s' to trustReported".formatted(key));
            return Optional.empty();
        }
        return Optional.of(new Feature(key, trusted.contains(key), reportedOnly));
    }

    private Optional<Part> part(Cursor at) {
        if (at.is("tier")) {
            return Optional.of(new Part.OfTier());
        }
        if (at.is("region")) {
            return Optional.of(new Part.OfRegion());
        }
        if (at.is("customer")) {
            return Optional.of(new Part.OfCustomer());
        }
        return feature(at).map(Part.Of::new);
    }

    private static List<Client> clients(Cursor at) {
        return at.list(
                "[{when: reported.client == \"x\", bootId: reported.boot_id}]",
                FleetReader::client);
    }

    private static Optional<Client> client(Cursor at) {
        var fields = at.fields("when", "bootId", "runningVersion", "reportsAfterRestart");
        var when = fields.flatMap(it -> it.get("when"));
        var condition = when.flatMap(it -> condition(it, FleetReader::reportedOnly));
        if (fields.isEmpty() || when.isPresent() != condition.isPresent()) {
            return Optional.empty();
        }
        return Optional.of(
                new Client(
                        condition,
                        reported(fields.get(), "bootId"),
                        reported(fields.get(), "runningVersion"),
                        fields.get()
                                .get("reportsAfterRestart")
                                .flatMap(Cursor::yesOrNo)
                                .orElse(false)));
    }

    private static Optional<String> reported(Fields fields, String name) {
        return fields.get(name)
                .flatMap(
                        at ->
                                at.made(
                                        "a reported key",
                                        "reported.boot_id",
                                        FleetReader::reportedKey));
    }

    private static String reportedKey(String text) {
        var key = text.startsWith(REPORTED) ? text.substring(REPORTED.length()) : "";
        if (!KEY.matcher(key).matches()) {
            throw new IllegalArgumentException(
                    "expected a reported key, found %s: write reported.boot_id"
                            .formatted(Complaints.quoted(text)));
        }
        return key;
    }
}
