package dev.firebreak.server.ddi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firebreak.core.words.ActionId;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;

/** What a device reads of an action's past, and of the action that ended. */
final class HistoryTest {
    private static final String DEVICE = "d1";

    @TempDir private Path folder;
    private Rig rig;
    private ActionId action;

    @BeforeEach
    void offer() throws Exception {
        rig = new Rig(folder);
        rig.ground.furnish().enrol(DEVICE);
        rig.poll(DEVICE);
        rig.rollOut(5, Rig.FILE_BYTES);
        action = rig.offered(DEVICE);
    }

    @AfterEach
    void stop() throws Exception {
        rig.close();
    }

    private void tell(String status) throws Exception {
        var told =
                rig.post(
                        DEVICE,
                        "/deploymentBase/%s/feedback".formatted(action),
                        "{\"status\":%s}".formatted(status));
        assertThat(told.status()).isEqualTo(200);
    }

    private Rig.Reply deployment(String query) throws Exception {
        return rig.get(DEVICE, "/deploymentBase/%s%s".formatted(action, query));
    }

    @Test
    void newestFirstAndNoMoreThanWanted() throws Exception {
        assertThat(deployment("?actionHistory=-1").json().has("actionHistory"))
                .as("nothing was said yet")
                .isFalse();
        tell(
                """
                {"execution":"proceeding","result":{"finished":"none"},"code":102,"details":"one"}""");
        tell(
                """
                {"execution":"resumed","result":{"finished":"none"}}""");
        assertThat(deployment("").json().has("actionHistory")).isFalse();
        assertThat(deployment("?c=7&actionHistory=0").json().has("actionHistory")).isFalse();
        var all = deployment("?c=7&actionHistory=-1").json().path("actionHistory");
        assertThat(all.path("status").asString()).isEqualTo("RUNNING");
        assertThat(all.path("messages").toString())
                .isEqualTo(
                        """
                        ["Update Server: Target reported RESUMED.",\
                        "Device reported status code: 102","one"]""");
        var one = deployment("?actionHistory=1").json().path("actionHistory").path("messages");
        assertThat(one.size()).isEqualTo(1);
        assertThat(deployment("?actionHistory=x").status()).isEqualTo(400);
    }

    @Test
    void whatIsInstalledCanBeReadAgainAndOnlyThat() throws Exception {
        assertThat(rig.get(DEVICE, "/installedBase/" + action).status()).as("open").isEqualTo(404);
        var file = "/softwaremodules/%s/artifacts/fw.bin".formatted(action);
        assertThat(rig.get(DEVICE, file).header("Last-Modified"))
                .matches("[A-Z][a-z]{2}, [0-9]{2} [A-Z][a-z]{2} [0-9]{4} [0-9:]{8} GMT");
        tell(
                """
                {"execution":"closed","result":{"finished":"success"},"details":["done"]}""");
        assertThat(deployment("").status()).as("closed").isEqualTo(404);
        var link = rig.poll(DEVICE).link("installedBase");
        assertThat(link).endsWith("/installedBase/" + action);
        var installed = rig.get(DEVICE, link + "?actionHistory=5");
        assertThat(installed.json().path("deployment").path("chunks").size()).isEqualTo(1);
        var history = installed.json().path("actionHistory");
        assertThat(history.path("status").asString()).isEqualTo("FINISHED");
        assertThat(history.path("messages").path(0).asString()).isEqualTo("done");
        var tag = installed.header("ETag");
        assertThat(rig.get(DEVICE, link + "?actionHistory=5", "If-None-Match", tag).status())
                .isEqualTo(304);
        assertThat(rig.get(DEVICE, "/installedBase/99").status()).isEqualTo(404);
        rig.ground.enrol("d2");
        assertThat(rig.get("d2", "/installedBase/" + action).status())
                .as("another's")
                .isEqualTo(404);
    }
}
