package dev.firebreak.server.ddi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What a proxy in front says is believed of a configured one, and of nobody else. */
final class ProxyTest {
    private static final List<String> HERE = List.of("127.0.0.1");
    private static final List<String> ELSEWHERE = List.of("10.0.0.0/8", "2001:db8::/32");
    private static final List<String> AUTHORITIES = List.of("AB:CD", "12:34");

    @TempDir private Path folder;
    private Optional<Rig> rig = Optional.empty();

    @AfterEach
    void stop() throws Exception {
        if (rig.isPresent()) {
            rig.get().close();
        }
    }

    private Rig start(List<String> networks, List<String> authorities) throws IOException {
        var started = new Rig(folder, Proxies.of(networks, authorities));
        rig = Optional.of(started);
        started.ground.furnish().enrol("d1");
        return started;
    }

    private Rig.Reply poll(String device, String... headers) throws Exception {
        var uri =
                "http://127.0.0.1:%d/DEFAULT/controller/v1/%s"
                        .formatted(rig.orElseThrow().port(), device);
        return rig.orElseThrow().send(HttpRequest.newBuilder(URI.create(uri)).headers(headers));
    }

    private String link(String... headers) throws Exception {
        var reply = rig.orElseThrow().get("d1", "", headers);
        assertThat(reply.status()).isEqualTo(200);
        return reply.link("configData");
    }

    @Test
    void linksAreTheOnesThatTheProxyWasReachedBy() throws Exception {
        start(HERE, List.of());
        assertThat(
                        link(
                                "X-Forwarded-Host", "evil.example, updates.example.com",
                                "X-Forwarded-Proto", "https",
                                "X-Forwarded-Port", "443"))
                .isEqualTo("https://updates.example.com/DEFAULT/controller/v1/d1/configData");
        assertThat(
                        link(
                                "X-Forwarded-Host", "updates.example.com",
                                "X-Forwarded-Proto", "https",
                                "X-Forwarded-Port", "8443"))
                .startsWith("https://updates.example.com:8443/DEFAULT/");
        assertThat(link("X-Forwarded-Proto", "gopher")).startsWith("http://127.0.0.1:");
        var odd = rig.orElseThrow().get("d1", "", "X-Forwarded-Host", "a b/\"");
        assertThat(odd.status()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void nobodyElseIsBelieved(boolean othersAreTrusted) throws Exception {
        if (othersAreTrusted) {
            start(ELSEWHERE, AUTHORITIES);
        } else {
            start(List.of(), List.of());
        }
        assertThat(link("X-Forwarded-Host", "evil.example", "X-Forwarded-Proto", "https"))
                .startsWith("http://127.0.0.1:");
        assertThat(link("X-Forwarded-For", "10.1.2.3", "X-Forwarded-Host", "evil.example"))
                .startsWith("http://127.0.0.1:");
        assertThat(
                        poll(
                                        "d1",
                                        "X-Controller-Id",
                                        "d1",
                                        "X-Authority",
                                        "ab:cd",
                                        "X-Forwarded-For",
                                        "10.1.2.3")
                                .status())
                .isEqualTo(401);
    }

    @Test
    void aCertificateThatTheProxySawOpensOneDevice() throws Exception {
        start(HERE, AUTHORITIES);
        assertThat(poll("d1", "X-Controller-Id", "d1", "X-Authority", "ab:CD").status())
                .isEqualTo(200);
        assertThat(poll("d1", "X-Controller-Id", "d1", "X-Authority", "x,;12:34").status())
                .isEqualTo(200);
        assertThat(
                        poll(
                                        "d1",
                                        "X-Controller-Id",
                                        "d1",
                                        "X-Authority-1",
                                        "no",
                                        "X-Authority-2",
                                        "12:34")
                                .status())
                .isEqualTo(200);
        assertThat(poll("new", "X-Controller-Id", "new", "X-Authority", "ab:cd").status())
                .as("makes known, like a gateway")
                .isEqualTo(200);
        for (var wrong :
                List.of(
                        List.of("X-Controller-Id", "d1"),
                        List.of("X-Authority", "ab:cd"),
                        List.of("X-Controller-Id", "d2", "X-Authority", "ab:cd"),
                        List.of("X-Controller-Id", "D1", "X-Authority", "ab:cd"),
                        List.of("X-Controller-Id", "d1", "X-Authority", ""),
                        List.of("X-Controller-Id", "d1", "X-Authority", "ef:01"),
                        List.of("X-Controller-Id", "d1", "X-Authority-3", "ab:cd"),
                        List.of(
                                "X-Controller-Id", "d2",
                                "X-Controller-Id", "d1",
                                "X-Authority", "ab:cd"))) {
            assertThat(poll("d1", wrong.toArray(String[]::new)).status())
                    .as(wrong.toString())
                    .isEqualTo(401);
        }
    }

    @Test
    void withoutAuthoritiesACertificateOpensNothing() throws Exception {
        start(HERE, List.of());
        assertThat(poll("d1", "X-Controller-Id", "d1", "X-Authority", "").status()).isEqualTo(401);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "6.6.6.6, 203.0.113.9 | 203.0.113.9",
                "6.6.6.6, 203.0.113.9, 10.0.0.2 | 203.0.113.9",
                "10.0.0.3, 10.0.0.2 | 10.0.0.3",
                "6.6.6.6, nonsense, 10.0.0.2 | 10.0.0.2",
                "2001:db9::7 | 2001:db9:0:0:0:0:0:7",
                "'' | 10.0.0.1",
            })
    void whoAsksIsTheLastThatIsNoProxy(String forwarded, String client) {
        var proxies = Proxies.of(ELSEWHERE, List.of());
        assertThat(proxies.client(InetAddress.ofLiteral("10.0.0.1"), List.of(forwarded)))
                .isEqualTo(client);
    }

    @ParameterizedTest
    @CsvSource({
        "10.255.0.1, true",
        "11.0.0.1, false",
        "2001:db8:1::1, true",
        "2001:db9::1, false",
        "::ffff:10.0.0.1, true", // the same machine by another name
        "127.0.0.1, false",
    })
    void networks(String address, boolean trusted) {
        assertThat(Proxies.of(ELSEWHERE, List.of()).trusts(InetAddress.ofLiteral(address)))
                .isEqualTo(trusted);
        assertThat(
                        Proxies.of(List.of("172.16.0.0/12"), List.of())
                                .trusts(InetAddress.ofLiteral("172.32.0.1")))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0/0", "::/0", "10.0.0.0/33", "proxy.example", "", "10.0.0.0/x"})
    void notEverybodyAndNoNames(String network) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Proxies.of(List.of(network), List.of()))
                .withMessageContaining("10.0.0.0/8, found");
        assertThatIllegalArgumentException().isThrownBy(() -> Proxies.of(List.of(), AUTHORITIES));
    }
}
