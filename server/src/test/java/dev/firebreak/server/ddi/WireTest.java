package dev.firebreak.server.ddi;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** What is on the line, byte for byte: real clients are picky, and small ones are pickier. */
final class WireTest {
    private static final String DEVICE = "d1";
    private static final String TOKEN = "Authorization: TargetToken d1-secret\r\n";
    private static final String ROOT = "/DEFAULT/controller/v1/d1";

    @TempDir private Path folder;
    private Rig rig;
    private Socket line;

    @BeforeEach
    void start() throws Exception {
        rig = new Rig(folder);
        rig.ground.furnish().enrol(DEVICE);
        line = new Socket(InetAddress.getLoopbackAddress(), rig.port());
    }

    @AfterEach
    void stop() throws Exception {
        line.close();
        rig.close();
    }

    private record Heard(int status, Map<String, String> headers, String body) {}

    private void say(String text) throws IOException {
        line.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
        line.getOutputStream().flush();
    }

    private Heard ask(String method, String path, String headers, String body) throws IOException {
        var length =
                body.isEmpty()
                        ? ""
                        : "Content-Length: %d\r\n"
                                .formatted(body.getBytes(StandardCharsets.UTF_8).length);
        say(
                "%s %s HTTP/1.1\r\nHost: updates.example.com\r\n%s%s\r\n%s"
                        .formatted(method, path, headers, length, body));
        return hear();
    }

    private Heard hear() throws IOException {
        var in = new DataInputStream(line.getInputStream());
        var status = Integer.parseInt(line(in).split(" ", 3)[1]);
        var headers = new TreeMap<String, String>();
        for (var text = line(in); !text.isEmpty(); text = line(in)) {
            var parts = text.split(": *", 2);
            headers.put(parts[0].toLowerCase(Locale.ROOT), parts[1]);
        }
        var body = in.readNBytes(Integer.parseInt(headers.getOrDefault("content-length", "0")));
        return new Heard(status, headers, new String(body, StandardCharsets.UTF_8));
    }

    private static String line(DataInputStream in) throws IOException {
        var text = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new IOException("expected a line, found the end after '" + text + "'");
            }
            text.append((char) c);
        }
        return text.toString().stripTrailing();
    }

    @Test
    void oneConnectionDoesAWholeRoundAndEachAnswerSaysItsLength() throws Exception {
        rig.poll(DEVICE);
        rig.rollOut(5, Rig.FILE_BYTES);
        var action = rig.offered(DEVICE);
        var json = TOKEN + "Content-Type: application/json;charset=UTF-8\r\n";
        var poll = ask("GET", ROOT, TOKEN, "");
        assertThat(poll.body()).contains("http://updates.example.com" + ROOT + "/deploymentBase/");
        var answers =
                new Heard[] {
                    poll,
                    ask("PUT", ROOT + "/configData", json, "{\"data\":{\"os\":\"12\"}}"),
                    ask("GET", ROOT + "/deploymentBase/" + action, TOKEN, ""),
                    ask(
                            "GET",
                            ROOT + "/softwaremodules/" + action + "/artifacts/fw.bin",
                            TOKEN,
                            ""),
                    ask(
                            "POST",
                            ROOT + "/deploymentBase/" + action + "/feedback",
                            json,
                            Rig.feedback("closed", "success")),
                    ask("GET", ROOT, TOKEN, "")
                };
        for (var answer : answers) {
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.headers())
                    .containsKey("content-length")
                    .doesNotContainKey("transfer-encoding")
                    .doesNotContainEntry("connection", "close");
        }
    }

    @Test
    void aRefusalDoesNotEndTheConnection() throws Exception {
        var stranger = "Content-Type: application/json\r\n";
        var refused = ask("PUT", ROOT + "/configData", stranger, "{\"data\":{\"os\":\"12\"}}");
        assertThat(refused.status()).isEqualTo(401);
        assertThat(refused.body()).isEmpty();
        assertThat(refused.headers()).doesNotContainKey("www-authenticate");
        assertThat(ask("GET", ROOT, TOKEN, "").status()).isEqualTo(200);
    }

    @Test
    void anExpectationIsMetBeforeTheBodyComes() throws Exception {
        var body = "{\"id\":\"\",\"time\":\"\",\"data\":{\"os\":\"12\"}}";
        say(
                """
                PUT %s/configData HTTP/1.1\r
                Host: h\r
                %sContent-Type: application/json\r
                charsets: utf-8\r
                charsets: utf-8\r
                Expect: 100-continue\r
                Content-Length: %d\r
                \r
                """
                        .formatted(ROOT, TOKEN, body.length()));
        assertThat(hear().status()).isEqualTo(100);
        say(body);
        assertThat(hear().status()).isEqualTo(200);
    }

    @Test
    void aGetMayHaveAContentTypeAndNoAccept() throws Exception {
        var odd = TOKEN + "Content-Type: application/json\r\ncharsets: utf-8\r\n";
        var answer = ask("GET", ROOT, odd, "");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.headers()).containsEntry("content-type", "application/hal+json");
        assertThat(
                        ask("GET", ROOT, TOKEN + "Accept: application/json;charset=UTF-8\r\n", "")
                                .headers())
                .containsEntry("content-type", "application/json");
        assertThat(ask("GET", ROOT, TOKEN + "Accept: text/html\r\n", "").status()).isEqualTo(406);
    }

    @Test
    void notModifiedOnlyForThoseWhoAsk() throws Exception {
        var first = ask("GET", ROOT, TOKEN, "");
        var tag = first.headers().get("etag");
        assertThat(tag).matches("\"0[0-9a-f]{32}\"");
        var again = ask("GET", ROOT, TOKEN + "If-None-Match: " + tag + "\r\n", "");
        assertThat(again.status()).isEqualTo(304);
        assertThat(again.headers()).containsEntry("etag", tag);
        assertThat(ask("GET", ROOT, TOKEN, "").status()).isEqualTo(200);
    }

    @Test
    void methodsThatAreNotThere() throws Exception {
        var wrong = ask("DELETE", ROOT, TOKEN, "");
        assertThat(wrong.status()).isEqualTo(405);
        assertThat(wrong.headers()).containsEntry("allow", "GET");
        assertThat(ask("GET", ROOT + "/nothing", TOKEN, "").status()).isEqualTo(404);
        assertThat(ask("GET", ROOT + "/deploymentBase/abc", TOKEN, "").status()).isEqualTo(400);
        assertThat(ask("GET", "/DEFAULT/controller/v1/a%2Fb", TOKEN, "").status()).isEqualTo(400);
        assertThat(ask("GET", "/DEFAULT/controller/v1/a%20b", TOKEN, "").status()).isEqualTo(400);
    }

    @Test
    void bodiesThatCannotBeRead() throws Exception {
        var xml = TOKEN + "Content-Type: application/xml\r\n";
        assertThat(ask("PUT", ROOT + "/configData", xml, "<a/>").status()).isEqualTo(415);
        var json = TOKEN + "Content-Type: application/json\r\n";
        for (var body :
                new String[] {
                    "{", "{}", "{\"data\":{}}", "{\"mode\":\"x\",\"data\":{\"a\":\"b\"}}"
                }) {
            assertThat(ask("PUT", ROOT + "/configData", json, body).status())
                    .as(body)
                    .isEqualTo(400);
        }
        assertThat(ask("GET", ROOT, TOKEN, "").status()).isEqualTo(200);
    }
}
