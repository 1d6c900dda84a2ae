package dev.firebreak.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firebreak.server.api.LiveServer.Caller;
import dev.firebreak.wire.json.Json;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Devices over HTTP: one, many, wrong ones, and the pages of a list. */
final class DevicesTest {
    @TempDir private static Path folder;
    private static LiveServer live;
    private static Caller operator;

    @BeforeAll
    static void start() throws Exception {
        live = LiveServer.in(folder);
        operator = live.person("olga", "operator");
    }

    @AfterAll
    static void stop() {
        live.close();
    }

    @Test
    void whatIsWrittenIsShownAndWhatIsLeftOutStays() throws Exception {
        var path = "/devices/till-1";
        operator.put(path, Map.of("attributes", Map.of("role", "laptop", "region", "eu"))).is(201);
        operator.put(path, Map.of("token", "a-secret-of-its-own")).is(200);
        var device = operator.get(path).is(200).json();
        assertThat(device.get("attributes").get("role").asString()).isEqualTo("laptop");
        assertThat(device.get("ownToken").asBoolean()).isTrue();
        assertThat(device.get("accepted").asBoolean()).isTrue();
        operator.delete(path).is(204);
        operator.get(path).isProblem(404, "not-found");
    }

    @Test
    void aTokenIsShownOnceAndNeverAgain() throws Exception {
        operator.put("/devices/kiosk-9", Map.of()).is(201);
        var secret = operator.post("/devices/kiosk-9/token", Map.of()).is(201).json();
        assertThat(secret.get("token").asString()).startsWith("fbk_");
        assertThat(operator.get("/devices/kiosk-9").text())
                .doesNotContain(secret.get("token").asString());
    }

    @Test
    void anImportKeepsGoodLinesAndNumbersBadOnes() throws Exception {
        var lines =
                """
                {"id":"i-1","attributes":{"role":"laptop"}}
                {"id":"i-2","token":"generate"}

                {"id":"with space"}
                {"id":"i-3","unknown":1}
                not json
                {"id":"i-4","token":"short"}
                {"id":"i-5"}
                """;
        var answers =
                lines(operator.send("POST", "/devices:import", "application/x-ndjson", lines));
        assertThat(answers.stream().map(each -> each.path("line").asInt()))
                .containsExactly(1, 2, 4, 5, 6, 7, 8, 0);
        assertThat(answers.stream().map(each -> each.path("ok").asBoolean()))
                .containsExactly(true, true, false, false, false, false, true, false);
        assertThat(answers.get(1).get("token").asString()).startsWith("fbk_");
        var sum = answers.getLast();
        assertThat(sum.get("good").asInt()).isEqualTo(3);
        assertThat(sum.get("bad").asInt()).isEqualTo(4);
        operator.get("/devices/i-5").is(200);
    }

    @Test
    void aTableIsImportedByItsHead() throws Exception {
        var table = "id,role,\"site\"\nc-1,laptop,\"Ulm, west\"\nc-2,atm\nc-3,,\n";
        var answers = lines(operator.send("POST", "/devices:import", "text/csv", table));
        assertThat(answers.get(1).get("error").asString()).contains("3 columns, found 2");
        var device = operator.get("/devices/c-1").is(200).json();
        assertThat(device.get("attributes").get("site").asString()).isEqualTo("Ulm, west");
        assertThat(operator.get("/devices/c-3").json().get("attributes").size()).isZero();
        var headless = operator.send("POST", "/devices:import", "text/csv", "name\nx\n");
        headless.isProblem(422, "invalid");
        assertThat(headless.text()).contains("like id,token,region, found 'name': add it");
        operator.send("POST", "/devices:import", "image/png", "x").isProblem(415, "unsupported");
    }

    @Test
    void aLineThatIsTooLongIsPassedOver() throws Exception {
        var lines = "{\"id\":\"" + "x".repeat(100_000) + "\"}\n{\"id\":\"after-the-long-one\"}\n";
        var answers = lines(operator.send("POST", "/devices:import", "", lines));
        assertThat(answers.get(0).get("error").asString()).contains("at most 65536 bytes");
        assertThat(answers.get(1).get("ok").asBoolean()).isTrue();
    }

    @Test
    void manyLinesAreAnsweredInTheirOrder() throws Exception {
        var lines = new StringBuilder();
        for (int i = 0; i < 1_700; i++) {
            lines.append("{\"id\":\"m-%04d\"}%n".formatted(i));
        }
        var answers = lines(operator.send("POST", "/devices:import", "", lines.toString()));
        assertThat(answers).hasSize(1_701);
        assertThat(answers.get(1_699).get("id").asString()).isEqualTo("m-1699");

        var seen = 0;
        var after = "m-";
        while (!after.isEmpty()) {
            var page = operator.get("/devices?limit=600&after=" + after).is(200).json();
            seen +=
                    (int)
                            page.get("items").values().stream()
                                    .filter(each -> each.get("id").asString().startsWith("m-"))
                                    .count();
            after = page.path("next").asString("");
        }
        assertThat(seen).isEqualTo(1_700);
        operator.get("/devices?limit=0").isProblem(400, "malformed");
        operator.get("/devices?limit=many").isProblem(400, "malformed");
    }

    private static List<JsonNode> lines(LiveServer.Said said) {
        return said.is(200)
                .text()
                .lines()
                .map(line -> Json.tree(line.getBytes(StandardCharsets.UTF_8)))
                .toList();
    }
}
