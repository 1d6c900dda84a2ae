package dev.firebreak.wire.ddi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firebreak.core.release.Artifact;
import dev.firebreak.core.release.Kind;
import dev.firebreak.core.release.Release;
import dev.firebreak.core.words.ActionId;
import dev.firebreak.core.words.DeviceId;
import dev.firebreak.core.words.Digest;
import dev.firebreak.wire.json.Json;
import dev.firebreak.wire.release.Manifest;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The exact bytes that devices get; the shapes are those of the protocol's reference server. */
final class DeviceAnswerTest {
    private static final String BASE = "http://updates.example.com/DEFAULT/controller/v1/cap23258";
    private static final DeviceUrl URL =
            DeviceUrl.of("http://updates.example.com/DEFAULT", new DeviceId("cap23258"));
    private static final Duration SLEEP = Duration.ofMinutes(5);

    private static final Release RELEASE =
            Manifest.seal(
                    "fw-os",
                    "1.0",
                    Kind.FIRMWARE,
                    List.of(
                            new Artifact(
                                    "fw 1.bin",
                                    new Digest("fd4f".repeat(16)),
                                    "8222".repeat(10),
                                    "a60d".repeat(8),
                                    2000)),
                    "os",
                    true);

    @Test
    void anIdlePollIsJustTheInterval() {
        var body = "{\"config\":{\"polling\":{\"sleep\":\"00:05:00\"}}}";
        assertThat(text(PollBody.idle(SLEEP))).isEqualTo(body);
        assertThat(text(poll(Optional.empty(), Optional.empty(), false))).isEqualTo(body);
    }

    @Test
    void aNewDeviceIsAskedForItsAttributes() {
        assertThat(text(poll(Optional.empty(), Optional.empty(), true)))
                .isEqualTo(
                        "{\"config\":{\"polling\":{\"sleep\":\"00:05:00\"}},"
                                + "\"_links\":{\"configData\":{\"href\":\"%s/configData\"}}}"
                                        .formatted(BASE));
    }

    @Test
    void workComesFirst() {
        var deploy = new PollBody.Work.Deploy(new ActionId(7), -5);
        assertThat(text(poll(Optional.of(deploy), Optional.empty(), false)))
                .isEqualTo(
                        "{\"config\":{\"polling\":{\"sleep\":\"00:05:00\"}},"
                                + "\"_links\":{\"deploymentBase\":{\"href\":\"%s/deploymentBase/7?c=-5\"}}}"
                                        .formatted(BASE));
        var cancel = new PollBody.Work.Cancel(new ActionId(7));
        assertThat(text(poll(Optional.of(cancel), Optional.of(new ActionId(1)), true)))
                .isEqualTo(
                        "{\"config\":{\"polling\":{\"sleep\":\"00:05:00\"}},"
                                + "\"_links\":{\"cancelAction\":{\"href\":\"%1$s/cancelAction/7\"},"
                                        .formatted(BASE)
                                + "\"installedBase\":{\"href\":\"%1$s/installedBase/1\"},"
                                        .formatted(BASE)
                                + "\"configData\":{\"href\":\"%1$s/configData\"}}}"
                                        .formatted(BASE));
    }

    @Test
    void inCborLinksAreAList() {
        var cbor = Format.CBOR.write(poll(Optional.empty(), Optional.empty(), true));
        assertThat(Json.text(Json.cborTree(cbor)))
                .isEqualTo(
                        "{\"config\":{\"polling\":{\"sleep\":\"00:05:00\"}},"
                                + "\"links\":[{\"rel\":\"configData\",\"href\":\"%s/configData\"}]}"
                                        .formatted(BASE));
        assertThat(Format.HAL.write(new byte[] {1})).isEqualTo(new byte[] {1});
    }

    @ParameterizedTest
    @CsvSource({
        "PT0S, 00:00:01",
        "PT-5S, 00:00:01",
        "PT0.2S, 00:00:01",
        "PT1.2S, 00:00:02",
        "PT30S, 00:00:30",
        "PT1H2M3S, 01:02:03",
        "P3D, 23:59:59"
    })
    void theIntervalIsAlwaysEightCharacters(Duration sleep, String text) {
        assertThat(PollBody.sleepText(sleep)).isEqualTo(text);
    }

    @Test
    void theOrderNamesOneChunkWithBothKindsOfLinks() {
        var file = BASE + "/softwaremodules/7/artifacts/fw%201.bin";
        assertThat(text(ActionBody.deployment(new ActionId(7), RELEASE, URL, Optional.empty())))
                .isEqualTo(
                        "{\"id\":\"7\",\"deployment\":{\"download\":\"forced\",\"update\":\"forced\","
                                + "\"chunks\":[{\"part\":\"os\",\"version\":\"1.0\",\"name\":\"fw-os\","
                                + "\"artifacts\":[%s]}]}}".formatted(artifact(file)));
        assertThat(text(ActionBody.artifacts(new ActionId(7), RELEASE, URL)))
                .isEqualTo("[%s]".formatted(artifact(file)));
    }

    @Test
    void theHistoryIsToldWhenThereIsOne() {
        var history = new ActionBody.History("RETRIEVED", List.of("two", "one"));
        assertThat(text(ActionBody.deployment(new ActionId(7), RELEASE, URL, Optional.of(history))))
                .endsWith(
                        ",\"actionHistory\":{\"status\":\"RETRIEVED\",\"messages\":[\"two\",\"one\"]}}");
        var silent = new ActionBody.History("RUNNING", List.of());
        assertThat(text(ActionBody.deployment(new ActionId(7), RELEASE, URL, Optional.of(silent))))
                .doesNotContain("actionHistory");
    }

    @Test
    void aCancelNamesItsActionTwice() {
        assertThat(text(ActionBody.cancel(new ActionId(3))))
                .isEqualTo("{\"id\":\"3\",\"cancelAction\":{\"stopId\":\"3\"}}");
    }

    @Test
    void theChecksumLineHasTwoBlanks() {
        assertThat(ActionBody.md5sum(RELEASE.artifacts().getFirst()))
                .isEqualTo("a60d".repeat(8) + "  fw 1.bin");
    }

    @Test
    void linksAreShortEnoughForSmallClients() {
        var url = DeviceUrl.of("http://updates.example.com/DEFAULT", new DeviceId("d".repeat(36)));
        var action = new ActionId(Integer.MAX_VALUE);
        var file = url.artifact(action, "f".repeat(64));
        assertThat(file.substring("http://updates.example.com".length()))
                .hasSizeLessThan(200)
                .contains("/DEFAULT/controller/v1");
        var order = url.deploymentBase(action, Integer.MIN_VALUE);
        assertThat(order.substring(order.indexOf("deploymentBase/"))).hasSizeLessThan(50);
        assertThat(url.cancelAction(action)).doesNotContain("?");
    }

    @Test
    void foreignNamesAreEncoded() {
        var url = DeviceUrl.of("https://h:8443/DEFAULT", new DeviceId("a\"b?c#d%ä"));
        assertThat(url.base())
                .isEqualTo("https://h:8443/DEFAULT/controller/v1/a%22b%3Fc%23d%25%C3%A4");
        assertThat(DeviceUrl.of("http://[::1]:80/ctx/t", new DeviceId("x")).base()).endsWith("/x");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://a\"b/DEFAULT",
                "http:///DEFAULT",
                "ftp://a/DEFAULT",
                "http://a",
                "http://a/DEFAULT/",
                "http://a/b\r\nX: y"
            })
    void aHostThatIsNoneIsRefused(String root) {
        assertThatThrownBy(() -> DeviceUrl.of(root, new DeviceId("x")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static String artifact(String href) {
        return ("{\"filename\":\"fw 1.bin\",\"hashes\":{\"sha1\":\"%s\",\"md5\":\"%s\",\"sha256\":\"%s\"},"
                        + "\"size\":2000,\"_links\":{\"download\":{\"href\":\"%4$s\"},"
                        + "\"download-http\":{\"href\":\"%4$s\"},\"md5sum\":{\"href\":\"%4$s.MD5SUM\"},"
                        + "\"md5sum-http\":{\"href\":\"%4$s.MD5SUM\"}}}")
                .formatted("8222".repeat(10), "a60d".repeat(8), "fd4f".repeat(16), href);
    }

    private static byte[] poll(
            Optional<PollBody.Work> work, Optional<ActionId> installed, boolean attributes) {
        return PollBody.of(SLEEP, URL, work, installed, attributes);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
