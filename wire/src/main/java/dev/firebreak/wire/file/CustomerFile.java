package dev.firebreak.wire.file;

import dev.firebreak.core.hold.CustomerPolicy;
import dev.firebreak.core.plan.Window;
import dev.firebreak.core.words.Customer;
import dev.firebreak.core.words.Sha256;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * {@code customer.yaml}: what one customer allows on its machines. It binds every kind of release,
 * content and configuration included.
 */
public final class CustomerFile {
    /** More versions behind than that is an opt-out. */
    private static final int MOST_DEFERRED = 100;

    private CustomerFile() {}

    /**
     * The policy in {@code bytes}, which are YAML or JSON. What is left out is not restricted.
     *
     * @param fileName for messages
     * @throws FileProblems everything that is wrong
     */
    public static CustomerPolicy parse(String fileName, byte[] bytes) throws FileProblems {
        var complaints = new Complaints(fileName);
        var root = new Cursor(YamlReader.read(bytes, complaints), "", complaints);
        var fields = root.fields("customer", "optOut", "pins", "deferVersions", "windows");
        var customer =
                fields.flatMap(file -> file.need("customer", "customer: acme"))
                        .flatMap(at -> at.made("a customer's name", "acme", Customer::new));
        List<String> optOut =
                value(fields, "optOut")
                        .map(at -> at.list("[sensor-content]", CustomerFile::release))
                        .orElse(List.of());
        var pins = value(fields, "pins").map(CustomerFile::pins).orElse(Map.of());
        int defers =
                value(fields, "deferVersions").flatMap(at -> at.number(0, MOST_DEFERRED)).orElse(0);
        List<Window> windows = value(fields, "windows").map(WindowText::read).orElse(List.of());
        complaints.end();
        return new CustomerPolicy(
                customer.orElseThrow(),
                Sha256.of(root.node().canonical()),
                optOut,
                pins,
                defers,
                windows);
    }

    private static Optional<Cursor> value(Optional<Fields> fields, String key) {
        return fields.flatMap(file -> file.get(key));
    }

    private static Optional<String> release(Cursor at) {
        return at.text("a release's name, or * for all", "sensor-content");
    }

    private static Map<String, String> pins(Cursor at) {
        var pins = new TreeMap<String, String>();
        at.fields()
                .map(Fields::all)
                .orElse(Map.of())
                .forEach(
                        (name, value) ->
                                value.text("the one version", "\"290\"")
                                        .ifPresent(version -> pins.put(name, version)));
        return pins;
    }
}
