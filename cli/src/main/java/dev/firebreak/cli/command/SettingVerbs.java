package dev.firebreak.cli.command;

import dev.firebreak.cli.Exit;
import dev.firebreak.cli.Trouble;
import dev.firebreak.cli.http.Api;
import dev.firebreak.cli.show.Look;
import dev.firebreak.cli.show.Table;
import dev.firebreak.wire.json.Json;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

import java.util.List;
import java.util.Map;

/** {@code fleet}, {@code policy} and {@code customer}: the documents that a tenant runs under. */
final class SettingVerbs {
    private static final String YAML = "application/yaml";

    private final Session session;

    private SettingVerbs(Session session) {
        this.session = session;
    }

    /** {@code fleet …}. */
    @Command(name = "fleet", description = "how attributes become region, tier and group")
    static final class Fleet {
        private final SettingVerbs setting;

        Fleet(Session session) {
            this.setting = new SettingVerbs(session);
        }

        @Exits(Exit.WAITS)
        @Command(description = "applies fleet.yaml; takes two people once there are two")
        int apply(@Parameters(paramLabel = "FILE", description = "fleet.yaml") String file) {
            return setting.applied("/fleet", file);
        }

        @Command(description = "shows the rules in force")
        int show() {
            return setting.shown("/fleet");
        }
    }

    /** {@code policy …}. */
    @Command(name = "policy", description = "what evidence the gate asks for")
    static final class Policy {
        private final SettingVerbs setting;

        Policy(Session session) {
            this.setting = new SettingVerbs(session);
        }

        @Exits(Exit.WAITS)
        @Command(description = "applies policy.yaml; takes two people once there are two")
        int apply(@Parameters(paramLabel = "FILE", description = "policy.yaml") String file) {
            return setting.applied("/policy", file);
        }

        @Command(description = "shows the policy in force")
        int show() {
            return setting.shown("/policy");
        }
    }

    /** {@code customer …}. */
    @Command(name = "customer", description = "what a customer allows on its machines")
    static final class OfCustomer {
        private final SettingVerbs setting;

        OfCustomer(Session session) {
            this.setting = new SettingVerbs(session);
        }

        @Exits(Exit.WAITS)
        @Command(description = "applies a customer's policy; takes two people once there are two")
        int apply(@Parameters(paramLabel = "FILE", description = "customer.yaml") String file) {
            return setting.applied("/customers", file);
        }

        @Command(description = "lists the customers that have a policy")
        int list() {
            return setting.customers();
        }

        @Command(description = "shows a customer's policy")
        int show(@Parameters(paramLabel = "CUSTOMER", description = "whose") String customer) {
            return setting.customer(customer);
        }
    }

    private int applied(String path, String file) {
        try (var api = session.api()) {
            var document = session.read(file);
            var tree = api.put(path + "?filename=" + Api.quoted(file), document, YAML);
            var waits = Look.text(tree, "state").equals("PROPOSED");
            session.answer(
                    tree,
                    List.of(
                            waits
                                    ? ("proposed %s: in force once another person (admin, approver or owner)"
                                                    + " applies the same file")
                                            .formatted(Look.text(tree, "digest"))
                                    : "applied " + Look.text(tree, "digest")));
            return (waits ? Exit.WAITS : Exit.DONE).code();
        }
    }

    private int shown(String path) {
        try (var api = session.api()) {
            if (session.forPrograms()) {
                session.answer(api.get(path), List.of());
            } else {
                api.text(path).lines().forEach(session.terminal()::result);
            }
            return Exit.DONE.code();
        }
    }

    private int customer(String name) {
        try (var api = session.api()) {
            var found =
                    new Find(api)
                            .all("/customers").stream()
                                    .filter(row -> Look.text(row, "customer").equals(name))
                                    .findFirst()
                                    .orElseThrow(
                                            () ->
                                                    new Trouble(
                                                            Exit.NOT_FOUND,
                                                            "expected a policy of '%s', found none: see 'customer list'"
                                                                    .formatted(name)));
            session.answer(found, DeviceVerbs.shown(found, ""));
            return Exit.DONE.code();
        }
    }

    private int customers() {
        try (var api = session.api()) {
            var rows = new Find(api).all("/customers");
            var table = new Table("CUSTOMER", "OPT-OUT", "PINS", "DEFERS");
            for (var row : rows) {
                table.row(
                        Look.text(row, "customer"),
                        String.join(", ", Look.texts(row, "optOut")),
                        row.path("pins").size(),
                        Look.number(row, "deferVersions"));
            }
            session.answer(
                    Json.tree(Map.of("items", rows)),
                    table.lines("no policies: 'firebreak customer apply' brings one"));
            return Exit.DONE.code();
        }
    }
}
