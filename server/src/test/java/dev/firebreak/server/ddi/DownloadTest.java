package dev.firebreak.server.ddi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firebreak.core.device.ExposureState;
import dev.firebreak.core.words.ActionId;
import dev.firebreak.core.words.RolloutId;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;

/** The files of an open action: conditions, ranges, and when a link is dead. */
final class DownloadTest {
    private static final String DEVICE = "d1";
    private static final byte[] FILE = Rig.file(Rig.FILE_BYTES);

    @TempDir private Path folder;
    private Rig rig;
    private RolloutId rollout;
    private ActionId action;
    private String link;
    private String tag;

    @BeforeEach
    void offer() throws Exception {
        offer(Rig.FILE_BYTES);
    }

    private void offer(int sizeBytes) throws Exception {
        rig = new Rig(folder.resolve("data"));
        rig.ground.furnish().enrol(DEVICE);
        rig.poll(DEVICE);
        rollout = rig.rollOut(5, sizeBytes);
        action = rig.offered(DEVICE);
        link = "/softwaremodules/%s/artifacts/fw.bin".formatted(action);
        tag = '"' + HexFormat.of().formatHex(sha1(Rig.file(sizeBytes))) + '"';
    }

    private static byte[] sha1(byte[] bytes) throws Exception {
        return MessageDigest.getInstance("SHA-1").digest(bytes);
    }

    @AfterEach
    void stop() throws Exception {
        rig.close();
    }

    private Rig.Reply ranged(String range) throws Exception {
        return rig.get(DEVICE, link, "Range", range);
    }

    private static byte[] bytes(int from, int to) {
        return Arrays.copyOfRange(FILE, from, to + 1);
    }

    @Test
    void theWholeFile() throws Exception {
        var whole = rig.get(DEVICE, link, "Accept", "application/octet-stream");
        assertThat(whole.status()).isEqualTo(200);
        assertThat(whole.whole().body()).isEqualTo(FILE);
        assertThat(whole.header("Content-Length")).isEqualTo("2000");
        assertThat(whole.header("Content-Type")).isEqualTo("application/octet-stream");
        assertThat(whole.header("Content-Disposition")).isEqualTo("attachment;filename=fw.bin");
        assertThat(whole.header("Accept-Ranges")).isEqualTo("bytes");
        assertThat(whole.header("ETag")).isEqualTo(tag);
    }

    @Test
    void aHeadSaysTheTrueLengthAndCountsForNothing() throws Exception {
        for (int i = 0; i < 5; i++) {
            var head = rig.head(DEVICE, link);
            assertThat(head.status()).isEqualTo(200);
            assertThat(head.header("Content-Length")).isEqualTo("2000");
            assertThat(head.header("ETag")).isEqualTo(tag);
            assertThat(head.whole().body()).isEmpty();
        }
        assertThat(state()).isEqualTo(ExposureState.OFFERED);
        assertThat(rig.get(DEVICE, link).status()).isEqualTo(200);
    }

    @Test
    void pieces() throws Exception {
        var start = ranged("bytes=0-9");
        assertThat(start.status()).isEqualTo(206);
        assertThat(start.header("Content-Range")).isEqualTo("bytes 0-9/2000");
        assertThat(start.header("Content-Length")).isEqualTo("10");
        assertThat(start.whole().body()).isEqualTo(bytes(0, 9));
        var end = ranged("bytes=1990-");
        assertThat(end.header("Content-Range")).isEqualTo("bytes 1990-1999/2000");
        assertThat(end.whole().body()).isEqualTo(bytes(1990, 1999));
        assertThat(ranged("bytes=-5").whole().body()).isEqualTo(bytes(1995, 1999));
    }

    @Test
    void severalPieces() throws Exception {
        var both = ranged("bytes=0-3,10-13");
        assertThat(both.status()).isEqualTo(206);
        assertThat(both.header("Content-Type")).startsWith("multipart/byteranges; boundary=");
        assertThat(both.header("Content-Length")).isEqualTo("" + both.whole().body().length);
        var boundary = both.header("Content-Type").split("boundary=", 2)[1];
        var text = new String(both.whole().body(), StandardCharsets.ISO_8859_1);
        assertThat(text)
                .startsWith("--" + boundary + "\r\n")
                .endsWith("\r\n--" + boundary + "--\r\n")
                .contains("Content-Range: bytes 0-3/2000\r\n\r\n" + latin(bytes(0, 3)) + "\r\n")
                .contains("Content-Range: bytes 10-13/2000\r\n\r\n" + latin(bytes(10, 13)));
    }

    private static String latin(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    @Test
    void piecesThatAreNotThere() throws Exception {
        for (var range :
                new String[] {"bytes=5000-6000", "bytes=2000-", "bytes=x", "bytes=0-9,5-12"}) {
            var none = ranged(range);
            assertThat(none.status()).as(range).isEqualTo(416);
            assertThat(none.header("Content-Range")).isEqualTo("bytes */2000");
            assertThat(none.whole().body()).isEmpty();
        }
        assertThat(state()).isEqualTo(ExposureState.OFFERED);
    }

    @Test
    void conditions() throws Exception {
        var same = rig.get(DEVICE, link, "If-Range", tag, "Range", "bytes=0-9");
        assertThat(same.status()).isEqualTo(206);
        var plain = tag.replace("\"", "");
        assertThat(rig.get(DEVICE, link, "If-Match", tag, "Range", "bytes=0-9").status())
                .isEqualTo(206);
        assertThat(rig.get(DEVICE, link, "If-Match", plain, "Range", "bytes=0-9").status())
                .isEqualTo(206);
        assertThat(rig.get(DEVICE, link, "If-Match", "\"other\"").status()).isEqualTo(412);
        var known = rig.get(DEVICE, link, "If-None-Match", tag);
        assertThat(known.status()).isEqualTo(304);
        assertThat(known.header("ETag")).isEqualTo(tag);
        var other = rig.get(DEVICE, link, "If-Range", "\"other\"", "Range", "bytes=0-9");
        assertThat(other.status()).isEqualTo(200);
        assertThat(other.whole().body()).hasSize(2000);
    }

    @Test
    void sumsAndLists() throws Exception {
        var sum = rig.get(DEVICE, link + ".MD5SUM");
        assertThat(sum.status()).isEqualTo(200);
        var md5 = MessageDigest.getInstance("MD5").digest(FILE);
        assertThat(sum.text()).isEqualTo(HexFormat.of().formatHex(md5) + "  fw.bin");
        assertThat(sum.header("Content-Disposition"))
                .isEqualTo("attachment;filename=fw.bin.MD5SUM");
        var list = rig.get(DEVICE, "/softwaremodules/%s/artifacts".formatted(action));
        assertThat(list.json().path(0).path("filename").asString()).isEqualTo("fw.bin");
        assertThat(list.header("Content-Length")).isEqualTo("" + list.whole().body().length);
    }

    @Test
    void whatIsNotThere() throws Exception {
        assertThat(rig.get(DEVICE, link + "x").status()).isEqualTo(404);
        assertThat(rig.get(DEVICE, "/softwaremodules/999/artifacts/fw.bin").status())
                .isEqualTo(404);
        assertThat(rig.get(DEVICE, "/softwaremodules/abc/artifacts/fw.bin").status())
                .isEqualTo(400);
        rig.ground.enrol("d2");
        assertThat(rig.get("d2", link).status()).as("another's action").isEqualTo(404);
        rig.feedback(DEVICE, action, "closed", "failure");
        assertThat(rig.get(DEVICE, link).status()).as("after the end").isEqualTo(404);
    }

    @Test
    void moreThanOneMachineNeedsIsRefusedAndFails() throws Exception {
        for (int line = 1; line <= 3; line++) {
            assertThat(rig.get(DEVICE, link).status()).as("line %d", line).isEqualTo(200);
        }
        assertThat(ranged("bytes=0-299").status()).as("resuming is fine").isEqualTo(206);
        assertThat(state()).isEqualTo(ExposureState.ACCEPTED);
        assertThat(rig.get(DEVICE, link).status()).isEqualTo(404);
        assertThat(state()).isEqualTo(ExposureState.FAILED);
        assertThat(rig.poll(DEVICE).link("deploymentBase")).isEmpty();
    }

    @Test
    void aStopEndsADownloadInTheMiddle() throws Exception {
        rig.close();
        folder = folder.resolve("large");
        var size = 32 << 20; // more than the buffers on the way hold
        offer(size);
        var http = HttpClient.newHttpClient();
        var answer = http.send(rig.request(DEVICE, link).build(), BodyHandlers.ofInputStream());
        try (var in = answer.body()) {
            assertThat(in.readNBytes(1000)).hasSize(1000);
            rig.ground.halt(rollout);
            assertThat(drained(in)).as("bytes after the stop").isLessThan(size - 1000);
        }
        assertThat(rig.get(DEVICE, link).status()).isEqualTo(404);
        assertThat(rig.poll(DEVICE).link("cancelAction")).isNotEmpty();
    }

    /** How many bytes still come, whether or not the connection ends well. */
    private static long drained(InputStream in) {
        var count = 0L;
        var chunk = new byte[1 << 16];
        try {
            for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
                count += n;
            }
        } catch (IOException e) {
            return count;
        }
        return count;
    }

    private ExposureState state() {
        return rig.ground.ask(world -> world.exposures(rollout)).getFirst().state();
    }
}
