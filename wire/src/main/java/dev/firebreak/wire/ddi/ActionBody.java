package dev.firebreak.wire.ddi;

import dev.firebreak.core.release.Artifact;
import dev.firebreak.core.release.Release;
import dev.firebreak.core.words.ActionId;
import dev.firebreak.wire.json.Json;

import tools.jackson.databind.node.ObjectNode;

import java.util.List;
import java.util.Optional;

/**
 * What a device reads about one action: what to install, what to drop, what it installed last, and
 * the files. All answers are JSON; {@link Format#write} makes CBOR of them.
 */
public final class ActionBody {
    /** Both names of each link: clients built with TLS want the one, those without the other. */
    private static final String[] DOWNLOAD = {"download", "download-http"};

    private static final String[] MD5SUM = {"md5sum", "md5sum-http"};

    /**
     * What was said about the action so far, if the device asks for it.
     *
     * @param status where the action is, in the protocol's words
     * @param messages newest first
     */
    public record History(String status, List<String> messages) {
        public History {
            messages = List.copyOf(messages);
        }
    }

    private ActionBody() {}

    /** The order to fetch and install {@code release}; also what installedBase answers. */
    public static byte[] deployment(
            ActionId action, Release release, DeviceUrl url, Optional<History> history) {
        return order("deployment", action, release, url, history);
    }

    /** The same order while it waits for a person's yes. */
    public static byte[] confirmation(
            ActionId action, Release release, DeviceUrl url, Optional<History> history) {
        return order("confirmation", action, release, url, history);
    }

    private static byte[] order(
            String name,
            ActionId action,
            Release release,
            DeviceUrl url,
            Optional<History> history) {
        var body = Hal.object();
        body.put("id", action.toString());
        var deployment = body.putObject(name);
        deployment.put("download", "forced").put("update", "forced");
        var chunk = deployment.putArray("chunks").addObject();
        chunk.put("part", part(release.part()))
                .put("version", release.version())
                .put("name", release.name());
        var artifacts = chunk.putArray("artifacts");
        release.artifacts().forEach(file -> write(artifacts.addObject(), file, action, url));
        history.filter(said -> !said.messages().isEmpty()).ifPresent(said -> write(body, said));
        return Json.bytes(body);
    }

    /** The order to drop {@code action}. */
    public static byte[] cancel(ActionId action) {
        var body = Hal.object();
        body.put("id", action.toString());
        body.putObject("cancelAction").put("stopId", action.toString());
        return Json.bytes(body);
    }

    /** The files of {@code release} as a bare list. */
    public static byte[] artifacts(ActionId action, Release release, DeviceUrl url) {
        var holder = Hal.object();
        var list = holder.putArray("artifacts");
        release.artifacts().forEach(file -> write(list.addObject(), file, action, url));
        return Json.bytes(list);
    }

    /** The checksum line of {@code file}, in plain text without a line end. */
    public static String md5sum(Artifact file) {
        return file.md5() + "  " + file.filename();
    }

    private static void write(ObjectNode out, Artifact file, ActionId action, DeviceUrl url) {
        out.put("filename", file.filename());
        out.putObject("hashes")
                .put("sha1", file.sha1())
                .put("md5", file.md5())
                .put("sha256", file.sha256().hex());
        out.put("size", file.sizeBytes());
        var href = url.artifact(action, file.filename());
        var links = out.putObject("_links");
        Hal.link(links, href, DOWNLOAD);
        Hal.link(links, href + ".MD5SUM", MD5SUM);
    }

    private static void write(ObjectNode body, History history) {
        var out = body.putObject("actionHistory");
        out.put("status", history.status());
        var messages = out.putArray("messages");
        history.messages().forEach(messages::add);
    }

    /** Two kinds of module travel under the names of their first days. */
    private static String part(String part) {
        return switch (part) {
            case "application" -> "bApp";
            case "runtime" -> "jvm";
            default -> part;
        };
    }
}
