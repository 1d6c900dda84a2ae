package dev.firebreak.cli.command;

import dev.firebreak.cli.Exit;
import dev.firebreak.cli.Terminal;
import dev.firebreak.cli.Trouble;
import dev.firebreak.cli.http.Api;
import dev.firebreak.cli.show.Paint;
import dev.firebreak.cli.show.Table;
import dev.firebreak.wire.json.Json;

import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;
import tools.jackson.dataformat.yaml.YAMLWriteFeature;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** What a verb has at hand: the settings in force, the terminal, and the server when asked for. */
public final class Session {
    private static final String LOCAL = "http://127.0.0.1:8080";
    private static final String TOKEN_FILE = "admin.token";
    static final String DATA = "firebreak-data";
    private static final int LONGEST_TOKEN_BYTES = 4096;

    /** The form of the answer in one word. */
    private static final Pattern FORM = Pattern.compile("(?:-o=?|--output=)([a-z]+)");

    private static final YAMLMapper YAML =
            YAMLMapper.builder()
                    .disable(YAMLWriteFeature.WRITE_DOC_START_MARKER)
                    .enable(YAMLWriteFeature.MINIMIZE_QUOTES)
                    .build();

    private final Root root;
    private final Terminal terminal;
    private final Surroundings place;

    Session(Root root, Terminal terminal, Surroundings place) {
        this.root = root;
        this.terminal = terminal;
        this.place = place;
    }

    /** The streams. */
    public Terminal terminal() {
        return terminal;
    }

    /** A path that a person gave, against the working folder. */
    public Path path(String given) {
        return place.folder().resolve(given);
    }

    /** Everything in a file that a person named. */
    public byte[] read(String given) {
        try {
            return Files.readAllBytes(path(given));
        } catch (IOException e) {
            throw new Trouble(
                    Exit.USAGE,
                    "expected a readable file, found none at '%s': check the path".formatted(given),
                    e);
        }
    }

    /** A connection to the server in force; the caller closes it. */
    public Api api() {
        return api(setting("server", root.server).orElse(LOCAL));
    }

    /** A connection to the server at {@code url}. */
    Api api(String url) {
        var server = address(url);
        output(); // a wrong word must be told before anything is asked for
        return new Api(server, token(server));
    }

    /** Which server is meant. */
    public URI server() {
        return address(setting("server", root.server).orElse(LOCAL));
    }

    private static URI address(String url) {
        var text = url.replaceAll("/+$", "");
        try {
            var uri = URI.create(text);
            if (List.of("http", "https").contains(String.valueOf(uri.getScheme()))
                    && uri.getHost() != null) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            throw new Trouble(Exit.USAGE, wrongServer(text), e);
        }
        throw Trouble.usage(wrongServer(text));
    }

    /** Whether results are written for programs. */
    public boolean forPrograms() {
        return output() != Root.Output.text;
    }

    /**
     * Says on standard output, too, that nothing comes of it, if a program reads there. The word
     * for the form, or the file that has it, may be what is wrong: then a person is asking.
     */
    void fail(JsonNode error) {
        try {
            answer(error, List.of());
        } catch (Trouble unclear) {
            if (root.json) {
                terminal.result(Json.text(error));
            }
        }
    }

    /** Takes the form of the answer out of words that are no command. */
    void heed(List<String> words) {
        root.json |= words.contains("--json");
        for (int i = 0; i < words.size(); i++) {
            var form = FORM.matcher(words.get(i));
            if (form.matches()) {
                root.output = Optional.of(form.group(1));
            } else if (List.of("-o", "--output").contains(words.get(i)) && i + 1 < words.size()) {
                root.output = Optional.of(words.get(i + 1));
            }
        }
    }

    /** Whether a picture may be drawn in place. */
    public boolean live() {
        return terminal.interactive() && !plain() && output() == Root.Output.text;
    }

    /** Whether one line for each change is wanted, without escapes. */
    public boolean plain() {
        return settings().on("plain", root.plain)
                || Optional.ofNullable(place.environment().get("CI")).isPresent();
    }

    /** Colours if they are wanted and can be seen. */
    public Paint paint() {
        var off =
                root.noColor
                        || !Optional.ofNullable(place.environment().get("NO_COLOR"))
                                .orElse("")
                                .isEmpty()
                        || setting("color", Optional.empty()).filter("never"::equals).isPresent();
        return live() && !off ? Paint.COLOURS : Paint.NONE;
    }

    /** The lines of a table, cut to the width of a terminal; a program gets all of them. */
    List<String> fitted(List<String> lines) {
        return live() ? lines.stream().map(line -> Table.cut(line, width())).toList() : lines;
    }

    /** How wide a line may be. */
    public int width() {
        return terminal.width(Optional.ofNullable(place.environment().get("COLUMNS")));
    }

    /** How many lines are seen at once. */
    int height() {
        return terminal.height(Optional.ofNullable(place.environment().get("LINES")));
    }

    /** Tells the person something that is no result. */
    public void say(String line) {
        if (!settings().on("quiet", root.quiet)) {
            terminal.say(line);
        }
    }

    /** Writes a result: lines for people, or the tree for programs. */
    public void answer(JsonNode tree, List<String> lines) {
        switch (output()) {
            case text -> lines.forEach(terminal::result);
            case json -> terminal.result(Json.text(tree));
            case yaml -> terminal.draw(YAML.writeValueAsString(tree));
        }
    }

    /** Asks before what cannot be undone; ends the command unless the person says yes. */
    public void confirm(String what) {
        if (root.yes) {
            return;
        }
        if (!terminal.interactive()) {
            throw Trouble.usage(
                    "expected --yes, as there is no terminal to ask on: %s".formatted(what));
        }
        var said = terminal.ask(what + " Type 'yes' to go on: ").orElse("");
        if (!said.equals("yes")) {
            throw Trouble.usage("expected 'yes', found '%s': nothing was done".formatted(said));
        }
    }

    private Settings settings() {
        return Settings.at(place);
    }

    /** Whether the switch {@code name} is on, wherever it was set. */
    boolean on(String name, boolean flag) {
        return settings().on(name, flag);
    }

    /** The setting {@code name}, wherever it was set. */
    Optional<String> setting(String name, Optional<String> flag) {
        return settings().of(name, flag);
    }

    private Root.Output output() {
        var word = root.json ? "json" : setting("output", root.output).orElse("text");
        return switch (word) {
            case "text" -> Root.Output.text;
            case "json" -> Root.Output.json;
            case "yaml" -> Root.Output.yaml;
            default ->
                    throw Trouble.usage(
                            "expected the output text, json or yaml, found '%s': correct it"
                                    .formatted(word));
        };
    }

    private Optional<String> token(URI server) {
        // Whatever names one on the command line is stronger than any variable.
        return root.token
                .or(() -> root.tokenFile.map(this::secret))
                .or(() -> setting("token", Optional.empty()))
                .or(() -> setting("tokenFile", Optional.empty()).map(this::secret))
                .or(() -> isHere(server) ? ownToken() : Optional.empty());
    }

    /**
     * The token that a server left beside its data; only ever shown to a server on this machine.
     */
    private Optional<String> ownToken() {
        var data = setting("data", Optional.empty()).orElse(DATA);
        var file = path(data).resolve(TOKEN_FILE);
        return Files.isReadable(file) ? Optional.of(secret(file.toString())) : Optional.empty();
    }

    private String secret(String given) {
        var bytes = read(given);
        var text = new String(bytes, java.nio.charset.StandardCharsets.UTF_8).strip();
        if (text.isEmpty()
                || bytes.length > LONGEST_TOKEN_BYTES
                || !text.matches("[\\x21-\\x7e]+")) {
            throw Trouble.usage(
                    "expected a token in '%s', found something else: name the file that 'up' wrote"
                            .formatted(given));
        }
        return text;
    }

    private static boolean isHere(URI server) {
        try {
            return InetAddress.getByName(server.getHost()).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    private static String wrongServer(String text) {
        return "expected a server like http://127.0.0.1:8080, found '%s': correct --server"
                .formatted(text);
    }
}
