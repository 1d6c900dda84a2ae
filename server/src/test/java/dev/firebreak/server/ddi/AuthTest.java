package dev.firebreak.server.ddi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firebreak.core.words.DeviceId;
import dev.firebreak.server.loop.Ground;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Path;

/** Who may speak for which device. */
final class AuthTest {
    private static final String GATEWAY = "GatewayToken " + Ground.GATEWAY;

    @TempDir private Path folder;
    private Rig rig;

    @BeforeEach
    void start() throws Exception {
        rig = new Rig(folder);
        rig.ground.furnish().enrol("d1");
        rig.ground.enrol("d2");
    }

    @AfterEach
    void stop() throws Exception {
        rig.close();
    }

    private Rig.Reply as(String authorization, String path) throws Exception {
        var uri = "http://127.0.0.1:%d%s".formatted(rig.port(), path);
        var request = HttpRequest.newBuilder(URI.create(uri));
        return rig.send(
                authorization.isEmpty() ? request : request.header("Authorization", authorization));
    }

    @Test
    void oneOwnSecretOpensOneDevice() throws Exception {
        var own = "/DEFAULT/controller/v1/d1";
        assertThat(as("TargetToken d1-secret", own).status()).isEqualTo(200);
        for (var wrong :
                new String[] {
                    "",
                    "TargetToken d2-secret",
                    "TargetToken ",
                    "TargetToken  d1-secret",
                    "targettoken d1-secret",
                    "Bearer d1-secret",
                    "Basic d1-secret",
                    "GatewayToken d1-secret",
                    "GatewayToken ada-secret",
                    "TargetToken " + "x".repeat(2_000)
                }) {
            var refused = as(wrong, own);
            assertThat(refused.status()).as(wrong).isEqualTo(401);
            assertThat(refused.whole().body()).isEmpty();
            assertThat(refused.header("WWW-Authenticate")).isEmpty();
        }
        var file = own + "/softwaremodules/1/artifacts/fw.bin";
        assertThat(as("", file).status()).as("downloads too").isEqualTo(401);
    }

    @Test
    void ownSecretsMakeNobodyKnown() throws Exception {
        assertThat(as("TargetToken x", "/DEFAULT/controller/v1/new").status()).isEqualTo(401);
        assertThat(known("new")).isFalse();
    }

    @Test
    void theGatewaySpeaksForAllAndMakesNewOnesKnown() throws Exception {
        assertThat(as(GATEWAY, "/DEFAULT/controller/v1/d1").status()).isEqualTo(200);
        assertThat(as(GATEWAY, "/DEFAULT/controller/v1/new/deploymentBase/1").status())
                .as("only a poll makes known")
                .isEqualTo(404);
        assertThat(known("new")).isFalse();
        var first = as(GATEWAY, "/DEFAULT/controller/v1/new");
        assertThat(first.status()).isEqualTo(200);
        assertThat(first.link("configData")).isNotEmpty();
        assertThat(known("new")).isTrue();
        assertThat(as(GATEWAY, "/DEFAULT/controller/v1/newer/confirmationBase").status())
                .as("so does this")
                .isEqualTo(200);
        assertThat(known("newer")).isTrue();
        assertThat(rig.ground.ask(world -> world.device(new DeviceId("new"))).orElseThrow())
                .as("known, but nobody vouches for it")
                .matches(device -> !device.accepted());
    }

    @Test
    void tenantsAreNotMadeByAsking() throws Exception {
        assertThat(as(GATEWAY, "/OTHER/controller/v1/d1").status()).isEqualTo(404);
        assertThat(as("", "/OTHER/controller/v1/d1").status()).isEqualTo(404);
        var small = as(GATEWAY, "/default/controller/v1/d9");
        assertThat(small.status()).isEqualTo(200);
        assertThat(small.link("configData")).contains("/default/controller/v1/d9/");
    }

    @Test
    void withoutANameNobodyComesIn() throws Exception {
        assertThat(as(GATEWAY, "/DEFAULT/controller/v1/").status()).isEqualTo(401);
        assertThat(as(GATEWAY, "/DEFAULT/controller/v1/" + "x".repeat(129)).status())
                .isEqualTo(400);
    }

    private boolean known(String name) {
        return rig.ground.ask(world -> world.device(new DeviceId(name))).isPresent();
    }
}
