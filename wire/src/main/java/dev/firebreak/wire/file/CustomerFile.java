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
 * {@code customer.yaml}: what a customer allows on its machines; it binds every kind of release.
 */
public final class CustomerFile {
    private CustomerFile() {}

    /**
     * The policy in {@code bytes}, which are YAML or JSON.
     *
     * @param fileName for messages
     * @throws FileProblems everything that is wrong
     */
    public static CustomerPolicy parse(String fileName, byte[] bytes) throws FileProblems {
        var complaints = new Complaints(fileName);
        var root = new Cursor(YamlReader.read(bytes, complaints), "", complaints);
        var read =
                root.fields("customer", "optOut", "pins", "deferVersions", "windows")
                        .flatMap(fields -> policy(fields, root.node().canonical()));
        complaints.end();
        return read.orElseThrow(complaints::all);
    }

    private static Optional<CustomerPolicy> policy(Fields fields, String canonical) {
        var customer =
                fields.need("customer", "acme")
                        .flatMap(at -> at.made("the name of a customer", "acme", Customer::new));
        List<String> optOut =
                fields.get("optOut")
                        .map(at -> at.list("[sensor]", it -> it.text("a release's name", "sensor")))
                        .orElse(List.of());
        Map<String, String> pins = new TreeMap<>();
        fields.get("pins")
                .ifPresent(
                        at ->
                                at.fields()
                                        .map(Fields::all)
                                        .orElse(Map.of())
                                        .forEach(
                                                (name, value) ->
                                                        value.text("a version", "\"7.1\"")
                                                                .ifPresent(
                                                                        it -> pins.put(name, it))));
        var defer = fields.get("deferVersions").map(at -> at.number(0, 100)).orElse(Optional.of(0));
        List<Window> windows = fields.get("windows").map(WindowText::read).orElse(List.of());
        if (customer.isEmpty() || defer.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                new CustomerPolicy(
                        customer.get(), Sha256.of(canonical), optOut, pins, defer.get(), windows));
    }
}
