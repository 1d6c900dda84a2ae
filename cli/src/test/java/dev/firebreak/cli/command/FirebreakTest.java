package dev.firebreak.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firebreak.cli.Terminal;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import picocli.CommandLine;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Words in, exit code out; nothing here needs a server. */
final class FirebreakTest {
    /** Nobody may listen there: the port is reserved. */
    private static final String NOBODY = "http://127.0.0.1:1";

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final Map<String, String> environment = new TreeMap<>();

    @TempDir private Path folder;

    @Test
    void anUnknownWordIsWrongUsageAndNoResult() {
        assertThat(run("versoin")).isEqualTo(2);
        assertThat(out()).isEmpty();
        assertThat(err()).contains("versoin").contains("firebreak --help");
    }

    @Test
    void aSlipOfTheFingerIsToldWithTheWordThatWasMeant() {
        assertThat(run("rollout", "strat")).isEqualTo(2);
        assertThat(err())
                .startsWith(
                        "expected a command of 'firebreak rollout', found 'strat': did you mean start?\n");
        err.reset();
        assertThat(run("rollout", "start", "--wiat")).isEqualTo(2);
        assertThat(err()).contains("found '--wiat': did you mean --wait?");
        err.reset();
        assertThat(run("token", "create", "--role", "king")).isEqualTo(2);
        assertThat(err()).contains("expected one of viewer, author,").contains("found 'king'");
        err.reset();
        assertThat(run("hold", "lift", "--reason", "x")).isEqualTo(2);
        assertThat(err()).startsWith("expected ID, found nothing there: add it\n");
    }

    @Test
    void aProgramReadsWhatIsWrongWithItsWordsToo() {
        assertThat(run("rollout", "strat", "--json")).isEqualTo(2);
        assertThat(out())
                .isEqualTo(
                        "{\"error\":\"expected a command of 'firebreak rollout', found 'strat':"
                                + " did you mean start?\",\"exit\":2}\n");
        assertThat(run("rollout", "strat")).isEqualTo(2);
    }

    @Test
    void whereverTheFormComesFromErrorsHaveItToo() throws IOException {
        for (var words :
                List.of(
                        List.of("-o", "json", "rollout", "strat"),
                        List.of("-ojson", "rollout", "list", "--server", NOBODY),
                        List.of("rollout", "strat", "--output=json"))) {
            out.reset();
            firebreak().run(words);
            assertThat(out()).as(words.toString()).startsWith("{\"error\":").endsWith("}\n");
        }
        out.reset();
        assertThat(run("rollout", "list", "-o", "yaml", "--server", NOBODY)).isEqualTo(3);
        assertThat(out()).startsWith("error: ").endsWith("exit: 3\n");
        environment.put("FIREBREAK_OUTPUT", "json");
        for (var words :
                List.of(
                        List.of("rollout", "list", "--server", NOBODY),
                        List.of("rollout", "strat"),
                        List.of("demo", "--devices", "1"))) {
            out.reset();
            firebreak().with("demo", dev.firebreak.cli.demo.DemoVerb::new).run(words);
            assertThat(out()).as(words.toString()).startsWith("{\"error\":").endsWith("}\n");
        }
        out.reset();
        environment.clear();
        Files.writeString(folder.resolve("firebreak.yaml"), "output: json\n");
        run("rollout", "list", "--server", NOBODY);
        assertThat(out()).endsWith("\"exit\":3}\n");
    }

    @Test
    void aFormThatNobodyKnowsIsToldToAPerson() throws IOException {
        assertThat(run("-o", "xml", "rollout", "list", "--server", NOBODY)).isEqualTo(2);
        assertThat(out()).isEmpty();
        Files.writeString(folder.resolve("firebreak.yaml"), "sever: x\n");
        assertThat(run("rollout", "list", "--json")).isEqualTo(2);
        assertThat(out()).endsWith("\"exit\":2}\n");
    }

    @Test
    void severalArtifactsAreToldToBeTooManyForSomeClients() throws IOException {
        Files.writeString(folder.resolve("a.bin"), "a");
        Files.writeString(folder.resolve("b.bin"), "b");
        run("release", "create", "a@1", "--kind", "content", "a.bin", "--dry-run");
        assertThat(err()).isEmpty();
        assertThat(
                        run(
                                "release",
                                "create",
                                "a@1",
                                "--kind",
                                "content",
                                "a.bin",
                                "b.bin",
                                "--dry-run"))
                .isZero();
        assertThat(err()).contains("note: 2 artifacts in one release");
    }

    @Test
    void aBugIsToldToAProgramToo() {
        var code = firebreak().with("boom", _ -> new Boom()).run(List.of("--json", "boom"));
        assertThat(code).isEqualTo(70);
        assertThat(out()).startsWith("{\"error\":\"a bug in the tool").endsWith("\"exit\":70}\n");
    }

    @Test
    void aGroupWithoutAVerbIsWrongUsage() {
        assertThat(run("rollout")).isEqualTo(2);
        assertThat(err())
                .startsWith("expected a command of 'firebreak rollout', found none: choose one\n")
                .contains("draws the wave ladder live")
                .contains("firebreak rollout --help");
        err.reset();
        assertThat(run("notify", "add", "http://127.0.0.1/hook")).isEqualTo(2);
        assertThat(err()).contains("found 'notify': this version has none yet");
    }

    @Test
    void aServerThatIsNotThereIsThree() {
        assertThat(run("rollout", "list", "--server", NOBODY)).isEqualTo(3);
        assertThat(err()).contains(NOBODY).contains("firebreak up");
        assertThat(out()).isEmpty();
    }

    @Test
    void aProgramReadsWhyAsOneObject() {
        assertThat(run("rollout", "list", "--json", "--server", NOBODY)).isEqualTo(3);
        assertThat(out()).startsWith("{\"error\":").endsWith("\"exit\":3}\n");
    }

    @Test
    void theFlagIsStrongerThanTheVariableAndThatThanTheFile() throws IOException {
        Files.writeString(folder.resolve("firebreak.yaml"), "server: http://127.0.0.1:2\n");
        run("rollout", "list");
        assertThat(err()).contains("http://127.0.0.1:2");
        err.reset();
        environment.put("FIREBREAK_SERVER", "http://127.0.0.1:3");
        run("rollout", "list");
        assertThat(err()).contains("http://127.0.0.1:3");
        err.reset();
        run("rollout", "list", "--server", NOBODY);
        assertThat(err()).contains(NOBODY);
    }

    @Test
    void anUnknownSettingIsWrongUsage() throws IOException {
        Files.writeString(folder.resolve("firebreak.yaml"), "sever: http://127.0.0.1:2\n");
        assertThat(run("rollout", "list")).isEqualTo(2);
        assertThat(err()).contains("'sever'").contains("server");
    }

    @Test
    void whatCannotBeUndoneNeedsYesWhereNobodyCanBeAsked() {
        assertThat(run("rollout", "rollback", "r1", "--reason", "x", "--server", NOBODY))
                .isEqualTo(2);
        assertThat(err()).contains("--yes");
        assertThat(run("rollout", "rollback", "r1", "--reason", "x", "--yes", "--server", NOBODY))
                .isEqualTo(3);
    }

    @Test
    void aDryRunPrintsTheDigestAndAsksNobody() throws IOException {
        Files.writeString(folder.resolve("a.bin"), "a");
        assertThat(run("release", "create", "a@1", "--kind", "content", "a.bin", "--dry-run"))
                .isZero();
        assertThat(out()).matches("[0-9a-f]{64}\n");
        var first = out();
        out.reset();
        assertThat(run("release", "create", "a@2", "--kind", "content", "a.bin", "--dry-run"))
                .isZero();
        assertThat(out()).isNotEqualTo(first);
    }

    @Test
    void aWrongOutputIsToldBeforeAnythingIsDone() {
        assertThat(run("-o", "xml", "halt", "r1", "--server", NOBODY)).isEqualTo(2);
        assertThat(err()).contains("'xml'");
    }

    @Test
    void helpOfEachVerbListsItsExitCodes() {
        assertThat(run("rollout", "watch", "--help")).isZero();
        assertThat(out()).contains("Exit codes:").contains("  11 ").contains("  14 ");
        out.reset();
        assertThat(run("gate", "check", "--help")).isZero();
        assertThat(out()).contains("  13 ").doesNotContain("  11 ");
    }

    @Test
    void everyVerbSaysWhatItDoes() {
        var silent =
                verbs(firebreak().line())
                        .filter(
                                verb ->
                                        verb.getCommandSpec().usageMessage().description().length
                                                == 0)
                        .map(verb -> verb.getCommandSpec().qualifiedName())
                        .toList();
        assertThat(silent).isEmpty();
    }

    @Test
    void completionKnowsTheVerbs() {
        for (var shell : List.of("bash", "zsh", "fish")) {
            out.reset();
            assertThat(run("completion", shell)).isZero();
            assertThat(out()).contains("rollout").contains("watch").contains("halt");
        }
    }

    @Test
    void aBugHasAnIdAndNoStackTrace() {
        var code = firebreak().with("boom", _ -> new Boom()).run(List.of("boom"));
        assertThat(code).isEqualTo(70);
        assertThat(err()).containsPattern("firebreak-bug-[0-9a-f]{8}").doesNotContain("\tat ");
    }

    /** A verb with a bug. */
    @CommandLine.Command(name = "boom", description = "fails")
    private static final class Boom implements Runnable {
        @Override
        public void run() {
            throw new IllegalStateException("boom");
        }
    }

    private static java.util.stream.Stream<CommandLine> verbs(CommandLine line) {
        return java.util.stream.Stream.concat(
                java.util.stream.Stream.of(line),
                line.getSubcommands().values().stream().flatMap(FirebreakTest::verbs));
    }

    private int run(String... args) {
        return firebreak().run(List.of(args));
    }

    private Firebreak firebreak() {
        return new Firebreak(
                Terminal.of(stream(out), stream(err)), new Surroundings(environment, folder));
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }

    private static PrintStream stream(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }
}
