package dev.firebreak.house;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The packages of {@code core} tell the journey of an update, and no step knows of a later one. */
final class StoryTest {
    /**
     * The journey, in order. The one place where it is written; a package may import those above
     * it.
     */
    private static final List<String> STORY =
            List.of(
                    "words", // the small values that every step speaks
                    "release", // what is shipped, sealed under one digest
                    "evidence", // what was proved about it, by whom, where, when
                    "gate", // whether the policy lets it out
                    "plan", // what is to be approved: waves, budgets, limits
                    "approval", // who may say yes, and who did
                    "hold", // whom not to expose for now
                    "wave", // who may be exposed next
                    "device", // what one machine has done with its offer
                    "health", // what the exposed machines say together
                    "decision"); // the rollout: observations in, facts and orders out

    private static final Path CORE = Sources.ROOT.resolve("core/src/main/java/dev/firebreak/core");
    private static final Pattern IMPORT =
            Pattern.compile("(?m)^import (?:static )?dev\\.firebreak\\.core\\.(\\w+)");
    private static final Pattern MENTION =
            Pattern.compile("(?<![\\w.]|import |package )dev\\.firebreak\\.core\\.\\w+");

    @Test
    void everyPackageIsAStep() {
        var folders =
                Sources.mainOf("core").stream().map(StoryTest::step).distinct().sorted().toList();
        assertEquals(
                STORY.stream().sorted().toList(),
                folders,
                "packages of core that are not steps, or steps without a package");
    }

    @Test
    void noStepImportsALaterOne() {
        var wrong = new ArrayList<String>();
        for (var file : Sources.mainOf("core")) {
            var here = STORY.indexOf(step(file));
            imports(file)
                    .filter(step -> STORY.indexOf(step) > here)
                    .forEach(
                            step ->
                                    wrong.add(
                                            "%s (step '%s') imports the later step '%s'"
                                                    .formatted(
                                                            Sources.name(file), step(file), step)));
        }
        assertEquals(List.of(), wrong, "move what both need to an earlier step");
    }

    @Test
    void stepsAreReachedByImportOnly() {
        var wrong =
                Sources.mainOf("core").stream()
                        .filter(file -> MENTION.matcher(Sources.read(file)).find())
                        .map(Sources::name)
                        .toList();
        assertEquals(List.of(), wrong, "a fully qualified name hides a dependency: import it");
    }

    private static String step(Path file) {
        return CORE.relativize(file).getName(0).toString();
    }

    private static Stream<String> imports(Path file) {
        return IMPORT.matcher(Sources.read(file)).results().map(found -> found.group(1));
    }
}
