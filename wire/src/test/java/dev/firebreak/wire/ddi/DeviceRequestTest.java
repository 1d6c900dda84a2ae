package dev.firebreak.wire.ddi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firebreak.core.decision.Observation.CancelAnswer;
import dev.firebreak.core.decision.Observation.Report;
import dev.firebreak.wire.json.Json;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Bodies as known clients send them. */
final class DeviceRequestTest {
    @ParameterizedTest
    @CsvSource({
        "closed,     success, SUCCEEDED,  DONE",
        "closed,     failure, FAILED,     REFUSED",
        "closed,     none,    FAILED,     DONE",
        "downloaded, success, DOWNLOADED, WORKING",
        "downloaded, none,    DOWNLOADED, WORKING",
        "rejected,   none,    REJECTED,   REFUSED",
        "rejected,   success, REJECTED,   REFUSED",
        "canceled,   success, PROCEEDING, WORKING",
        "proceeding, none,    PROCEEDING, WORKING",
        "proceeding, success, PROCEEDING, WORKING",
        "scheduled,  none,    PROCEEDING, WORKING",
        "resumed,    none,    PROCEEDING, WORKING",
        "download,   none,    PROCEEDING, WORKING"
    })
    void everyWordHasItsMeaning(
            String execution, String finished, Report report, CancelAnswer answer) {
        var feedback =
                feedback(
                        "{\"status\":{\"execution\":\"%s\",\"result\":{\"finished\":\"%s\"}}}"
                                .formatted(execution, finished));
        assertThat(feedback.report()).isEqualTo(report);
        assertThat(feedback.cancelAnswer()).isEqualTo(answer);
        assertThat(feedback.reason().text()).contains(execution + "/" + finished);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"id\":\"1\",\"time\":\"20140511T121314\",\"status\":{\"result\":"
                        + "{\"finished\":\"none\"},\"execution\":\"proceeding\",\"details\":[\"a\"]}}",
                "{\"id\":1,\"time\":\"\",\"status\":{\"result\":{\"progress\":{\"cnt\":2,\"of\":5},"
                        + "\"finished\":\"none\"},\"execution\":\"proceeding\",\"details\":[\"a\"]}}",
                "{\"timestamp\":1627997501890,\"status\":{\"execution\":\"proceeding\",\"result\":"
                        + "{\"finished\":\"none\",\"progress\":null},\"details\":\"a\",\"moon\":{}}}",
                "{\"id\":\"\",\"status\":{\"execution\":\"proceeding\",\"result\":"
                        + "{\"finished\":\"none\"},\"code\":\"x\",\"details\":[\"\",\"a\",null,{},\" \"]}}"
            })
    void lenientAsDevicesNeedIt(String body) {
        var feedback = feedback(body);
        assertThat(feedback.report()).isEqualTo(Report.PROCEEDING);
        assertThat(feedback.details()).containsExactly("a");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "[\"\"]", "\"\"", "null", "{}"})
    void emptyDetailsAreNone(String details) {
        var feedback =
                feedback(
                        "{\"status\":{\"execution\":\"closed\",\"result\":{\"finished\":\"success\"},"
                                + "\"details\":%s}}".formatted(details));
        assertThat(feedback.details()).isEmpty();
        assertThat(feedback.report()).isEqualTo(Report.SUCCEEDED);
    }

    @Test
    void longLogsAreCutAndTheirEndIsKept() {
        var lines =
                IntStream.range(0, 48)
                        .mapToObj(i -> "\"line %d %s\"".formatted(i, "x".repeat(200)))
                        .collect(Collectors.joining(","));
        var feedback =
                feedback(
                        "{\"status\":{\"execution\":\"closed\",\"result\":{\"finished\":\"failure\"},"
                                + "\"code\":7,\"details\":[%s]}}".formatted(lines));
        assertThat(feedback.details()).hasSize(48);
        assertThat(feedback.reason().text())
                .startsWith("code 7: line ")
                .contains("line 47")
                .hasSizeLessThanOrEqualTo(500);
    }

    @ParameterizedTest
    @CsvSource({
        "Rebooting..., RESTARTING",
        "restarting, RESTARTING",
        "About to restart, RESTARTING",
        "reboot failed, PROCEEDING",
        "not rebooting, PROCEEDING",
        "installing, PROCEEDING"
    })
    void onlyAPlainWordAnnouncesARestart(String detail, Report report) {
        var body =
                "{\"status\":{\"execution\":\"%s\",\"result\":{\"finished\":\"none\"},\"details\":[\"x\",\"%s\"]}}";
        assertThat(feedback(body.formatted("proceeding", detail)).report()).isEqualTo(report);
        assertThat(feedback(body.formatted("closed", detail)).report()).isEqualTo(Report.FAILED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "null",
                "{}",
                "{\"status\":{}}",
                "{\"status\":{\"execution\":\"closed\"}}",
                "{\"status\":{\"execution\":\"closed\",\"result\":{}}}",
                "{\"status\":{\"execution\":\"closed\",\"result\":{\"finished\":null}}}",
                "{\"status\":{\"execution\":\"CLOSED\",\"result\":{\"finished\":\"success\"}}}",
                "{\"status\":{\"execution\":\"done\",\"result\":{\"finished\":\"success\"}}}",
                "{\"status\":{\"execution\":\"closed\",\"result\":{\"finished\":\"maybe\"}}}"
            })
    void whatSaysNothingIsRefused(String body) {
        assertThatThrownBy(() -> feedback(body))
                .isInstanceOfSatisfying(
                        Refused.class,
                        e -> {
                            assertThat(e.status()).isEqualTo(400);
                            assertThat(new String(e.body(), StandardCharsets.UTF_8))
                                    .startsWith(
                                            "{\"errorCode\":\"hawkbit.server.error.rest.body.notReadable\"");
                        });
    }

    @Test
    void cborSaysTheSame() {
        var json =
                "{\"status\":{\"execution\":\"closed\",\"result\":{\"finished\":\"success\"},"
                        + "\"details\":[\"ok\"]}}";
        var cbor = Json.cbor(Json.tree(bytes(json)));
        assertThat(Feedback.read(cbor, Format.CBOR)).isEqualTo(feedback(json));
        assertThatThrownBy(() -> Feedback.read(new byte[] {(byte) 0xff, 1}, Format.CBOR))
                .isInstanceOf(Refused.class);
    }

    @Test
    void attributesAreJoinedAsAsked() {
        var known = Map.of("os", "a", "vin", "1");
        assertThat(data("{\"data\":{\"os\":\"b\"}}").onto(known))
                .isEqualTo(Map.of("os", "b", "vin", "1"));
        assertThat(data("{\"mode\":\"merge\",\"data\":{\"n\":7}}").onto(known))
                .isEqualTo(Map.of("os", "a", "vin", "1", "n", "7"));
        assertThat(data("{\"mode\":\"replace\",\"data\":{\"os\":\"b\"}}").onto(known))
                .isEqualTo(Map.of("os", "b"));
        var remove = data("{\"mode\":\"remove\",\"data\":{\"os\":\"\"}}");
        assertThat(remove.onto(known)).isEqualTo(Map.of("vin", "1"));
        assertThat(remove.tellsAll()).isFalse();
    }

    @Test
    void whatClientsAddToAttributesIsIgnored() {
        var swupdate =
                "{\"id\":\"\",\"time\":\"20260101T000000\",\"status\":{\"result\":{\"finished\":"
                        + "\"success\"},\"execution\":\"closed\",\"details\":[\"\"]},"
                        + "\"data\":{\"hw\":\"2\"},\"mode\":\"replace\"}";
        assertThat(data(swupdate))
                .isEqualTo(new ConfigData(ConfigData.Mode.REPLACE, Map.of("hw", "2")));
    }

    @Test
    void attributesHaveLimits() {
        refused(400, () -> data("{\"data\":{}}"));
        refused(400, () -> data("{}"));
        refused(400, () -> data("{\"data\":{\"a\":[1]}}"));
        refused(400, () -> data("{\"mode\":\"mix\",\"data\":{\"a\":\"b\"}}"));
        refused(400, () -> data("{\"data\":{\"%s\":\"b\"}}".formatted("k".repeat(129))));
        refused(400, () -> data("{\"data\":{\"a\":\"%s\"}}".formatted("v".repeat(129))));
        refused(400, () -> data("{\"data\":{\"\":\"b\"}}"));
        refused(400, () -> data("{\"data\":{\"a\":\"\\ud83d\"}}"));
        refused(400, () -> data("{\"data\":{\"\\ud83d\":\"b\"}}"));
        var many =
                IntStream.range(0, 100).boxed().collect(Collectors.toMap(i -> "k" + i, i -> "v"));
        assertThat(data("{\"data\":{\"k1\":\"w\"}}").onto(many)).hasSize(100);
        refused(429, () -> data("{\"data\":{\"new\":\"w\"}}").onto(many));
    }

    @Test
    void aClaimNamesAReleaseAndAVersion() {
        assertThat(
                        InstalledClaim.read(
                                bytes("{\"name\":\"fw\",\"version\":2,\"x\":1}"), Format.JSON))
                .isEqualTo(new InstalledClaim("fw", "2"));
        refused(400, () -> InstalledClaim.read(bytes("{\"name\":\"fw\"}"), Format.JSON));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''|HAL",
                "*/*|HAL",
                "application/hal+json|HAL",
                "application/json|JSON",
                "application/json;charset=UTF-8|JSON",
                "application/cbor|CBOR",
                "text/html|",
                "text/html, application/json;q=0.5|JSON",
                "application/json;q=0.5, application/cbor|CBOR",
                "application/json;q=0|"
            })
    void theAcceptedFormIsChosen(String accept, Format format) {
        assertThat(Format.accepted(Optional.of(accept))).isEqualTo(Optional.ofNullable(format));
    }

    @Test
    void contentTypesHaveParameters() {
        assertThat(Format.accepted(Optional.empty())).contains(Format.HAL);
        assertThat(Format.ofContent("application/json;charset=UTF-8")).contains(Format.JSON);
        assertThat(Format.ofContent("Application/CBOR")).contains(Format.CBOR);
        assertThat(Format.ofContent("text/plain")).isEmpty();
    }

    private static void refused(int status, Runnable request) {
        assertThatThrownBy(request::run)
                .isInstanceOfSatisfying(
                        Refused.class, e -> assertThat(e.status()).isEqualTo(status));
    }

    private static Feedback feedback(String json) {
        return Feedback.read(bytes(json), Format.JSON);
    }

    private static ConfigData data(String json) {
        return ConfigData.read(bytes(json), Format.JSON);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
