package dev.firebreak.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.Map;

/** The documents of a tenant, its tokens and its holds. */
final class SettingsTest {
    @TempDir private Path folder;

    @Test
    void newRulesPlaceEveryDeviceAnew() throws Exception {
        try (var live = LiveServer.in(folder)) {
            var admin = live.admin();
            admin.put("/devices/a", Map.of("attributes", Map.of("kind", "robot"))).is(201);
            assertThat(tier(admin)).isEqualTo("HIGH");
            var before = admin.get("/fleet").is(200);
            var rules = "tier: [{when: attributes.kind == \"robot\", is: LOW}, {is: HIGH}]\n";
            admin.send("PUT", "/fleet", "application/yaml", rules).is(200);
            assertThat(tier(admin)).isEqualTo("LOW");
            assertThat(admin.get("/fleet").json().get("document").asString()).isEqualTo(rules);
            var stale =
                    admin.request("/fleet")
                            .header("If-Match", before.header("ETag"))
                            .PUT(BodyPublishers.ofString(rules));
            admin.send(stale).isProblem(412, "precondition");
            var wrong = admin.send("PUT", "/fleet", "application/yaml", "tiers: []\n");
            assertThat(wrong.isProblem(422, "invalid").json().get("errors").get(0).get("pointer"))
                    .asString()
                    .contains("fleet.yaml:1");
        }
    }

    @Test
    void aSecondPersonMustWantTheSame() throws Exception {
        try (var live = LiveServer.in(folder)) {
            var admin = live.admin();
            var bo = live.person("bo", "approver");
            var cy = live.person("cy", "operator");
            var rules = "tier: [{is: LOW}]\n";
            bo.send("PUT", "/fleet", "application/yaml", rules).isProblem(403, "not-allowed");
            var waits = admin.send("PUT", "/fleet", "application/yaml", rules).is(202).json();
            assertThat(waits.get("state").asString()).isEqualTo("PROPOSED");
            admin.send("PUT", "/fleet", "application/yaml", rules).is(202);
            cy.send("PUT", "/fleet", "application/yaml", rules).isProblem(403, "not-allowed");
            var listed = cy.get("/changes").is(200).json().get("items").get(0);
            assertThat(listed.get("digest")).isEqualTo(waits.get("digest"));
            assertThat(listed.get("by").asString()).isEqualTo("admin");
            var other = "tier: [{is: MEDIUM}]\n";
            bo.send("PUT", "/fleet", "application/yaml", other).isProblem(403, "not-allowed");
            bo.send("PUT", "/fleet", "application/yaml", rules).is(200);
            assertThat(admin.get("/fleet").json().get("document").asString()).isEqualTo(rules);
            assertThat(cy.get("/changes").json().get("items").size()).isZero();
            var faster = rules + "polling: {idle: 1m, watched: 10s}\n";
            admin.send("PUT", "/fleet", "application/yaml", faster).is(200);
        }
    }

    @Test
    void thePolicyShownCanBeAppliedAgain() throws Exception {
        try (var live = LiveServer.in(folder)) {
            var admin = live.admin();
            var shown =
                    admin.send(admin.request("/policy").header("Accept", "application/yaml"))
                            .is(200);
            assertThat(shown.header("Content-Type")).isEqualTo("application/yaml");
            var applied = admin.send("PUT", "/policy", "application/yaml", shown.text()).is(200);
            assertThat(applied.header("ETag")).isEqualTo(shown.header("ETag"));
        }
    }

    @Test
    void aRevokedTokenEndsAtOnceAndTheLastAdminStays() throws Exception {
        try (var live = LiveServer.in(folder)) {
            var admin = live.admin();
            var made = admin.post("/tokens", Map.of("name", "vi", "role", "viewer")).is(201).json();
            assertThat(admin.get("/tokens").text()).doesNotContain(made.get("token").asString());
            admin.delete("/tokens/" + made.get("id").asString()).is(204);
            var request =
                    live.stranger()
                            .request("/devices")
                            .header("Authorization", "Bearer " + made.get("token").asString());
            admin.send(request).isProblem(401, "unauthenticated");
            admin.delete("/tokens/admin").isProblem(409, "conflict");
            admin.delete("/tokens/nobody").isProblem(404, "not-found");
            admin.post("/tokens", Map.of("name", "x", "role", "king")).isProblem(422, "invalid");
        }
    }

    @Test
    void holdsOverDevicesComeAndGo() throws Exception {
        try (var live = LiveServer.in(folder)) {
            var operator = live.person("olga", "operator");
            var hold = Map.of("target", "region", "value", "eu", "reason", "storm");
            var id = operator.post("/holds", hold).is(201).json().get("id").asInt();
            var listed = operator.get("/holds").json().get("items").get(0);
            assertThat(listed.get("value").asString()).isEqualTo("eu");
            operator.post("/holds", Map.of("target", "moon", "reason", "x"))
                    .isProblem(422, "invalid");
            operator.delete("/holds/%d".formatted(id)).isProblem(422, "invalid");
            operator.delete("/holds/%d?reason=over".formatted(id)).is(204);
            operator.delete("/holds/%d?reason=over".formatted(id)).is(404);
        }
    }

    private static String tier(LiveServer.Caller caller) throws Exception {
        return caller.get("/devices/a").is(200).json().get("tier").asString();
    }
}
